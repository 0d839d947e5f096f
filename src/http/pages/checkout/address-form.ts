import { postalCodeForm } from "../../../postal-code-forms.ts";

/** The parts of an address as a form asks for them. */
export type AddressPart =
  | "name"
  | "country"
  | "lineOne"
  | "lineTwo"
  | "city"
  | "state"
  | "postalCode"
  | "phone";

/** How a country's addresses are asked for. */
export interface AddressForm {
  /** The parts after the country, row by row, as people there write them. */
  readonly rows: readonly (readonly AddressPart[])[];
  readonly hasPostalCode: boolean;
  /** What a postal code there looks like, upper case. */
  readonly postalCode?: RegExp | undefined;
  /** Whether parcels need the subdivision, chosen from a list. */
  readonly needsState: boolean;
}

/** HTML's names for browsers' autofill (html.spec.whatwg.org, "Autofill"). */
export const autofillNames: Readonly<Record<AddressPart, string>> = {
  name: "shipping name",
  country: "shipping country",
  lineOne: "shipping address-line1",
  lineTwo: "shipping address-line2",
  city: "shipping address-level2",
  state: "shipping address-level1",
  postalCode: "shipping postal-code",
  phone: "tel",
};

/** Where the subdivision is part of a postal address (Universal Postal Union, "Addressing solutions"). */
const withState: ReadonlySet<string> = new Set([
  "US",
  "CA",
  "AU",
  "BR",
  "MX",
  "IN",
  "IT",
  "ES",
  "JP",
  "AR",
  "MY",
  "AE",
]);

/** Where no postal codes are used. */
const withoutPostalCode: ReadonlySet<string> = new Set([
  "AE",
  "HK",
  "QA",
  "AG",
  "BS",
  "BZ",
  "FJ",
  "JM",
  "PA",
  "BO",
  "ZW",
  "UG",
  "GH",
]);

/** Where the postal code comes after the city or the state. */
const codeLast: ReadonlySet<string> = new Set(["US", "CA", "AU", "GB", "IE", "NZ", "IN", "ZA", "SG"]);

/** Where a parcel finds its house without a postal code. */
const codeOptional: ReadonlySet<string> = new Set(["IE"]);

/** How the addresses of a country are asked for, ISO 3166-1 alpha-2 in upper case. */
export function addressFormOf(country: string): AddressForm {
  const needsState = withState.has(country);
  const hasPostalCode = !withoutPostalCode.has(country);
  const town: AddressPart[] = !hasPostalCode
    ? ["city"]
    : codeLast.has(country)
      ? ["city", ...(needsState ? (["state"] as const) : []), "postalCode"]
      : ["postalCode", "city"];
  const state: AddressPart[][] = needsState && !town.includes("state") ? [["state"]] : [];
  return {
    rows: [["name"], ["lineOne"], ["lineTwo"], town, ...state, ["phone"]],
    hasPostalCode,
    postalCode: postalCodeForm(country),
    needsState,
  };
}

/** Which parts may be left out. */
export function isOptional(part: AddressPart, country: string): boolean {
  return part === "lineTwo" || part === "phone" || (part === "postalCode" && codeOptional.has(country));
}
