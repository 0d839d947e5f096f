/** One thing that is wrong with the settings, in words for the person who can put it right. */
export interface Mistake {
  /** The variable, or the file and the key in it: `PORT`, `shop.toml: origin.country`. */
  readonly where: string;
  readonly reason: string;
}

/** The shop cannot run with these settings. Holds every mistake, not only the first; never the value of a secret. */
export class SettingsInvalid extends Error {
  override readonly name = "SettingsInvalid";
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    const count = mistakes.length === 1 ? "a mistake" : `${mistakes.length} mistakes`;
    const lines = mistakes.map(({ where, reason }) => `  ${where}: ${reason}`);
    super([`The settings have ${count}:`, ...lines].join("\n"));
    this.mistakes = mistakes;
  }
}

/** Where mistakes are gathered while settings are read, so that all of them can be named at once. */
export class Mistakes {
  readonly #found: Mistake[] = [];
  readonly #remarks: Mistake[] = [];

  get found(): readonly Mistake[] {
    return this.#found;
  }

  /** What is understood and better written otherwise. */
  get remarks(): readonly Mistake[] {
    return this.#remarks;
  }

  remark(where: string, reason: string): void {
    this.#remarks.push({ where, reason });
  }

  note(where: string, reason: string): void {
    this.#found.push({ where, reason });
  }

  /** @throws SettingsInvalid when any mistake was noted. */
  throwIfAny(): void {
    if (this.#found.length > 0) throw new SettingsInvalid(this.#found);
  }
}
