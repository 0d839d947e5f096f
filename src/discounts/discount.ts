import { CryptoHasher } from "bun";
import type { Instant } from "../clock.ts";
import type { DiscountId, ProductId } from "../ids.ts";
import type { Minor } from "../money.ts";
import type { AppliedDiscount, DiscountValue } from "../pricing/discount.ts";

/** What a merchant offers: by a code the buyer types, or by itself when the cart qualifies. */
export interface Discount {
  readonly id: DiscountId;
  /** What the buyer reads: "Summer sale 20 %". */
  readonly name: string;
  /** In upper case; absent for an automatic discount. Buyers may type it in any case. */
  readonly code?: string | undefined;
  readonly value: DiscountValue;
  /** The goods it is for; absent for all. A product qualifies by either list. */
  readonly scope?:
    | {
        readonly products?: readonly ProductId[] | undefined;
        readonly categories?: readonly string[] | undefined;
      }
    | undefined;
  /** The goods it is for must cost at least this together, minor units, before any discount. */
  readonly minimumSubtotal?: Minor | undefined;
  readonly startsAt?: Instant | undefined;
  /** The first moment it no longer holds. */
  readonly endsAt?: Instant | undefined;
  /** How often it may be used, by everybody together and by one buyer (told by {@link BuyerKey}). */
  readonly limits: { readonly total?: number | undefined; readonly perBuyer?: number | undefined };
  /** Whether it may stand beside others. One that may not stands alone. */
  readonly stackable: boolean;
  /** The order of calculation, lowest first, from 1 (discount extension `priority`). */
  readonly priority: number;
  readonly disabled: boolean;
  readonly createdAt: Instant;
}

/** Who uses a discount, for its limit per buyer: a hash, so that counting uses keeps nobody's address. */
export type BuyerKey = string & { readonly __key: "buyer" };

/** The {@link BuyerKey} of an e-mail address, whatever its letter case. */
export function buyerKeyOf(email: string): BuyerKey {
  return new CryptoHasher("sha256").update(email.trim().toLowerCase()).digest("hex") as BuyerKey;
}

/** A code as discounts are found by it: letter case and blanks around it do not count. */
export function keyOfCode(code: string): string {
  return code.trim().toUpperCase();
}

/** The codes among discounts that were applied, as {@link keyOfCode} writes them. */
export function codesOf(applied: readonly AppliedDiscount[]): ReadonlySet<string> {
  return new Set(applied.flatMap(({ discount: { code } }) => (code === undefined ? [] : [keyOfCode(code)])));
}
