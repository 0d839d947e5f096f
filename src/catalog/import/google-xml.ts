import { type SaxesAttributePlain, SaxesParser } from "saxes";
import { FileRefused, type Refusal, refusal } from "./refusal.ts";
import { type Cells, writeCells } from "./row.ts";
import type { StagedRow } from "./staging.ts";

/** An `<item>` (RSS) or `<entry>` (Atom) with its elements: names without prefix, repeated ones joined by a line break. */
export interface XmlItem {
  /** Of its start tag. */
  readonly line: number;
  readonly cells: Cells;
}

/** More text than any item of a feed holds. */
const LONGEST_ITEM = 1_048_576;

/**
 * Reads the items of a Google Merchant feed in XML, as they come. Elements inside an item's elements (shipping, taxes)
 * are left out: this shop has its own.
 *
 * No entity is expanded but the five of XML itself, since a document type is refused where it begins: nothing in the
 * file can make itself larger.
 *
 * @throws FileRefused when it is not well-formed to its end, or has a document type.
 */
export async function* readXmlItems(text: AsyncIterable<string>): AsyncGenerator<XmlItem> {
  const items: XmlItem[] = [];
  const reader = new ItemReader((item) => items.push(item));
  for await (const chunk of text) {
    reader.write(chunk);
    yield* items.splice(0);
  }
  reader.close();
  yield* items.splice(0);
}

/** The rows of a feed in XML, grouped as those of a delimited feed are. */
export async function* stageXmlItems(
  text: AsyncIterable<string>,
  groupOf: (cells: Cells) => string | undefined,
): AsyncGenerator<StagedRow | Refusal> {
  for await (const { line, cells } of readXmlItems(text)) {
    const group = groupOf(cells);
    yield group === undefined
      ? refusal(line, "id", undefined, "is required")
      : { line, group, content: writeCells(cells) };
  }
}

class ItemReader {
  readonly #parser = new SaxesParser();
  readonly #onItem: (item: XmlItem) => void;
  #item: { line: number; cells: Map<string, string>; size: number } | undefined;
  /** How deep inside the item the parser is: 0 in the item itself, 1 in one of its elements. */
  #depth = 0;
  #text = "";

  constructor(onItem: (item: XmlItem) => void) {
    this.#onItem = onItem;
    this.#parser.on("error", (error) => {
      throw new FileRefused(
        `Line ${this.#parser.line} is not well-formed XML: ${withoutPlace(error.message)}.`,
      );
    });
    this.#parser.on("doctype", () => {
      throw new FileRefused(
        `Line ${this.#parser.line} holds a document type (<!DOCTYPE …>), which a product feed has no use for.`,
      );
    });
    this.#parser.on("opentag", ({ name, attributes }) => this.#open(localName(name), attributes));
    this.#parser.on("closetag", ({ name }) => this.#close(localName(name)));
    this.#parser.on("text", (text) => this.#add(text));
    this.#parser.on("cdata", (text) => this.#add(text));
  }

  write(chunk: string): void {
    this.#parser.write(chunk);
  }

  close(): void {
    this.#parser.close();
  }

  #open(name: string, attributes: Record<string, SaxesAttributePlain | string>): void {
    if (this.#item) {
      this.#depth += 1;
      if (this.#depth > 1) return;
      // Atom's <link href="…"/>.
      const { href } = attributes;
      this.#text = name === "link" && typeof href === "string" ? href : "";
    } else if (name === "item" || name === "entry") {
      this.#item = { line: this.#parser.line, cells: new Map(), size: 0 };
      this.#depth = 0;
    }
  }

  #close(name: string): void {
    if (!this.#item) return;
    if (this.#depth === 0) {
      const { line, cells } = this.#item;
      this.#item = undefined;
      this.#onItem({ line, cells });
      return;
    }
    if (this.#depth === 1) this.#keep(this.#item.cells, name);
    this.#depth -= 1;
  }

  #keep(cells: Map<string, string>, name: string): void {
    const value = this.#text.trim();
    if (value === "") return;
    const before = cells.get(name);
    cells.set(name, before === undefined ? value : `${before}\n${value}`);
  }

  #add(text: string): void {
    if (!this.#item || this.#depth !== 1) return;
    this.#item.size += text.length;
    if (this.#item.size > LONGEST_ITEM) {
      throw new FileRefused(
        `The item that begins on line ${this.#item.line} is longer than ${LONGEST_ITEM} characters.`,
      );
    }
    this.#text += text;
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1).toLowerCase();
}

/** saxes begins its messages with line and column. */
function withoutPlace(message: string): string {
  return message.replace(/^\d+:\d+: /, "").replace(/\.$/, "");
}
