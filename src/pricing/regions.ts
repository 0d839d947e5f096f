/** Where something applies. Every part that is given must hold for an address; a part left out holds for all. */
export interface Region {
  /** ISO 3166-1 alpha-2, upper case. Left out: every country. */
  readonly country?: string | undefined;
  /** Subdivision codes as addresses carry them: "CA", "NSW". */
  readonly states?: readonly string[] | undefined;
  /** A whole code "94107", a prefix "941*", or a range of equally long codes "94000...94999". */
  readonly postalCodes?: readonly string[] | undefined;
  /** City names, in any letter case. */
  readonly cities?: readonly string[] | undefined;
}
