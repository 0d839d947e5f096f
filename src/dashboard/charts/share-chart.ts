import { scaleLinear } from "d3-scale";
import { arc, pie } from "d3-shape";
import { type Html, html } from "../../html.ts";

/** A part of a whole. */
export interface Share {
  readonly label: string;
  readonly value: number;
}

const SIZE = 120;
/** As many parts as have a colour of their own; the rest share the last. */
const MOST_COLOURS = 5;

/** Parts of a whole as a ring, the largest first. Readers hear `summary`; the figures stand in a table beside it. */
export function shareChart(shares: readonly Share[], summary: string): Html {
  const slices = pie<Share>()
    .sort(null)
    .value(({ value }) => value)
    .padAngle(shares.length > 1 ? 0.02 : 0)([...shares]);
  const draw = arc<(typeof slices)[number]>()
    .innerRadius(SIZE / 2 - 18)
    .outerRadius(SIZE / 2 - 2)
    .cornerRadius(2)
    .digits(2);
  return html`<svg class="ring" viewBox="${-SIZE / 2} ${-SIZE / 2} ${SIZE} ${SIZE}" role="img" aria-label="${summary}">${slices.map(
    (slice, index) =>
      html`<path class="series-${seriesOf(index)}" d="${draw(slice) ?? ""}"><title>${slice.data.label}</title></path>`,
  )}</svg>`;
}

/** Which colour the part at a place has, from 1 on: beside its words in the table, too. */
export function seriesOf(index: number): number {
  return Math.min(index + 1, MOST_COLOURS);
}

/** A line that says how large a share is, in a table. */
export function shareLine(part: number, whole: number, series: number): Html {
  const x = scaleLinear()
    .domain([0, Math.max(1, whole)])
    .range([0, 100]);
  return html`<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="rest" width="100" height="6" rx="3"/><rect class="series-${series}" width="${Math.round(x(part) * 10) / 10}" height="6" rx="3"/></svg>`;
}
