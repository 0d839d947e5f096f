import { iso31661Alpha2ToAlpha3 } from "iso-3166/1-a2-to-1-a3.js";
import { isCountry } from "../../../countries.ts";
import { text } from "./fields.ts";
import { refuse } from "./request-shape.ts";

/**
 * A country in a request. Longer than the two characters it must have, so that the decoder and not the schema refuses
 * another: it knows which country was meant.
 */
export const Country = text(64, {
  description: "ISO 3166-1 alpha-2, in either letter case.",
  examples: ["US"],
});

/** Countries by other names than their code, as {@link comparable}. Made for the first that is written so. */
let codes: ReadonlyMap<string, string> | undefined;

/** Names that the list of ISO does not have and people write. */
const everydayNames = {
  USA: "US",
  "United States": "US",
  America: "US",
  UK: "GB",
  "United Kingdom": "GB",
  "Great Britain": "GB",
  England: "GB",
  Scotland: "GB",
  Wales: "GB",
  Kosovo: "XK",
} as const;

/** The country meant by an alpha-3 code or an English name; `undefined` for anything else. */
function codeMeantBy(name: string): string | undefined {
  codes ??= new Map(
    [...isoNames(), ...Object.entries(everydayNames)].map(([known, code]) => [comparable(known), code]),
  );
  return codes.get(comparable(name));
}

function isoNames(): [string, string][] {
  const names = new Intl.DisplayNames(["en"], { type: "region" });
  return Object.entries(iso31661Alpha2ToAlpha3).flatMap(([code, alpha3]): [string, string][] => [
    [alpha3, code],
    [names.of(code) ?? code, code],
  ]);
}

/** Without letter case, dots and superfluous spaces: "U.S.A." */
function comparable(name: string): string {
  return name.replace(/\./g, "").trim().replace(/\s+/g, " ").toUpperCase();
}

/**
 * Reads a country, in either letter case. Refused as `invalid` at `path`, with the code to send where another name of a
 * country was sent.
 *
 * @returns ISO 3166-1 alpha-2, upper case.
 */
export function decodeCountry(country: string, path: string): string {
  const code = country.trim().toUpperCase();
  if (isCountry(code)) return code;
  const meant = codeMeantBy(country);
  return refuse(
    "invalid",
    path,
    `the country must be its ISO 3166-1 alpha-2 code, two letters: ${meant ? `send "${meant}"` : 'such as "US"'}`,
  );
}
