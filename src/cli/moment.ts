import { InvalidArgumentError } from "commander";
import { fromRfc3339, type Instant } from "../clock.ts";

/** What a day or a moment is, in words that follow its name. */
export const whatMomentIs = "must be a day such as 2026-06-01, or a moment such as 2026-06-01T12:00:00Z.";

/** Reads a day (`2026-06-01`, from its first moment in UTC) or a moment (RFC 3339); `undefined` for anything else. */
export function momentFrom(text: string): Instant | undefined {
  return fromRfc3339(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
}

/** Reads an option that is a day or a moment. */
export function readMomentOption(text: string): Instant {
  const at = momentFrom(text);
  if (at !== undefined) return at;
  throw new InvalidArgumentError(`It ${whatMomentIs}`);
}
