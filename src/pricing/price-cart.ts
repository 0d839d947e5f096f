import { type Minor, minor, scale, sum, times, ZERO } from "../money.ts";
import type { TaxShare, Total } from "./amounts.ts";
import type { CartToPrice, Destination, FulfillmentTrouble, PricedCart, PricedLine } from "./cart.ts";
import type { FulfillmentOption } from "./fulfillment.ts";
import type { Region } from "./regions.ts";
import type { CompiledRules } from "./rules.ts";
import type { ShippingPrice } from "./shipping.ts";
import { EXEMPT_CLASS, STANDARD_CLASS, type TaxRate } from "./tax.ts";

function holds(region: Region, destination: Destination): boolean {
  return (
    (region.country === undefined || region.country === destination.country) &&
    (region.states === undefined || region.states.includes(destination.state))
  );
}

function priced(price: ShippingPrice): Minor {
  return price.kind === "flat" ? price.amount : ZERO;
}

/** Cart to totals. */
export function priceCart(cart: CartToPrice, { rules }: CompiledRules): PricedCart {
  const { destination } = cart;
  const taxesOf = (taxClass: string): readonly TaxRate[] =>
    destination && !cart.taxExempt && taxClass !== EXEMPT_CLASS
      ? rules.tax.rates.filter((rate) => rate.taxClass === taxClass && holds(rate.region, destination))
      : [];
  const sharesOf = (amount: Minor, rates: readonly TaxRate[]): TaxShare[] =>
    rates.map(({ name, rate }) => ({ jurisdiction: name, rate, amount: scale(amount, rate, 1_000_000) }));
  const lines: PricedLine[] = cart.lines.map((line) => {
    const base = times(line.unitPrice, line.quantity);
    const taxes = sharesOf(base, taxesOf(line.taxClass));
    const tax = sum(taxes.map((share) => share.amount));
    return {
      id: line.id,
      amounts: { base, discount: ZERO, subtotal: base, tax, total: minor(base + tax) },
      taxes,
      discountDetails: [],
    };
  });
  const physical = cart.lines.some((line) => line.requiresShipping);
  const zone =
    destination &&
    rules.shipping.zones.find((each) => each.regions?.some((region) => holds(region, destination)) ?? true);
  const options: FulfillmentOption[] = physical
    ? (zone?.rates ?? []).map((rate) => {
        const subtotal = priced(rate.price);
        const shares = sharesOf(
          subtotal,
          taxesOf(STANDARD_CLASS).filter((each) => each.onShipping),
        );
        const tax = sum(shares.map((share) => share.amount));
        return {
          type: "shipping",
          id: rate.id,
          title: rate.title,
          carrier: rate.carrier,
          amounts: { subtotal, tax, total: minor(subtotal + tax) },
        };
      })
    : [
        {
          type: "digital",
          id: rules.shipping.digital.id,
          title: rules.shipping.digital.title,
          amounts: { subtotal: ZERO, tax: ZERO, total: ZERO },
        },
      ];
  const wantedId = cart.wanted?.[0]?.optionId;
  const wanted = options.find((option) => option.id === wantedId);
  const cheapest = [...options].sort((one, other) => one.amounts.total - other.amounts.total)[0];
  const selected = wanted ?? cheapest;
  const trouble: FulfillmentTrouble | undefined =
    options.length === 0
      ? destination
        ? { kind: "destination_not_served", country: destination.country }
        : { kind: "address_needed" }
      : wantedId !== undefined && !wanted
        ? { kind: "option_not_offered", optionId: wantedId }
        : undefined;
  const items = sum(lines.map((line) => line.amounts.base));
  const fulfillment = selected?.amounts.subtotal ?? ZERO;
  const tax = minor(sum(lines.map((line) => line.amounts.tax)) + (selected?.amounts.tax ?? 0));
  const totals: Total[] = [
    { type: "items_base_amount", displayText: "Items", amount: items },
    { type: "subtotal", displayText: "Subtotal", amount: items },
    ...(selected ? [{ type: "fulfillment" as const, displayText: selected.title, amount: fulfillment }] : []),
    { type: "tax", displayText: "Tax", amount: tax },
    { type: "total", displayText: "Total", amount: minor(items + fulfillment + tax) },
  ];
  return {
    lines,
    options,
    selections: selected
      ? [{ type: selected.type, optionId: selected.id, lineItemIds: cart.lines.map((line) => line.id) }]
      : [],
    totals,
    appliedDiscounts: [],
    trouble,
  };
}
