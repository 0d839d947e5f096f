import { scaleBand, scaleLinear } from "d3-scale";
import { type Html, html } from "../../html.ts";

/** A bar of a chart: a day and what was sold on it. */
export interface Bar {
  /** What stands beneath it: "Jun 1". */
  readonly label: string;
  readonly value: number;
  /** What is said of it when somebody points at it. */
  readonly words: string;
}

const [WIDTH, HEIGHT] = [720, 220];
const margin = { top: 10, right: 4, bottom: 24, left: 56 };
/** As many labels as stand beneath the bars without touching. */
const MOST_LABELS = 8;

/**
 * Bars side by side, as an SVG without a style of its own. Readers hear `summary`; the figures stand in a table beside it.
 *
 * @param axis words for a value on the axis.
 */
export function barChart(bars: readonly Bar[], summary: string, axis: (value: number) => string): Html {
  const x = scaleBand()
    .domain(bars.map((_, index) => String(index)))
    .range([margin.left, WIDTH - margin.right])
    .paddingInner(bars.length > 40 ? 0.15 : 0.3);
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const y = scaleLinear()
    .domain([0, most])
    .nice(4)
    .range([HEIGHT - margin.bottom, margin.top]);
  const every = Math.ceil(bars.length / MOST_LABELS);
  const round = (value: number) => Math.round(value * 100) / 100;
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${summary}">
<g class="grid">${y.ticks(4).map((tick) => html`<line x1="${margin.left}" x2="${WIDTH - margin.right}" y1="${round(y(tick))}" y2="${round(y(tick))}"/><text x="${margin.left - 8}" y="${round(y(tick)) + 4}" text-anchor="end">${axis(tick)}</text>`)}</g>
<g class="bars">${bars.map(({ value, words }, index) => {
    const top = y(value);
    return html`<rect x="${round(x(String(index)) ?? 0)}" y="${round(top)}" width="${round(x.bandwidth())}" height="${round(y(0) - top)}" rx="2"><title>${words}</title></rect>`;
  })}</g>
<g class="labels">${bars.map(({ label }, index) =>
    index % every === 0
      ? html`<text x="${round((x(String(index)) ?? 0) + x.bandwidth() / 2)}" y="${HEIGHT - 6}" text-anchor="middle">${label}</text>`
      : undefined,
  )}</g>
</svg>`;
}
