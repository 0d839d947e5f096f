/** Calls of one function, of which many that come together count as few. */
export interface GatheredCalls {
  /** Has the function called: at once, or, where it was called just now, once its rest is over. */
  call(): void;
  /** Whoever waits for the end of a rest waits in vain; every later call is made at once. */
  stop(): void;
}

/**
 * Gathers the calls of a function, which is left in peace for some time after each: what it begins costs the same for one
 * reason as for a hundred.
 *
 * @param restMs how long it is left in peace, ms. The last call is never left out.
 * @param afterwards calls a function after so many ms, until what it gives is called; `setTimeout` but in tests.
 */
export function gatherCalls(
  restMs: number,
  made: () => void,
  afterwards: (milliseconds: number, run: () => void) => () => void = inTime,
): GatheredCalls {
  let endRest: (() => void) | undefined;
  let isWanted = false;
  let isStopped = false;

  function call(): void {
    isWanted = endRest !== undefined;
    if (isWanted) return;
    if (!isStopped) endRest = afterwards(restMs, rested);
    made();
  }

  function rested(): void {
    endRest = undefined;
    if (isWanted) call();
  }

  return {
    call,
    stop() {
      isStopped = true;
      endRest?.();
      endRest = undefined;
    },
  };
}

function inTime(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
}
