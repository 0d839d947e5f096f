import { type Content, type Html, html } from "../../../html.ts";
import { type Currency, decimalsOf, formatForPeople, minor } from "../../../money.ts";
import { noSales, type SalesOfDay, type SalesSum, salesBy } from "../../../orders/sales.ts";
import { dayAfter } from "../../../shop-days.ts";
import { type Bar, barChart } from "../../charts/bar-chart.ts";
import { seriesOf, shareChart, shareLine } from "../../charts/share-chart.ts";
import { capitalized } from "../../parts/capitalized.ts";
import { type Column, card, listTable, row } from "../../parts/page-parts.ts";
import { cameBy } from "../order/came-by.ts";

/** Over how many days sales can be shown. */
export const periods = [1, 7, 30, 90] as const;
export type Period = (typeof periods)[number];

/** What sales are shown of. */
export interface SalesView {
  readonly root: string;
  readonly period: Period;
  /** The last day, today by the shop's clock. */
  readonly today: string;
  /** Of the period and of the one before it. */
  readonly days: readonly SalesOfDay[];
  readonly isBehind: boolean;
  readonly currency: Currency;
  /** Names by id. */
  readonly agents: ReadonlyMap<string, string>;
}

const periodWords: Readonly<Record<Period, string>> = {
  1: "Today",
  7: "7 days",
  30: "30 days",
  90: "90 days",
};

/** Sales of a period: figures beside the period before, by day, agent, protocol and way. */
export function salesView(view: SalesView): Html {
  const { period, today, days, currency } = view;
  const first = dayAfter(today, 1 - period);
  const now = days.filter(({ day }) => day >= first);
  const before = days.filter(({ day }) => day < first);
  const [total, earlier] = [sumOf(now), sumOf(before)];
  const money = (amount: number) => formatForPeople(minor(Math.round(amount)), currency);
  const tile = (name: string, figure: string, more: Content) =>
    html`<section class="card tile"><div class="body"><h2>${name}</h2><p class="figure number">${figure}</p><p class="soft small">${more}</p></div></section>
`;
  return html`<div id="sales" class="stack">
<nav class="tabs card" aria-label="Period">${periods.map((each) => html`<a href="${view.root}/admin?days=${each}" hx-get="${view.root}/admin?days=${each}" hx-target="#sales" hx-select="#sales" hx-swap="outerHTML" hx-push-url="true"${each === period ? html` aria-current="true"` : undefined}>${periodWords[each]}</a>`)}</nav>
${view.isBehind ? html`<p class="notice" role="status">Sales are still being counted: these figures will grow.</p>` : undefined}
<div class="tiles">
${tile("Sales", money(total.sales), trend(total.sales, earlier.sales, period))}
${tile("Orders", total.orders.toLocaleString("en-US"), trend(total.orders, earlier.orders, period))}
${tile("Average order", total.orders === 0 ? "–" : money(total.sales / total.orders), trend(average(total), average(earlier), period))}
${tile("Conversion", percentOf(total), total.checkouts === 0 ? "No checkouts were begun" : `${total.orders.toLocaleString("en-US")} of ${total.checkouts.toLocaleString("en-US")} checkouts were paid`)}
</div>
${period === 1 ? undefined : byDay(now, first, view, money)}
<div class="halves">
${byPart(
  "By agent",
  now,
  ({ agentId }) => agentId,
  (id) => view.agents.get(id) ?? (id === "" ? "The shop" : id),
  money,
)}
<div class="stack">
${byPart(
  "By protocol",
  now,
  ({ protocol }) => protocol,
  (name) => name.toUpperCase(),
  money,
)}
${byPart(
  "By way",
  now,
  ({ way }) => way,
  (way) => capitalized(cameBy[way]),
  money,
)}
</div></div>
</div>`;
}

function sumOf(days: readonly SalesOfDay[]): SalesSum {
  return salesBy(days, () => "all").get("all") ?? noSales;
}

function average({ sales, orders }: SalesSum): number {
  return orders === 0 ? 0 : sales / orders;
}

