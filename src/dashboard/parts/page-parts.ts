import { type Content, type Html, html } from "../../html.ts";
import { type IconName, icon } from "../shell/icons.ts";
import { capitalized } from "./capitalized.ts";

/** What stands at the head of a page beside its name. */
export interface PageHeadOptions {
  /** Where one came from: an address and its words. */
  readonly back?: { readonly href: string; readonly words: string };
  /** How it stands. */
  readonly badges?: Content;
  /** What can be done. */
  readonly actions?: Content;
  /** A line below the name. */
  readonly under?: Content;
}

/** The head of a page: its name, how it stands and what can be done. Every page has one. */
export function pageHead(name: Content, { back, badges, actions, under }: PageHeadOptions = {}): Html {
  return html`<div class="page-head">
${back === undefined ? undefined : html`<a class="back" href="${back.href}">← ${back.words}</a>\n`}<h1>${name}</h1>${badges}
${actions === undefined ? undefined : html`<div class="actions">${actions}</div>`}
${under === undefined ? undefined : html`<p class="under">${under}</p>`}
</div>`;
}

/** What a card is beside its body. */
export interface CardOptions {
  readonly heading?: Content;
  /** At the right of the heading. */
  readonly actions?: Content;
  /** Over its whole width, below the body: a table. */
  readonly table?: Content;
  readonly footer?: Content;
  readonly id?: string;
}

/** Some things that belong together. */
export function card(body: Content, { heading, actions, table: rows, footer, id }: CardOptions = {}): Html {
  return html`<section class="card"${id === undefined ? undefined : html` id="${id}"`}>
${heading === undefined ? undefined : html`<header><h2>${heading}</h2>${actions === undefined ? undefined : html`<div class="actions">${actions}</div>`}</header>\n`}${body === undefined ? undefined : html`<div class="body">${body}</div>\n`}${rows}
${footer === undefined ? undefined : html`<footer>${footer}</footer>`}
</section>`;
}

/** How good or bad it is how something stands. */
export type Tone = "neutral" | "info" | "good" | "warn" | "bad";

/** How something stands, in a word or two. */
export function badge(words: string, tone: Tone = "neutral"): Html {
  return html`<span class="badge${tone === "neutral" ? "" : ` ${tone}`}">${capitalized(words)}</span>`;
}

/** Says what did not work, or what is to be minded. `alert` is read out at once. */
export function remark(words: Content, tone: Exclude<Tone, "neutral">, role?: "alert" | "status"): Html {
  return html`<div class="notice ${tone}"${role === undefined ? undefined : html` role="${role}"`}>${words}</div>`;
}

/** In place of a list without entries: why there is nothing, and what to do next. */
export function emptyState(drawn: IconName, heading: string, words: Content, actions?: Content): Html {
  return html`<div class="empty">${icon(drawn)}<h2>${heading}</h2><p>${words}</p>${actions === undefined ? undefined : html`<div class="actions">${actions}</div>`}</div>`;
}

/** A column of a table. */
export interface Column {
  readonly heading: Content;
  /** What it is like: money and counts stand at the right; on a phone there is no room for some. */
  readonly kind?: "amount" | "phone-less" | "amount phone-less" | "tick";
  /** How the rows are sorted by it now. */
  readonly sorted?: "ascending" | "descending" | undefined;
}

/** A table with its column heads. `rows` are made by {@link row}. */
export function listTable(name: string, columns: readonly Column[], rows: Content): Html {
  return html`<div class="table" role="region" aria-label="${name}" tabindex="0"><table>
<thead><tr>${columns.map(
    ({ heading, kind, sorted }) =>
      html`<th scope="col"${classOf(kind)}${sorted === undefined ? undefined : html` aria-sort="${sorted}"`}>${heading}</th>`,
  )}</tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}

/** A row of a table whose columns these are; the cell at `headed` names it. */
export function row(columns: readonly Column[], cells: readonly Content[], headed = 0): Html {
  return html`<tr>${cells.map((cell, at) =>
    at === headed
      ? html`<th scope="row"${classOf(columns[at]?.kind)}>${cell}</th>`
      : html`<td${classOf(columns[at]?.kind)}>${cell}</td>`,
  )}</tr>
`;
}

function classOf(kind: Column["kind"]): Content {
  return kind === undefined ? undefined : html` class="${kind}"`;
}

/** Names and what they are, each in a line of its own. What is `undefined` is left out. */
export function factList(entries: readonly (readonly [name: string, what: Content])[]): Html {
  const known = entries.filter(([, what]) => what !== undefined && what !== "");
  return html`<dl class="facts">
${known.map(([name, what]) => html`<dt>${name}</dt><dd>${what}</dd>\n`)}</dl>`;
}
