/** What postal codes look like, upper case, by country: those where no parcel arrives without one. */
const forms: Readonly<Record<string, RegExp>> = {
  US: /^\d{5}(-?\d{4})?$/,
  CA: /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/,
  GB: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/,
  DE: /^\d{5}$/,
  FR: /^\d{5}$/,
  ES: /^\d{5}$/,
  IT: /^\d{5}$/,
  FI: /^\d{5}$/,
  AT: /^\d{4}$/,
  CH: /^\d{4}$/,
  LI: /^\d{4}$/,
  BE: /^\d{4}$/,
  DK: /^\d{4}$/,
  NO: /^\d{4}$/,
  LU: /^(L-?)?\d{4}$/,
  AU: /^\d{4}$/,
  NZ: /^\d{4}$/,
  NL: /^\d{4} ?[A-Z]{2}$/,
  PL: /^\d{2}-?\d{3}$/,
  PT: /^\d{4}-?\d{3}$/,
  SE: /^\d{3} ?\d{2}$/,
  CZ: /^\d{3} ?\d{2}$/,
  JP: /^\d{3}-?\d{4}$/,
  BR: /^\d{5}-?\d{3}$/,
  MX: /^\d{5}$/,
  IN: /^\d{3} ?\d{3}$/,
};

/**
 * What a postal code of a country looks like, in upper case; `undefined` where that is not known.
 *
 * @param country ISO 3166-1 alpha-2, upper case.
 */
export function postalCodeForm(country: string): RegExp | undefined {
  return Object.hasOwn(forms, country) ? forms[country] : undefined;
}

/** The countries of {@link needsPostalCode}, ISO 3166-1 alpha-2: for whoever is told of them. */
export const countriesWithPostalCodes: readonly string[] = Object.keys(forms);

/** Whether an address in a country, upper case, leads nowhere without a postal code. Others may do without: Hong Kong's do. */
export function needsPostalCode(country: string): boolean {
  return postalCodeForm(country) !== undefined;
}
