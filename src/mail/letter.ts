import { type Html, html, link } from "../html.ts";
import { stripControlCharacters } from "../strip-control-characters.ts";

/** What a letter says, in an order that reads well as text and as HTML. */
export interface Letter {
  readonly heading: string;
  /** Parts of the body, from top to bottom. */
  readonly parts: readonly Part[];
  /** Small print: who writes, and how to answer. */
  readonly footer: readonly string[];
  /** BCP 47; English unless told. */
  readonly language?: string | undefined;
}

export type Part =
  | { readonly kind: "paragraph"; readonly words: string }
  /** Lines under each other, such as an address. */
  | { readonly kind: "lines"; readonly title: string; readonly lines: readonly string[] }
  /** Words on the left, an amount on the right. `isStrong` for what it comes down to. */
  | { readonly kind: "table"; readonly rows: readonly TableRow[] }
  | { readonly kind: "link"; readonly words: string; readonly address: string };

export interface TableRow {
  readonly words: string;
  readonly amount: string;
  readonly isStrong?: boolean | undefined;
}

/**
 * The letter with each of its texts on a line of its own: buyers' names are in it, which must not pass for more of what
 * the shop says.
 */
export function inLines({ heading, parts, footer, language }: Letter): Letter {
  return {
    heading: stripControlCharacters(heading),
    parts: parts.map(partInLines),
    footer: footer.map(stripControlCharacters),
    language,
  };
}

function partInLines(part: Part): Part {
  switch (part.kind) {
    case "paragraph":
      return { ...part, words: stripControlCharacters(part.words) };
    case "lines":
      return { ...part, lines: part.lines.map(stripControlCharacters) };
    case "table":
      return {
        ...part,
        rows: part.rows.map((row) => ({ ...row, words: stripControlCharacters(row.words) })),
      };
    case "link":
      return part;
  }
}

/** The letter for programs that show no HTML, and for people who do not want any. */
export function asText({ heading, parts, footer }: Letter): string {
  return `${[heading, ...parts.map(partAsText), ["-- ", ...footer].join("\n")].join("\n\n")}\n`;
}

function partAsText(part: Part): string {
  switch (part.kind) {
    case "paragraph":
      return part.words;
    case "lines":
      return [`${part.title}:`, ...part.lines.map((line) => `  ${line}`)].join("\n");
    case "table":
      return tableAsText(part.rows);
    case "link":
      return `${part.words}: ${part.address}`;
  }
}

function tableAsText(rows: readonly TableRow[]): string {
  const width = Math.max(...rows.map(({ words }) => words.length));
  const amounts = Math.max(...rows.map(({ amount }) => amount.length));
  return rows.map(({ words, amount }) => `${words.padEnd(width)}  ${amount.padStart(amounts)}`).join("\n");
}

/** Colours that hold on white and, where a program turns it dark, on black. Styles stand in the tags: many drop sheets. */
const styles = {
  body: "margin:0;padding:24px 12px;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;overflow-wrap:anywhere",
  page: "max-width:560px;margin:0 auto",
  heading: "font-size:22px;line-height:1.3;margin:0 0 16px",
  paragraph: "margin:0 0 16px",
  table: "width:100%;border-collapse:collapse;margin:0 0 16px",
  words: "padding:6px 12px 6px 0;text-align:left;vertical-align:top;border-top:1px solid #d0d0d0",
  amount: "padding:6px 0;text-align:right;vertical-align:top;white-space:nowrap;border-top:1px solid #d0d0d0",
  strong: "font-weight:bold;",
  footer: "margin:24px 0 0;font-size:13px;line-height:1.5;opacity:0.75",
};

/** The letter as a whole HTML document without scripts, pictures or anything fetched from elsewhere. */
export function asHtml({ heading, parts, footer, language = "en" }: Letter, title: string): string {
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${title}</title></head>
<body style="${styles.body}"><div style="${styles.page}">
<h1 style="${styles.heading}">${heading}</h1>
${parts.map(partAsHtml)}
<p style="${styles.footer}">${footer.map((line) => html`${line}<br>`)}</p>
</div></body></html>
`.text;
}

function partAsHtml(part: Part): Html {
  switch (part.kind) {
    case "paragraph":
      return html`<p style="${styles.paragraph}">${part.words}</p>\n`;
    case "lines":
      return html`<p style="${styles.paragraph}"><b>${part.title}</b><br>${part.lines.map((line) => html`${line}<br>`)}</p>\n`;
    case "table":
      return html`<table role="presentation" style="${styles.table}">${part.rows.map(rowAsHtml)}</table>\n`;
    case "link":
      return html`<p style="${styles.paragraph}">${link(part.address, part.words)}</p>\n`;
  }
}

function rowAsHtml({ words, amount, isStrong }: TableRow): Html {
  const strong = isStrong ? styles.strong : "";
  return html`<tr><td style="${strong}${styles.words}">${words}</td><td style="${strong}${styles.amount}">${amount}</td></tr>`;
}
