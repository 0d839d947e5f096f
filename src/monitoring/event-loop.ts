/** How often the loop is asked to be on time, ms. */
const EVERY = 250;

/**
 * Measures how much later than asked a timer comes: for so long a request that arrived had to wait for what was being
 * done.
 *
 * @param late hears it in seconds, several times a second.
 * @returns the way to stop.
 */
export function watchEventLoop(late: (seconds: number) => void): () => void {
  let asked = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    late(Math.max(0, now - asked - EVERY) / 1000);
    asked = now;
  }, EVERY);
  timer.unref();
  return () => clearInterval(timer);
}
