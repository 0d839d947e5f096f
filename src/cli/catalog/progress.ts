import { SingleBar } from "cli-progress";
import type { ImportProgress } from "../../catalog/import/import-catalog.ts";

/** A bar on stderr that shows how far an import is; nothing where nobody looks. */
export interface ProgressBar {
  show(progress: ImportProgress): void;
  end(): void;
}

/** Opens a bar when stderr is a terminal. `size` is the file's, in bytes, when known. */
export function openProgressBar(size: number | undefined): ProgressBar {
  if (!process.stderr.isTTY) return { show() {}, end() {} };
  const bar = new SingleBar({
    format: "{step} {bar} {percentage}% {detail}",
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(1, 0, { step: "Reading", detail: "" });
  return {
    show(progress) {
      switch (progress.step) {
        case "reading": {
          const megabytes = (progress.bytes / 1_000_000).toFixed(1);
          bar.setTotal(Math.max(size ?? 0, progress.bytes));
          return bar.update(progress.bytes, { step: "Reading ", detail: `${megabytes} MB` });
        }
        case "checking":
          return bar.update({ step: "Checking", detail: `${progress.products} products` });
        case "writing":
          bar.setTotal(progress.of);
          return bar.update(progress.products, {
            step: "Writing ",
            detail: `${progress.products} of ${progress.of} products`,
          });
      }
    },
    end: () => bar.stop(),
  };
}
