/** Wider lines than these are broken, as far as JSON can be. */
const WIDTH = 110;

/** Says nothing of what a shop does, or says where and when the recording was made. */
const besideThePoint: ReadonlySet<string> = new Set(["connection", "content-length", "date", "keep-alive"]);

/** What was said on one surface, in order, as text for people. */
export class Transcript {
  #text = "";

  get text(): string {
    return this.#text;
  }

  /** Begins a part of the story. */
  heading(title: string): void {
    this.#text += `${this.#text === "" ? "" : "\n"}# ${title}\n`;
  }

  line(text: string): void {
    this.#text += `${text}\n`;
  }

  headers(headers: Headers): void {
    for (const [name, value] of [...headers].sort())
      if (!besideThePoint.has(name)) this.line(`${name}: ${value}`);
  }

  /** A body: JSON laid out over lines, anything else as it is. */
  body(body: string): void {
    if (body !== "") this.line(laidOut(body));
  }
}

/** JSON over several lines, with its members in their order; text that would lose something by it stays as it is. */
export function laidOut(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? lines(value, "") : text;
  } catch {
    return text;
  }
}

function lines(value: unknown, indent: string): string {
  const whole = JSON.stringify(value);
  if (indent.length + whole.length <= WIDTH || typeof value !== "object" || value === null) return whole;
  const inner = `${indent} `;
  const parts = Array.isArray(value)
    ? value.map((item) => lines(item, inner))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${lines(item, inner)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${indent}${close}`;
}
