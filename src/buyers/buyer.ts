export interface Company {
  readonly name: string;
  readonly tax_id?: string | undefined;
  readonly department?: string | undefined;
  readonly cost_center?: string | undefined;
}

export interface Loyalty {
  readonly tier?: string | undefined;
  readonly points_balance?: number | undefined;
  readonly member_since?: string | undefined;
}

export interface TaxExemption {
  readonly certificate_id: string;
  readonly certificate_type: "resale" | "exempt_organization" | "government";
  readonly exempt_regions?: readonly string[] | undefined;
  readonly expires_at?: string | undefined;
}

/** Who pays. The union of what all versions say of a buyer, kept so that each version reads back what it wrote. */
export interface Buyer {
  readonly email: string;
  readonly first_name?: string | undefined;
  readonly last_name?: string | undefined;
  readonly full_name?: string | undefined;
  readonly phone_number?: string | undefined;
  readonly customer_id?: string | undefined;
  readonly account_type?: "guest" | "registered" | "business" | undefined;
  readonly authentication_status?: "authenticated" | "guest" | "requires_signin" | undefined;
  readonly company?: Company | undefined;
  readonly loyalty?: Loyalty | undefined;
  readonly tax_exemption?: TaxExemption | undefined;
}