function percentOf({ orders, checkouts }: SalesSum): string {
  return checkouts === 0 ? "–" : `${((100 * orders) / checkouts).toFixed(1)} %`;
}

function trend(now: number, before: number, period: Period): string {
  const than = period === 1 ? "yesterday" : `the ${period} days before`;
  if (before === 0)
    return now === 0 ? `As ${than}: nothing` : `Nothing ${period === 1 ? than : `in ${than}`}`;
  const change = Math.round((100 * (now - before)) / before);
  if (change === 0) return `As ${than}`;
  if (change > 999) return `▲ More than ten times ${than}`;
  return `${change > 0 ? "▲" : "▼"} ${Math.abs(change)} % ${change > 0 ? "more" : "less"} than ${than}`;
}

const dayColumns: readonly Column[] = [
  { heading: "Day" },
  { heading: "Sales", kind: "amount" },
  { heading: "Orders", kind: "amount" },
  { heading: "Checkouts", kind: "amount" },
];

function byDay(
  days: readonly SalesOfDay[],
  first: string,
  { period, currency }: SalesView,
  money: (amount: number) => string,
): Html {
  const sums = salesBy(days, ({ day }) => day);
  const every = Array.from({ length: period }, (_, index) => dayAfter(first, index));
  const short = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });
  const nameOf = (day: string) => short.format(Date.parse(day));
  const bars = every.map((day): Bar => {
    const { sales, orders } = sums.get(day) ?? noSales;
    const words = `${nameOf(day)}: ${money(sales)}, ${orders === 1 ? "1 order" : `${orders} orders`}`;
    return { label: nameOf(day), value: sales, words };
  });
  const best = every.toSorted((one, other) => (sums.get(other)?.sales ?? 0) - (sums.get(one)?.sales ?? 0))[0];
  const summary = `Sales by day, ${periodWords[period]}. ${best === undefined || !sums.has(best) ? "Nothing was sold." : `Most on ${nameOf(best)}: ${money(sums.get(best)?.sales ?? 0)}.`}`;
  const axis = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: currency.toUpperCase(),
    notation: "compact",
    maximumFractionDigits: 1,
  });
  const inMajor = 10 ** decimalsOf(currency);
  const rows = every.toReversed().map((day) => {
    const { sales, orders, checkouts } = sums.get(day) ?? noSales;
    return row(dayColumns, [nameOf(day), money(sales), orders, checkouts]);
  });
  return card(
    html`${barChart(
      bars.map((bar) => ({ ...bar, value: bar.value / inMajor })),
      summary,
      (value) => axis.format(value),
    )}
<details><summary>The same as a table</summary>${listTable("Sales by day", dayColumns, rows)}</details>`,
    { heading: "Sales by day" },
  );
}

function byPart<Key extends string>(
  heading: string,
  days: readonly SalesOfDay[],
  keyOf: (of: SalesOfDay) => Key,
  nameOf: (key: Key) => string,
  money: (amount: number) => string,
): Html {
  const columns: readonly Column[] = [
    { heading: capitalized(heading.replace("By ", "")) },
    { heading: "Orders", kind: "amount" },
    { heading: "Conversion", kind: "amount phone-less" },
    { heading: "Sales", kind: "amount" },
  ];
  const sums = [...salesBy(days, keyOf)];
  const whole = sums.reduce((all, [, { sales }]) => all + sales, 0);
  if (sums.length === 0) return card(html`<p class="soft">Nothing was begun or sold.</p>`, { heading });
  const rows = sums.map(([key, sum], index) =>
    row(columns, [
      html`${nameOf(key)}${shareLine(sum.sales, whole, seriesOf(index))}`,
      sum.orders,
      percentOf(sum),
      money(sum.sales),
    ]),
  );
  const ring =
    sums.length > 1 && whole > 0
      ? html`<div class="ring-beside">${shareChart(
          sums.map(([key, { sales }]) => ({ label: nameOf(key), value: sales })),
          `${heading}: ${sums.map(([key, { sales }]) => `${nameOf(key)} ${money(sales)}`).join(", ")}`,
        )}</div>`
      : undefined;
  return card(ring, { heading, table: listTable(heading, columns, rows) });
}
