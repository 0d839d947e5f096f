import { type Contents, contentsOf, type Described, type Keys, type Written } from "./description.ts";
import { shopFileTable } from "./shop-file.ts";

type Table = Readonly<Record<string, Written>>;

/** Where comments behind a key begin, and where lines end, both counted in characters. */
const COMMENT_COLUMN = 40;
const LINE_LENGTH = 120;

/**
 * A shop.toml that shows every key: what the example shop says, and as comments what else may be said, each with the
 * words of its description. It can be run as it is, and so can it with any of the comments brought back.
 */
export function shopFileExample(): string {
  const opening = [
    ...wrapped(`${shopFileTable.description} A key that is commented out shows its default or an example.`),
    "#",
    "# For an editor that checks and completes TOML by a schema, as Taplo does: checkstand settings schema > shop.schema.json",
    "# and as the first line of this file: #:schema ./shop.schema.json",
    "",
  ];
  const lines = new ExampleWriter().keys(keysOf(shopFileTable), { path: "", isLive: true });
  return `${[...opening, ...lines].join("\n")}\n`;
}

/** Where in the file something is written, and whether as what the shop says or as a comment. */
interface Spot {
  readonly path: string;
  readonly isLive: boolean;
}

class ExampleWriter {
  /** Descriptions whose words stand in the file already: they are not repeated. */
  readonly #explained = new Set<Described<unknown>>();

  /**
   * The lines of one table: its keys, then the tables below it.
   * @param said what the table says; left out: what each key's own description shows.
   */
  keys(keys: Keys, spot: Spot, said?: Table): string[] {
    const all = Object.entries(keys);
    const inOrder = said ? all.toSorted(([one], [other]) => placeIn(said, one) - placeIn(said, other)) : all;
    const lines = inOrder
      .filter(([, described]) => !hasHeader(contentsOf(described)))
      .flatMap(([key, described]) => this.#line(key, described, { spot, said }));
    const below = all
      .filter(([, described]) => hasHeader(contentsOf(described)))
      .flatMap(([key, described]) => {
        const path = spot.path === "" ? key : `${spot.path}.${key}`;
        return this.#below(described, { ...spot, path }, said?.[key]);
      });
    return [...lines, ...below];
  }

  #line(
    key: string,
    described: Described<unknown>,
    { spot, said }: { readonly spot: Spot; readonly said: Table | undefined },
  ): string[] {
    const { example, isSet = false, isRequired } = contentsOf(described);
    // A table that is shown by example shows no other key than the example's, unless nothing else does.
    if (said && !Object.hasOwn(said, key) && this.#explained.has(described)) return [];
    const value = said?.[key] ?? example;
    if (value === undefined) return [];
    const isLive = spot.isLive && (said ? Object.hasOwn(said, key) : isSet || isRequired);
    const line = `${isLive ? "" : "# "}${key} = ${toml(value)}`;
    return withComment(line, this.#wordsFor(described));
  }

  /** A table under a header, or several of an array. */
  #below(described: Described<unknown>, spot: Spot, said: Written | undefined): string[] {
    const contents = contentsOf(described);
    const words = this.#wordsFor(described);
    const opening = ["", ...(words === undefined ? [] : wrapped(words))];
    if (contents.kind === "table") {
      const isLive = spot.isLive && saysSomething(described);
      const values = isTable(said) ? said : isTable(contents.example) ? contents.example : undefined;
      const lines = this.keys(contents.keys, { ...spot, isLive }, values);
      const own = Object.entries(values ?? {}).filter(([key]) => !Object.hasOwn(contents.keys, key));
      return [
        ...opening,
        `${isLive ? "" : "# "}[${spot.path}]`,
        ...lines,
        ...own.map(([key, value]) => `${isLive ? "" : "# "}${key} = ${toml(value)}`),
      ];
    }
    if (contents.kind !== "tables") return [];
    const given = Array.isArray(said) ? said.map((values) => ({ values, isSet: spot.isLive })) : undefined;
    const examples = given ?? (contents.examples.length > 0 ? contents.examples : [{ values: undefined }]);
    return examples.flatMap((example, index) => {
      const isLive = spot.isLive && "isSet" in example && example.isSet === true;
      const values = isTable(example.values) ? example.values : undefined;
      const lines = this.keys(keysOf(contents.item, values), { ...spot, isLive }, values);
      return [...(index === 0 ? opening : [""]), `${isLive ? "" : "# "}[[${spot.path}]]`, ...lines];
    });
  }

  /** The words of a description where it is shown first. */
  #wordsFor(described: Described<unknown>): string | undefined {
    if (this.#explained.has(described)) return undefined;
    this.#explained.add(described);
    return described.description;
  }
}

/** The keys of a table, or of the kind of table that the values say. */
function keysOf(described: Described<unknown>, values: Table = {}): Keys {
  const contents = contentsOf(described);
  if (contents.kind === "table") return contents.keys;
  if (contents.kind !== "kinds") return {};
  const kind = contents.kinds[String(values[contents.key])];
  return kind === undefined ? {} : keysOf(kind);
}

function hasHeader(contents: Contents): boolean {
  return (contents.kind === "table" || contents.kind === "tables") && contents.isInline !== true;
}

/** Whether the example shop has this table: something in it is said, or has to be. */
function saysSomething(described: Described<unknown>): boolean {
  const contents = contentsOf(described);
  if (contents.isRequired || contents.isSet) return true;
  if (contents.kind === "tables") return contents.examples.some(({ isSet }) => isSet);
  // What has to be in a table matters only where the table has to be there itself.
  return (
    contents.kind === "table" &&
    Object.values(contents.keys).some((key) => !contentsOf(key).isRequired && saysSomething(key))
  );
}

function isTable(value: Written | undefined): value is Table {
  return typeof value === "object" && !Array.isArray(value);
}

/** A value as TOML writes it on one line. JSON's strings are strings of TOML, too. */
function toml(value: Written): string {
  if (Array.isArray(value)) return `[${value.map(toml).join(", ")}]`;
  if (!isTable(value)) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, each]) => `${key} = ${toml(each)}`)
    .join(", ")} }`;
}

function placeIn(said: Table, key: string): number {
  const place = Object.keys(said).indexOf(key);
  return place < 0 ? Number.MAX_SAFE_INTEGER : place;
}

/** The comment behind the line, or above it where it would not fit. */
function withComment(line: string, comment: string | undefined): string[] {
  if (comment === undefined) return [line];
  const one = `${line.padEnd(COMMENT_COLUMN - 3)}   # ${comment}`;
  return one.length <= LINE_LENGTH ? [one] : [...wrapped(comment), line];
}

/** Lines of comment. What stands between backquotes is not parted. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = "#";
  for (const word of text.match(/\S*`[^`]*`\S*|\S+/g) ?? []) {
    if (line.length + 1 + word.length > LINE_LENGTH) {
      lines.push(line);
      line = "#";
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
