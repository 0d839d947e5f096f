export interface Company {
  readonly name: string;
  readonly taxId?: string | undefined;
  readonly department?: string | undefined;
  readonly costCenter?: string | undefined;
}

export interface Loyalty {
  readonly tier?: string | undefined;
  readonly pointsBalance?: number | undefined;
  readonly memberSince?: string | undefined;
}

export interface TaxExemption {
  readonly certificateId: string;
  readonly certificateType: "resale" | "exempt_organization" | "government";
  readonly exemptRegions?: readonly string[] | undefined;
  readonly expiresAt?: string | undefined;
}

/** What is said of a buyer who has not given an e-mail address yet: told again, and asked to be completed. */
export type UnreachableBuyer = Omit<Partial<Buyer>, "email">;

/** Who pays. The union of what all versions say of a buyer, kept so that each version reads back what it wrote. */
export interface Buyer {
  readonly email: string;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly fullName?: string | undefined;
  readonly phoneNumber?: string | undefined;
  readonly customerId?: string | undefined;
  readonly accountType?: "guest" | "registered" | "business" | undefined;
  readonly authenticationStatus?: "authenticated" | "guest" | "requires_signin" | undefined;
  readonly company?: Company | undefined;
  readonly loyalty?: Loyalty | undefined;
  readonly taxExemption?: TaxExemption | undefined;
}
