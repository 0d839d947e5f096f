import { type Minor, sum, ZERO } from "../money.ts";
import { discountLines, inPriorityOrder } from "./apply-discounts.ts";
import type { CartToPrice, FulfillmentRefusal, PricedCart, WantedSelection } from "./cart.ts";
import { chooseOption } from "./choose-option.ts";
import type { Destination } from "./destination.ts";
import type { AppliedDiscount, DiscountAllocation, GrantedDiscount } from "./discount.ts";
import { type PricedLineWithCuts, priceLine } from "./price-lines.ts";
import { freeShippingOf, offersFor, type PricedOffer, priceOffer, shippedValues } from "./price-offers.ts";
import type { CompiledRules } from "./rules.ts";
import { Taxation } from "./taxation.ts";
import { totalsOf } from "./totals.ts";

/**
 * Computes the whole bill of a cart. Pure: the same cart and rules give the same bill.
 *
 * 1. Discounts come off the listed prices, in priority order.
 * 2. Ways of fulfillment are offered for the destination and priced; the wanted one or the cheapest stands selected.
 * 3. Lines and shipping are taxed where the goods are handed over.
 *
 * Rounding: every percentage and every tax is computed exactly and rounded half up once on each line (once on the
 * shipping of each tax class); where a rounded amount has parts, they are allocated so that they sum to it. Sums are
 * sums of rounded amounts, so the bill always adds up as `Total` says.
 *
 * Before a destination is known nothing is taxed, and goods that need shipping have no option (`address_needed`).
 *
 * @throws RangeError when an amount leaves the safe integers.
 */
export function priceCart(cart: CartToPrice, rules: CompiledRules): PricedCart {
  const discounts = inPriorityOrder(cart.discounts);
  const goods = discountLines(cart.lines, discounts);

  const atDestination = taxationOf(cart, rules, cart.destination);
  const freeShipping = freeShippingOf(cart, discounts);
  const carried = shippedValues(goods);
  const offers = offersFor(cart, goods, rules).map((offer) => {
    const local = offer.handedOverAt === cart.destination;
    const taxation = local ? atDestination : taxationOf(cart, rules, offer.handedOverAt);
    return priceOffer(offer, carried, freeShipping !== undefined, taxation);
  });
  const options = offers.map(({ option }) => option);
  const choice = chooseOption(options, wantedOf(cart, rules));
  const selected = offers.find(({ option }) => option.id === choice?.optionId);

  const priced = goods.map((line) => priceLine(line, selected?.taxation ?? atDestination));
  const lines = priced.map(({ line }) => line);
  return {
    lines,
    options,
    selections: selectionsOf(cart, selected),
    totals: totalsOf({
      lines,
      selected: selected && { ...selected.option, taxes: selected.taxes },
      taxNote: taxNoteOf(cart, rules),
    }),
    appliedDiscounts: appliedDiscounts(discounts, priced, freeShipping, selected?.saved ?? ZERO),
    reason: choice ? choice.reason : reasonOf(cart),
  };
}

function taxationOf(
  cart: CartToPrice,
  { rules, tax }: CompiledRules,
  place: Destination | undefined,
): Taxation {
  const { pricesIncludeTax } = rules;
  return new Taxation(tax, place, {
    pricesIncludeTax,
    exempt: cart.taxExempt ?? false,
    shippingClass: rules.tax.shippingClass,
  });
}

/** Digital goods beside others come with whatever brings those, so choosing digital delivery for them is no problem. */
function wantedOf({ lines, wanted = [] }: CartToPrice, { rules }: CompiledRules): readonly WantedSelection[] {
  const mixed = lines.some((line) => line.requiresShipping) && lines.some((line) => !line.requiresShipping);
  return mixed ? wanted.filter(({ optionId }) => optionId !== rules.shipping.digital.id) : wanted;
}

function selectionsOf({ lines }: CartToPrice, selected: PricedOffer | undefined): PricedCart["selections"] {
  if (!selected) return [];
  const { type, id } = selected.option;
  return [{ type, optionId: id, lineItemIds: lines.map((line) => line.id) }];
}

function taxNoteOf(cart: CartToPrice, { rules }: CompiledRules): string | undefined {
  if (cart.taxExempt) return "Tax exempt.";
  if (!cart.destination) return "Not computed before there is an address.";
  return rules.pricesIncludeTax ? "Included in the listed prices." : undefined;
}

/** What each discount really took off, and where: one that found nothing to take off stands there with nothing. */
function appliedDiscounts(
  discounts: readonly GrantedDiscount[],
  lines: readonly PricedLineWithCuts[],
  freeShipping: GrantedDiscount | undefined,
  saved: Minor,
): AppliedDiscount[] {
  const allocations = new Map(discounts.map((discount) => [discount, [] as DiscountAllocation[]]));
  for (const { line, cuts } of lines) {
    for (const { discount, amount } of cuts) {
      allocations.get(discount)?.push({ to: "line_item", lineItemId: line.id, amount });
    }
  }
  if (freeShipping && saved > 0) allocations.get(freeShipping)?.push({ to: "fulfillment", amount: saved });
  return [...allocations].map(([discount, parts]) => ({
    discount,
    amount: sum(parts.map(({ amount }) => amount)),
    allocations: parts,
  }));
}

/** Why a cart has no option at all. */
function reasonOf({ lines, destination }: CartToPrice): FulfillmentRefusal | undefined {
  if (lines.length === 0) return undefined;
  return destination
    ? { kind: "destination_not_served", country: destination.country }
    : { kind: "address_needed" };
}
