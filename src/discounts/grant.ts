import type { Category } from "../catalog/product.ts";
import type { Instant } from "../clock.ts";
import type { LineItemId, ProductId } from "../ids.ts";
import { type Currency, formatForPeople, type Minor, sum, times } from "../money.ts";
import type { GrantedDiscount, RejectedDiscount, RejectionReason } from "../pricing/discount.ts";
import { buyerKeyOf, type Discount, keyOfCode } from "./discount.ts";
import { type DiscountReader, tooManyGuesses } from "./stores.ts";

/** A line as far as discounts care. */
export interface LineToDiscount {
  readonly id: LineItemId;
  readonly productId: ProductId;
  readonly categories: readonly Category[];
  readonly unitPrice: Minor;
  readonly quantity: number;
}

/** A cart as far as discounts care. */
export interface CartToDiscount {
  readonly lines: readonly LineToDiscount[];
  readonly currency: Currency;
  /** Absent while the buyer is unknown: limits per buyer are then checked at completion. */
  readonly email?: string | undefined;
}

/** What is granted to a cart, in the order it is taken off, and what is not, with each reason. */
export interface Grants {
  readonly granted: readonly GrantedDiscount[];
  readonly rejected: readonly RejectedDiscount[];
}

/** More codes than this are not looked up: who types so many is guessing. */
export const MAX_CODES = 10;

/**
 * Decides which discounts a cart gets: the codes given, in order, then those that come by themselves. A discount that
 * may not be combined is granted only where it stands alone; a code goes before an automatic one.
 */
export async function grantDiscounts(
  discounts: DiscountReader,
  codes: readonly string[],
  cart: CartToDiscount,
  now: Instant,
): Promise<Grants> {
  const taken: Discount[] = [];
  const granted: GrantedDiscount[] = [];
  const rejected: RejectedDiscount[] = [];

  async function take(discount: Discount, code: string | undefined): Promise<RejectionReason | undefined> {
    // Hashed for each discount: most carts get none.
    const buyer = cart.email === undefined ? undefined : buyerKeyOf(cart.email);
    const uses = await discounts.uses(discount.id, buyer);
    const reason = taken.includes(discount)
      ? "discount_code_already_applied"
      : (whyNot(discount, cart, uses, now) ??
        (combines(discount, taken) ? undefined : "discount_code_combination_disallowed"));
    if (reason) return reason;
    taken.push(discount);
    granted.push(grantOf(discount, code, cart, uses.total));
    return undefined;
  }

  const found = new Map<string, Discount>();
  for (const [index, code] of codes.entries()) {
    const key = keyOfCode(code);
    const answer = index < MAX_CODES ? (found.get(key) ?? (await discounts.byCode(key))) : undefined;
    if (answer === tooManyGuesses) {
      rejected.push({ code, reason: "discount_code_invalid", message: wordsForGuessing(code) });
      continue;
    }
    if (answer) found.set(key, answer);
    const reason = answer && !answer.disabled ? await take(answer, code) : "discount_code_invalid";
    if (reason) rejected.push({ code, reason, message: wordsFor(reason, code, answer, cart.currency) });
  }
  for (const discount of await discounts.automatic()) await take(discount, undefined);
  return { granted: granted.sort((one, other) => one.priority - other.priority), rejected };
}

function whyNot(
  discount: Discount,
  cart: CartToDiscount,
  uses: { readonly total: number; readonly byBuyer: number },
  now: Instant,
): RejectionReason | undefined {
  if (discount.startsAt !== undefined && now < discount.startsAt) return "discount_code_invalid";
  if (discount.endsAt !== undefined && now >= discount.endsAt) return "discount_code_expired";
  if (discount.limits.total !== undefined && uses.total >= discount.limits.total)
    return "discount_code_usage_limit_reached";
  if (
    discount.limits.perBuyer !== undefined &&
    cart.email !== undefined &&
    uses.byBuyer >= discount.limits.perBuyer
  )
    return "discount_code_usage_limit_reached";
  const eligible = eligibleLines(discount, cart);
  if (eligible.length === 0) return "discount_code_user_ineligible";
  const subtotal = sum(eligible.map((line) => times(line.unitPrice, line.quantity)));
  return subtotal < (discount.minimumSubtotal ?? 0) ? "discount_code_minimum_not_met" : undefined;
}

function combines(discount: Discount, taken: readonly Discount[]): boolean {
  return taken.length === 0 || (discount.stackable && taken.every((other) => other.stackable));
}

function eligibleLines({ scope }: Discount, { lines }: CartToDiscount): readonly LineToDiscount[] {
  if (!scope) return lines;
  const products = new Set<string>(scope.products);
  const categories = scope.categories?.map((category) => category.toLowerCase()) ?? [];
  return lines.filter(
    (line) =>
      products.has(line.productId) ||
      line.categories.some(({ value }) =>
        categories.some((category) => isWithin(value.toLowerCase(), category)),
      ),
  );
}

/** "Clothing > Shirts" is within "Clothing". */
function isWithin(category: string, ancestor: string): boolean {
  return category === ancestor || category.startsWith(`${ancestor} >`);
}

function grantOf(
  discount: Discount,
  code: string | undefined,
  cart: CartToDiscount,
  timesRedeemed: number,
): GrantedDiscount {
  return {
    id: discount.id,
    name: discount.name,
    code,
    value: discount.value,
    lineItemIds: discount.scope && eligibleLines(discount, cart).map((line) => line.id),
    priority: discount.priority,
    startsAt: discount.startsAt,
    endsAt: discount.endsAt,
    maxRedemptions: discount.limits.total,
    timesRedeemed,
  };
}

function wordsForGuessing(code: string): string {
  return `Too many codes that are none were tried just now, so “${code}” was not looked up. Send it again in a minute.`;
}

function wordsFor(
  reason: RejectionReason,
  code: string,
  discount: Discount | undefined,
  currency: Currency,
): string {
  switch (reason) {
    case "discount_code_invalid":
      return `The code “${code}” is not known here. Check its spelling with the buyer.`;
    case "discount_code_expired":
      return `The code “${code}” has expired.`;
    case "discount_code_already_applied":
      return `The code “${code}” is applied already.`;
    case "discount_code_combination_disallowed":
      return `The code “${code}” cannot be combined with the others. Update the session with one of them only.`;
    case "discount_code_minimum_not_met":
      return discount?.minimumSubtotal === undefined
        ? `The code “${code}” needs a larger order.`
        : `The code “${code}” needs goods for at least ${formatForPeople(discount.minimumSubtotal, currency)}.`;
    case "discount_code_usage_limit_reached":
      return `The code “${code}” has been used as often as it may be.`;
    case "discount_code_user_ineligible":
      return `The code “${code}” is not for the goods in this order.`;
    case "discount_code_user_not_logged_in":
      return `The code “${code}” is for customers who are signed in.`;
  }
}
