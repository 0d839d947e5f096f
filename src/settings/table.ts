import { nearest } from "../nearest.ts";
import { type Described, readDescribed } from "./description.ts";
import type { Mistakes } from "./mistakes.ts";
import { Place, type Surroundings } from "./place.ts";
import type { Rule } from "./rule.ts";

/**
 * Named values as they were found (a table of shop.toml, the environment), read one key at a time. What is missing or
 * wrong is noted, and a stand-in given, so that whoever reads can go on and every mistake is found in one go; nobody
 * may use what was read before {@link Mistakes.throwIfAny} has been asked.
 */
export class Table {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #mistakes: Mistakes;
  /** What stands before a key in a message: `shop.toml: origin.`, or nothing. */
  readonly #prefix: string;
  readonly #known = new Set<string>();
  readonly #sections = new Map<string, Table>();
  readonly #children: Table[] = [];

  constructor(values: Readonly<Record<string, unknown>>, mistakes: Mistakes, prefix = "") {
    this.#values = values;
    this.#mistakes = mistakes;
    this.#prefix = prefix;
  }

  /** Whether the key is there, right or wrong. */
  has(key: string): boolean {
    this.#known.add(key);
    return Object.hasOwn(this.#values, key);
  }

  /** Notes a mistake of this key that no rule could see, such as two keys that contradict each other. */
  note(key: string, reason: string): void {
    this.#mistakes.note(this.#prefix + key, reason);
  }

  required<Value>(key: string, rule: Rule<Value>): Value {
    if (this.has(key)) return this.#read(key, this.#values[key], rule);
    this.note(key, `is missing; allowed: ${rule.allowed}`);
    return rule.standIn;
  }

  optional<Value>(key: string, rule: Rule<Value>): Value | undefined {
    return this.has(key) ? this.#read(key, this.#values[key], rule) : undefined;
  }

  /** Every key there is with its value: for tables whose keys are the merchant's own names. */
  entries<Value>(rule: Rule<Value>): Readonly<Record<string, Value>> {
    return Object.fromEntries(
      Object.keys(this.#values).map((key) => [key, this.required(key, rule)] as const),
    );
  }

  /** The values of an array, in order; `undefined` when there is none. */
  list<Value>(key: string, rule: Rule<Value>): readonly Value[] | undefined {
    if (!this.has(key)) return undefined;
    const found = this.#values[key];
    if (Array.isArray(found)) return found.map((item, index) => this.#read(`${key}[${index}]`, item, rule));
    this.note(key, `found ${shown(found)}; allowed: an array, each item ${rule.allowed}`);
    return undefined;
  }

  /**
   * The table under a key (`[key]`); an empty one when there is none, so that what it must hold is named. Asked twice,
   * it is the same table: two readers may each take their part of it.
   */
  section(key: string): Table {
    const known = this.#sections.get(key);
    if (known) return known;
    const found = this.has(key) ? this.#inner(key, this.#values[key], `a table: [${key}]`) : undefined;
    const section = found ?? new Table({}, this.#mistakes, `${this.#prefix}${key}.`);
    this.#sections.set(key, section);
    return section;
  }

  /** What is under a key, read as described. */
  described<Value>(key: string, description: Described<Value>, surroundings: Surroundings): Value {
    this.#known.add(key);
    const file = new Place(this.#values, { surroundings, mistakes: this.#mistakes }, this.#prefix);
    return readDescribed(description, file.at(key));
  }

  /** The tables of an array (`[[key]]`), in order; none when there is no such array. */
  tables(key: string): readonly Table[] {
    if (!this.has(key)) return [];
    const found = this.#values[key];
    const allowed = `one or more tables: [[${key}]]`;
    if (!Array.isArray(found)) {
      this.note(key, `found ${shown(found)}; allowed: ${allowed}`);
      return [];
    }
    return found.flatMap((item, index) => this.#inner(`${key}[${index}]`, item, allowed) ?? []);
  }

  /**
   * To be called on the outermost table when everything was asked for: what is left over, here or in the tables
   * within, is a key nobody knows.
   */
  noteUnknownKeys(): void {
    for (const key of Object.keys(this.#values)) {
      if (!this.#known.has(key)) this.note(key, `is not a known key; ${suggestion(key, [...this.#known])}`);
    }
    for (const child of this.#children) child.noteUnknownKeys();
  }

  #read<Value>(key: string, found: unknown, rule: Rule<Value>): Value {
    const value = rule.read(found);
    const remark = value !== undefined && rule.remark?.(found);
    if (remark) this.#mistakes.remark(this.#prefix + key, remark);
    if (value !== undefined) return value;
    this.note(
      key,
      `found ${rule.isSecret ? "a value not shown here" : shown(found)}; allowed: ${rule.allowed}`,
    );
    return rule.standIn;
  }

  #inner(key: string, found: unknown, allowed: string): Table | undefined {
    if (isTable(found)) {
      const inner = new Table(found, this.#mistakes, `${this.#prefix}${key}.`);
      this.#children.push(inner);
      return inner;
    }
    this.note(key, `found ${shown(found)}; allowed: ${allowed}`);
    return undefined;
  }
}

/** The known key that was likely meant; all of them when none is near. */
function suggestion(key: string, known: readonly string[]): string {
  const [meant] = nearest(key, known);
  return meant !== undefined ? `did you mean ${meant}?` : `known are ${known.toSorted().join(", ")}`;
}

function isTable(found: unknown): found is Readonly<Record<string, unknown>> {
  return typeof found === "object" && found !== null && !Array.isArray(found) && !(found instanceof Date);
}

/** What was found, as it would be written in shop.toml, cut to a length a terminal can show. */
function shown(found: unknown): string {
  if (found instanceof Date) return found.toISOString();
  if (Array.isArray(found)) return "an array";
  if (isTable(found)) return "a table";
  const text = JSON.stringify(found) ?? String(found);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
