import type { Actor, AuditStore } from "../audit/audit.ts";
import type { Instant } from "../clock.ts";
import { asId, type DiscountId, newId } from "../ids.ts";
import { ONE_MILLION } from "../money.ts";
import { unreachable } from "../problem.ts";
import type { Discount } from "./discount.ts";
import type { DiscountStore } from "./stores.ts";

/** What administering discounts reads and writes. */
export interface DiscountAdministrationStores {
  readonly discounts: DiscountStore;
  readonly audit: Pick<AuditStore, "append">;
}

/** A discount as a merchant asks for it. */
export type DiscountWish = Omit<Discount, "id" | "disabled" | "createdAt">;

/** Why a discount was not made. */
export type DiscountRefusal =
  | { readonly kind: "code_taken"; readonly code: string }
  | { readonly kind: "not_a_code" }
  | { readonly kind: "no_name" }
  | { readonly kind: "not_a_percentage" }
  | { readonly kind: "not_an_amount" }
  | { readonly kind: "not_a_limit" }
  | { readonly kind: "not_a_priority" }
  | { readonly kind: "ends_before_it_starts" }
  /** Free shipping has no part of a cart to be for. */
  | { readonly kind: "scope_without_goods" };

/** Makes a discount. Codes are kept in upper case, as buyers may type them in any. In a write job. */
export async function createDiscount(
  { discounts, audit }: DiscountAdministrationStores,
  wish: DiscountWish,
  actor: Actor,
  now: Instant,
): Promise<
  | { readonly ok: true; readonly discount: Discount }
  | { readonly ok: false; readonly refusal: DiscountRefusal }
> {
  const code = wish.code?.trim().toUpperCase();
  const refusal = whyNot({ ...wish, code });
  if (refusal) return { ok: false, refusal };
  const discount: Discount = {
    ...wish,
    name: wish.name.trim(),
    code,
    id: newId("DiscountId"),
    disabled: false,
    createdAt: now,
  };
  if (!(await discounts.insert(discount)))
    return { ok: false, refusal: { kind: "code_taken", code: code ?? "" } };
  const { id, value } = discount;
  await audit.append({ at: now, actor, action: "discount.create", subject: id, details: { code, value } });
  return { ok: true, discount };
}

/** The id of the discount that people name by its code, in any letter case, or its id; unchecked where it is an id. */
export async function discountIdOf(
  discounts: Pick<DiscountStore, "byCode">,
  which: string,
): Promise<DiscountId> {
  return (await discounts.byCode(which.trim().toUpperCase()))?.id ?? asId<DiscountId>(which);
}

/** Ends a discount for good: nobody gets it any more. Sessions that have it are told when they are next computed. */
export async function disableDiscount(
  { discounts, audit }: DiscountAdministrationStores,
  id: DiscountId,
  actor: Actor,
  now: Instant,
): Promise<"disabled" | "disabled_before" | "unknown"> {
  const discount = await discounts.find(id);
  if (!discount) return "unknown";
  if (discount.disabled) return "disabled_before";
  await discounts.replace({ ...discount, disabled: true });
  await audit.append({ at: now, actor, action: "discount.disable", subject: id, details: {} });
  return "disabled";
}

/** Says to the merchant why a discount was not made, and what to do. */
export function explainDiscountRefusal(refusal: DiscountRefusal): string {
  switch (refusal.kind) {
    case "code_taken":
      return `Another discount has the code ${refusal.code}, perhaps one that is disabled. Choose another code.`;
    case "not_a_code":
      return "A code is 2 to 64 letters, digits, dashes or underscores.";
    case "no_name":
      return "A discount needs a name of at most 100 characters: buyers read it.";
    case "not_a_percentage":
      return "A percentage is above 0 and at most 100.";
    case "not_an_amount":
      return "An amount must be above zero.";
    case "not_a_limit":
      return "A limit must be a whole number above zero.";
    case "not_a_priority":
      return "A priority is a whole number from 1 on.";
    case "ends_before_it_starts":
      return "The discount would end before it starts.";
    case "scope_without_goods":
      return "Free shipping is for whole orders: leave products and categories out.";
    default:
      return unreachable(refusal);
  }
}

function whyNot(wish: DiscountWish): DiscountRefusal | undefined {
  const { name, code, value, scope, minimumSubtotal, limits, priority, startsAt, endsAt } = wish;
  if (name.trim() === "" || name.length > 100) return { kind: "no_name" };
  if (code !== undefined && !/^[\p{L}\p{N}_-]{2,64}$/u.test(code)) return { kind: "not_a_code" };
  if (value.kind === "percent" && !(value.rate > 0 && value.rate <= ONE_MILLION))
    return { kind: "not_a_percentage" };
  if (value.kind === "fixed" && value.amount <= 0) return { kind: "not_an_amount" };
  if (value.kind === "free_shipping" && scope) return { kind: "scope_without_goods" };
  if (minimumSubtotal !== undefined && minimumSubtotal <= 0) return { kind: "not_an_amount" };
  const isLimit = (limit: number | undefined) =>
    limit === undefined || (Number.isSafeInteger(limit) && limit > 0);
  if (!isLimit(limits.total) || !isLimit(limits.perBuyer)) return { kind: "not_a_limit" };
  if (!Number.isSafeInteger(priority) || priority < 1) return { kind: "not_a_priority" };
  if (startsAt !== undefined && endsAt !== undefined && endsAt <= startsAt)
    return { kind: "ends_before_it_starts" };
  return undefined;
}
