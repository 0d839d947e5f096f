import { systemClock } from "../../src/clock.ts";
import { TokenGuesses, type TokenGuessesDependencies } from "../../src/http/token-guesses.ts";
import { silentLog } from "../../src/log.ts";

/** Nobody has guessed yet, and nobody is told of it. */
export function openGuesses(given: Partial<TokenGuessesDependencies> = {}): TokenGuesses {
  return new TokenGuesses({
    clock: systemClock,
    log: silentLog,
    metrics: { wrongToken: () => {} },
    ...given,
  });
}
