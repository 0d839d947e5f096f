/** A postal address. `country` is ISO 3166-1 alpha-2 in upper case; `state` the subdivision code where one exists. */
export interface Address {
  readonly name: string;
  /** The end of `name` that was said to be the last name, empty where none was; absent where it came as one text. */
  readonly lastName?: string | undefined;
  readonly lineOne: string;
  readonly lineTwo?: string | undefined;
  readonly city: string;
  readonly state: string;
  readonly country: string;
  readonly postalCode: string;
  readonly company?: string | undefined;
}

/** Who receives the goods, and where. */
export interface FulfillmentDetails {
  /** What the agent calls the place; absent where it has no name for it. */
  readonly destinationId?: string | undefined;
  readonly name?: string | undefined;
  readonly phoneNumber?: string | undefined;
  readonly email?: string | undefined;
  readonly address?: Address | undefined;
}

/**
 * Whether a line of an address says anything, in whatever script: spaces, dots and what nobody sees lead no parcel
 * anywhere.
 */
export function saysSomething(line: string): boolean {
  return /[\p{L}\p{N}]/u.test(line);
}
