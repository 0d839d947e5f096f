/** Text that is already HTML, made only by {@link html}: there is no other way to get text into a page unescaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text and numbers are escaped, lists joined, and nothing is shown of `undefined`. */
export type Content = Html | string | number | undefined | readonly Content[];

/** Makes HTML from a template. Every text put into it is escaped for both content and quoted attributes. */
export function html(template: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(String.raw({ raw: template }, ...contents.map(render)));
}

function render(content: Content): string {
  if (content === undefined) return "";
  if (content instanceof Html) return content.text;
  if (typeof content === "object") return content.map(render).join("");
  return Bun.escapeHTML(String(content));
}

/** A link where the address is one a browser may follow (http, https, mailto), else the words alone. */
export function link(address: string, words: Content): Html {
  const safe = /^(?:https?:\/\/|mailto:)/i.test(address);
  return safe ? html`<a href="${address}" rel="noreferrer">${words}</a>` : html`${words}`;
}
