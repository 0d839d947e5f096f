import { type Instant, toRfc3339 } from "../../clock.ts";
import { type Html, html } from "../../html.ts";
import type { Shop } from "../../shop.ts";

/** A day as the shop counts it: "June 1, 2026". */
export function dayText(at: Instant, { timezone }: Pick<Shop, "timezone">): string {
  return new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: timezone }).format(at);
}

/** A moment by the shop's clock, and which clock that is: "June 1, 2026 at 5:00 AM PDT". Readable to machines, too. */
export function momentText(at: Instant, { timezone }: Pick<Shop, "timezone">, locale = "en-US"): Html {
  const words = new Intl.DateTimeFormat(locale, {
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
    timeZone: timezone,
  }).format(at);
  return html`<time datetime="${toRfc3339(at)}">${words}</time>`;
}
