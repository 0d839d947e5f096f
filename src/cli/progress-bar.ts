import { SingleBar } from "cli-progress";

/** A bar on stderr that shows how far something is; nothing where nobody looks. */
export interface ProgressBar extends Disposable {
  show(done: number): void;
}

/** Opens a bar when stderr is a terminal. Disposing of it clears its line. */
export function openProgressBar(step: string, total: number, unit: string): ProgressBar {
  if (!process.stderr.isTTY) return { show() {}, [Symbol.dispose]() {} };
  const bar = new SingleBar({
    format: `${step} {bar} {percentage}% {value} of {total} ${unit}`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0);
  return { show: (done) => bar.update(done), [Symbol.dispose]: () => bar.stop() };
}
