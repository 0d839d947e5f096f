import type { Currency } from "../money.ts";
import { nearest } from "../nearest.ts";
import type { Mistakes } from "./mistakes.ts";
import type { Rule } from "./rule.ts";

/** What some values can only be read in the light of, known before the rest is read. */
export interface SettingSurroundings {
  /** The shop's: amounts are written in it. */
  readonly currency: Currency;
  /** The shop's, in which its days and hours are counted. */
  readonly timezone: string;
  /** The shop's own. */
  readonly country: string;
  /** Holds the secrets that shop.toml names. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether the public origin is a loopback or http one. */
  readonly isDevelopment: boolean;
  /** What paths are relative to: the folder of shop.toml. */
  readonly directory: string;
}

/** What was found, or is missing, in one place of shop.toml or of the environment; and where mistakes in it are told. */
export class SettingPlace {
  /** As it was found; `undefined`: nothing is there. */
  readonly found: unknown;
  readonly surroundings: SettingSurroundings;
  readonly #mistakes: Mistakes;
  /** What a message calls this place, such as `shop.toml: origin.country`; and what stands before a key in it. */
  readonly #name: string;
  readonly #prefix: string;

  /** @param name of a place within another; left out: this is the outermost table, whose keys stand after `prefix`. */
  constructor(
    found: unknown,
    { surroundings, mistakes }: { readonly surroundings: SettingSurroundings; readonly mistakes: Mistakes },
    prefix: string,
    name = prefix,
  ) {
    this.found = found;
    this.surroundings = surroundings;
    this.#mistakes = mistakes;
    this.#prefix = prefix;
    this.#name = name;
  }

  /** How a table in this place begins in TOML, without its brackets: `shipping.zones.rates`. */
  get header(): string {
    return this.#name.replace(/^.*: /, "").replaceAll(/\[\d+\]/g, "");
  }

  /** The table found here; an empty one where there is none or something else. */
  get table(): Readonly<Record<string, unknown>> {
    return isTable(this.found) ? this.found : {};
  }

  /** The place of a key of the table found here. */
  at(key: string): SettingPlace {
    return this.#within(Object.hasOwn(this.table, key) ? this.table[key] : undefined, this.#prefix + key);
  }

  /** The places of the items of an array found here. */
  items(): readonly SettingPlace[] {
    const { found } = this;
    return Array.isArray(found)
      ? found.map((item, index) => this.#within(item, `${this.#name}[${index}]`))
      : [];
  }

  note(reason: string): void {
    this.#mistakes.note(this.#name, reason);
  }

  /** Notes that what is here is not what is allowed. @param allowed completes "allowed: …". */
  noteWrong(allowed: string, isSecret = false): void {
    const found =
      this.found === undefined
        ? "is missing"
        : `found ${isSecret ? "a value not shown here" : shown(this.found)}`;
    this.note(`${found}; allowed: ${allowed}`);
  }

  /** What the rule reads here; where that is nothing, it is noted and the rule's stand-in given. */
  read<Value>(rule: Rule<Value>): Value {
    const value = this.found === undefined ? undefined : rule.read(this.found);
    if (value === undefined) this.noteWrong(rule.allowed, rule.isSecret);
    const remark = value !== undefined && rule.remark?.(this.found);
    if (remark) this.#mistakes.remark(this.#name, remark);
    return value ?? rule.standIn;
  }

  /** Notes each key of the table here that is none of these. */
  noteUnknownKeys(known: readonly string[]): void {
    for (const key of Object.keys(this.table)) {
      if (!known.includes(key)) this.at(key).note(`is not a known key; ${suggestion(key, known)}`);
    }
  }

  #within(found: unknown, name: string): SettingPlace {
    return new SettingPlace(
      found,
      { surroundings: this.surroundings, mistakes: this.#mistakes },
      `${name}.`,
      name,
    );
  }
}

/** The known key that was likely meant; all of them when none is near. */
function suggestion(key: string, known: readonly string[]): string {
  const [meant] = nearest(key, known);
  return meant !== undefined ? `did you mean ${meant}?` : `known are ${known.toSorted().join(", ")}`;
}

export function isTable(found: unknown): found is Readonly<Record<string, unknown>> {
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
