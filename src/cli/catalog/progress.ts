import type { ImportProgress } from "../../catalog/import/import-catalog.ts";
import { openProgressBar, type ProgressBar } from "../progress-bar.ts";

/** Shows how far an import is, with a bar for each step that has an end in sight. */
export interface ImportProgressBars extends Disposable {
  show(progress: ImportProgress): void;
}

/** @param size of the file, bytes; absent when nobody knows. */
export function openImportProgress(size: number | undefined): ImportProgressBars {
  let step: ImportProgress["step"] | undefined;
  let bar: ProgressBar | undefined;
  const close = () => bar?.[Symbol.dispose]();
  return {
    show(progress) {
      if (progress.step !== step) {
        close();
        step = progress.step;
        bar = barOf(progress, size);
      }
      bar?.show(progress.step === "reading" ? progress.bytes : progress.products);
    },
    [Symbol.dispose]: close,
  };
}

function barOf(progress: ImportProgress, size: number | undefined): ProgressBar | undefined {
  switch (progress.step) {
    case "reading":
      return size === undefined ? undefined : openProgressBar("Reading", size, "bytes");
    case "checking":
      return undefined;
    case "writing":
      return openProgressBar("Writing", progress.of, "products");
  }
}
