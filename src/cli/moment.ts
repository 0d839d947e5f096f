import { InvalidArgumentError } from "commander";
import { fromRfc3339, type Instant } from "../clock.ts";

/** Reads a day (`2026-06-01`, from its first moment in UTC) or a moment (RFC 3339). */
export function readMomentOption(text: string): Instant {
  const at = fromRfc3339(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (at !== undefined) return at;
  throw new InvalidArgumentError(
    "It must be a day such as 2026-06-01, or a moment such as 2026-06-01T12:00:00Z.",
  );
}
