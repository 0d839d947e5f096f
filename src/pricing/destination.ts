/** Where the goods go, as far as tax and shipping care. `country` and `state` in upper case. */
export interface Destination {
  readonly country: string;
  readonly state: string;
  readonly city: string;
  readonly postalCode: string;
}
