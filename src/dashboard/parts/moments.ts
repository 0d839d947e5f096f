import { type Instant, toRfc3339 } from "../../clock.ts";
import { type Html, html } from "../../html.ts";
import type { Shop } from "../../shop.ts";

interface Formats {
  readonly day: Intl.DateTimeFormat;
  readonly year: Intl.DateTimeFormat;
  readonly hour: Intl.DateTimeFormat;
}

/** Formats are dear to make, and a list needs one a line. By time zone. */
const known = new Map<string, Formats>();

function formatsOf(timeZone: string): Formats {
  const found = known.get(timeZone) ?? {
    day: new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone }),
    year: new Intl.DateTimeFormat("en-US", { year: "numeric", timeZone }),
    hour: new Intl.DateTimeFormat("en-US", { timeStyle: "short", timeZone }),
  };
  known.set(timeZone, found);
  return found;
}

/**
 * A moment by the shop's clock, short enough for a list: "Jun 1, 2026, 5:00 AM", on a phone "Jun 1". Readable to
 * machines, too.
 */
export function moment(at: Instant, { timezone }: Pick<Shop, "timezone">): Html {
  const { day, year, hour } = formatsOf(timezone);
  return html`<time class="nowrap" datetime="${toRfc3339(at)}">${day.format(at)}<span class="rest">, ${year.format(at)}, ${hour.format(at)}</span></time>`;
}
