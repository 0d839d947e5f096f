import { type Html, html } from "../../html.ts";

/** The strokes of each icon, on a square of 24. */
const strokes = {
  home: "M4 11.5 12 5l8 6.5M6 10v9h12v-9",
  orders: "M6 4h12v16l-3-2-3 2-3-2-3 2zM9 9h6M9 13h6",
  products: "m4 8 8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8",
  people:
    "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6M3.5 19c.6-3 2.8-4.5 5.5-4.5s4.9 1.5 5.5 4.5M16 11a2.5 2.5 0 1 0-.9-4.8M17 14.6c2 .4 3.2 1.8 3.6 4.4",
  settings: "M5 7h9M18 7h1M5 17h1M10 17h9M16 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4M8 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4",
  search: "M11 17a6 6 0 1 0 0-12 6 6 0 0 0 0 12M15.5 15.5 20 20",
  discount: "M4 12V5h7l9 9-6.5 6.5zM8 9h.01",
  events: "M5 12h4l2-6 3 12 2-6h3",
  system: "M4 6h16v5H4zM4 14h16v5H4zM7.5 8.5h.01M7.5 16.5h.01",
} as const;

/** The name of an icon there is. */
export type IconName = keyof typeof strokes;

/** An icon beside words that say the same: readers are spared it. */
export function icon(name: IconName): Html {
  return html`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${strokes[name]}"/></svg>`;
}
