/** A subdivision as addresses carry it, the part of its code after the dash, and by name. */
export interface Subdivision {
  readonly code: string;
  readonly name: string;
}

/** What the US post has as states and ISO does not: addresses of its forces. */
const more: Readonly<Record<string, readonly Subdivision[]>> = {
  US: [
    { code: "AA", name: "Armed Forces Americas" },
    { code: "AE", name: "Armed Forces Europe" },
    { code: "AP", name: "Armed Forces Pacific" },
  ],
};

const known = new Map<string, readonly Subdivision[]>();

/** The subdivisions of a country that addresses name: the lowest ones of ISO 3166-2. Looked for once a country. */
export function subdivisionsOf(country: string): readonly Subdivision[] {
  const before = known.get(country);
  if (before) return before;
  // Every subdivision of the world is a third of a megabyte of code: loaded by the first form, not by starting.
  const { iso31662 }: typeof import("iso-3166/2.js") = require("iso-3166/2.js");
  const within = iso31662.filter(({ code }) => code.startsWith(`${country}-`));
  const divided = new Set(within.map(({ parent }) => parent));
  const found = within
    .filter(({ code }) => !divided.has(code))
    .map(({ code, name }) => ({ code: code.slice(country.length + 1), name: name.replace(/\s*[([].*$/, "") }))
    .concat(more[country] ?? [])
    .sort((one, other) => one.name.localeCompare(other.name));
  known.set(country, found);
  return found;
}
