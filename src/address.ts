/** A postal address. `country` is ISO 3166-1 alpha-2 in upper case; `state` the subdivision code where one exists. */
export interface Address {
  readonly name: string;
  readonly line_one: string;
  readonly line_two?: string | undefined;
  readonly city: string;
  readonly state: string;
  readonly country: string;
  readonly postal_code: string;
  readonly company?: string | undefined;
}
