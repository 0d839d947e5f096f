import { type SaxesAttributePlain, SaxesParser } from "saxes";
import { FileRefused, makeRefusal, type Refusal } from "./refusal.ts";
import { type Cells, writeCells } from "./row.ts";
import type { StagedRow } from "./staging.ts";

/**
 * An `<item>` (RSS) or `<entry>` (Atom) with its elements, by their names without prefix. Of elements with one name,
 * Google's (`g:title`) count before those of the feed itself (`title`), and these before any other's (`media:title`);
 * of equal ones the first. `image_link` may stand more than once: what follows the first are further images. The
 * elements that are {@link LISTS} are joined by line breaks.
 */
export interface XmlItem {
  /** Of its start tag. */
  readonly line: number;
  readonly cells: Cells;
}

/** Elements of which Google takes several. */
const LISTS: ReadonlySet<string> = new Set(["additional_image_link", "product_type"]);

/** The cell that names, between spaces, the elements that say two things: no element can have this name. */
export const CONTRADICTIONS = "said twice";

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
async function* readXmlItems(text: AsyncIterable<string>): AsyncGenerator<XmlItem> {
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
      ? makeRefusal(line, "id", undefined, "is required")
      : { line, group, content: writeCells(cells) };
  }
}

class ItemReader {
  readonly #parser = new SaxesParser();
  readonly #onItem: (item: XmlItem) => void;
  #item: { line: number; elements: Map<string, Said>; twice: Set<string>; size: number } | undefined;
  /** How deep inside the item the parser is: 0 in the item itself, 1 in one of its elements. */
  #depth = 0;
  #text = "";
  /** Whether the element is one whose text says nothing of the item: a link to something else. */
  #isBeside = false;

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
    this.#parser.on("opentag", ({ name, attributes }) => this.#open(name, attributes));
    this.#parser.on("closetag", ({ name }) => this.#close(name));
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
      // Atom's <link href="…"/>, of which the one without rel, or with "alternate", is the item's page (RFC 4287, 4.2.7.2).
      const { href, rel } = attributes;
      const isLink = localName(name) === "link";
      this.#isBeside = isLink && rel !== undefined && rel !== "alternate";
      this.#text = isLink && typeof href === "string" ? href : "";
    } else if (["item", "entry"].includes(localName(name))) {
      this.#item = { line: this.#parser.line, elements: new Map(), twice: new Set(), size: 0 };
      this.#depth = 0;
    }
  }

  #close(name: string): void {
    if (!this.#item) return;
    if (this.#depth === 0) {
      const { line, elements, twice } = this.#item;
      this.#item = undefined;
      const cells = new Map([...elements].map(([name, { values }]) => [name, values.join("\n")]));
      if (twice.size > 0) cells.set(CONTRADICTIONS, [...twice].join(" "));
      this.#onItem({ line, cells });
      return;
    }
    if (this.#depth === 1 && !this.#isBeside) this.#keep(this.#item, name);
    this.#depth -= 1;
  }

  #keep({ elements, twice }: { elements: Map<string, Said>; twice: Set<string> }, element: string): void {
    const value = this.#text.trim();
    if (value === "") return;
    const name = termOf(element);
    const rank = rankOf(element);
    const before = elements.get(name);
    if (before === undefined || before.rank < rank) {
      elements.set(name, { rank, values: [value] });
      twice.delete(name);
      return;
    }
    if (before.rank > rank || before.values.includes(value)) return;
    if (LISTS.has(name)) before.values.push(value);
    else if (name === "image_link") {
      const more = elements.get("additional_image_link");
      if (more) more.values.push(value);
      else elements.set("additional_image_link", { rank, values: [value] });
    } else twice.add(name);
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

/** What elements of one name say, and how much their prefix counts. */
interface Said {
  readonly rank: number;
  readonly values: string[];
}

/** How much an element counts among those of one name. Atom's summary stands in where nothing else describes. */
function rankOf(element: string): number {
  if (/^g:/i.test(element)) return 2;
  return element.includes(":") || localName(element) === "summary" ? 0 : 1;
}

/** What Google calls an element: Atom's summary is the description. */
function termOf(element: string): string {
  const name = localName(element);
  return name === "summary" ? "description" : name;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1).toLowerCase();
}

/** saxes begins its messages with line and column. */
function withoutPlace(message: string): string {
  return message.replace(/^\d+:\d+: /, "").replace(/\.$/, "");
}
