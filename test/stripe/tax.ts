import { checkAmount, stepOf } from "./amounts.ts";
import type { Endpoint } from "./endpoint.ts";
import type { FormParameters } from "./form-body.ts";
import { hash, isHash, list, required, text } from "./parameters.ts";
import { invalidRequest } from "./problem.ts";

const address = {
  city: "text",
  country: "text",
  line1: "text",
  line2: "text",
  postal_code: "text",
  state: "text",
} as const;

/** What the stand-in taxes, percent of the net amount, by state. Shipping is taxed in New York only. */
const rates: Readonly<Record<string, { readonly percent: number; readonly shipping: boolean }>> = {
  CA: { percent: 8.5, shipping: false },
  NY: { percent: 8.875, shipping: true },
};

/** Codes that are never taxed. */
const untaxed = new Set(["txcd_00000000"]);

export const taxEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/tax/calculations",
    parameters: {
      currency: "text",
      customer_details: { address, address_source: "text", taxability_override: "text" },
      expand: ["text"],
      line_items: [
        {
          amount: "integer",
          metadata: "open",
          quantity: "integer",
          reference: "text",
          tax_behavior: "text",
          tax_code: "text",
        },
      ],
      ship_from_details: { address },
      shipping_cost: { amount: "integer", tax_behavior: "text", tax_code: "text" },
    },
    answer({ books, taxesHaveFractions }, _, parameters) {
      const currency = required(parameters, "currency");
      const step = taxesHaveFractions ? 1 : stepOf(currency);
      const details = hash(parameters, "customer_details");
      const place = hash(details, "address");
      if (text(place, "country") === undefined)
        throw invalidRequest(
          "Missing required param: customer_details[address][country].",
          undefined,
          "parameter_missing",
        );
      if (text(place, "country") === "US" && text(place, "postal_code") === undefined) {
        throw invalidRequest(
          "We could not determine the customer's tax location based on the provided customer address.",
          "customer_details[address]",
          "customer_tax_location_invalid",
        );
      }
      const exempt = text(details, "taxability_override") === "customer_exempt";
      const rate = exempt ? undefined : rates[text(place, "state") ?? ""];
      const taxed = list(parameters, "line_items")
        .filter(isHash)
        .map((line, index) => {
          checkAmount(Number(required(line, "amount")), currency, `line_items[${index}][amount]`);
          return taxedLine(line, rate, index, step);
        });
      const cost = hash(parameters, "shipping_cost");
      checkAmount(Number(text(cost, "amount") ?? 0), currency, "shipping_cost[amount]");
      const shipping = shippingOf(cost, rate, step);
      const exclusive = sum([...taxed, shipping].filter((part) => part.tax_behavior === "exclusive"));
      const inclusive = sum([...taxed, shipping].filter((part) => part.tax_behavior === "inclusive"));
      const calculation = {
        id: books.id("taxcalc"),
        object: "tax.calculation",
        amount_total: taxed.reduce((all, { amount }) => all + amount, 0) + shipping.amount + exclusive,
        currency,
        customer_details: { address: place, address_source: "shipping", taxability_override: "none" },
        expires_at: books.now() + 90 * 24 * 3600,
        line_items: { object: "list", data: taxed, has_more: false, url: "/v1/tax/calculations/line_items" },
        livemode: false,
        shipping_cost: shipping,
        tax_amount_exclusive: exclusive,
        tax_amount_inclusive: inclusive,
        tax_date: books.now(),
      };
      books.taxCalculations.set(calculation.id, calculation);
      const { line_items: _lines, ...plain } = calculation;
      return list(parameters, "expand").includes("line_items") ? calculation : plain;
    },
  },
];

type Rate = { readonly percent: number; readonly shipping: boolean } | undefined;

function taxedLine(line: FormParameters, rate: Rate, index: number, step: number) {
  const amount = Number(required(line, "amount"));
  const behavior = text(line, "tax_behavior") ?? "exclusive";
  const percent = untaxed.has(text(line, "tax_code") ?? "") ? 0 : (rate?.percent ?? 0);
  return {
    id: `tax_li_${index}`,
    object: "tax.calculation_line_item",
    amount,
    amount_tax: taxOf(amount, percent, behavior, step),
    quantity: Number(text(line, "quantity") ?? 1),
    reference: text(line, "reference") ?? `L${index}`,
    tax_behavior: behavior,
    tax_breakdown: breakdown(amount, percent, behavior, step),
    tax_code: text(line, "tax_code") ?? "txcd_99999999",
  };
}

function shippingOf(cost: FormParameters, rate: Rate, step: number) {
  const amount = Number(text(cost, "amount") ?? 0);
  const behavior = text(cost, "tax_behavior") ?? "exclusive";
  const percent = rate?.shipping ? rate.percent : 0;
  return {
    amount,
    amount_tax: taxOf(amount, percent, behavior, step),
    tax_behavior: behavior,
    tax_breakdown: breakdown(amount, percent, behavior, step),
    tax_code: "txcd_92010001",
  };
}

function taxOf(amount: number, percent: number, behavior: string, step: number): number {
  const tax = behavior === "inclusive" ? amount - amount / (1 + percent / 100) : (amount * percent) / 100;
  return Math.round(tax / step) * step;
}

function breakdown(amount: number, percent: number, behavior: string, step: number) {
  return [
    {
      amount: taxOf(amount, percent, behavior, step),
      jurisdiction: { country: "US", display_name: "Stand-in state", level: "state", state: "CA" },
      sourcing: "destination",
      tax_rate_details: {
        display_name: "Sales Tax",
        percentage_decimal: String(percent),
        tax_type: "sales_tax",
      },
      taxability_reason: percent === 0 ? "product_exempt" : "standard_rated",
      taxable_amount: percent === 0 ? 0 : amount,
    },
  ];
}

function sum(parts: readonly { readonly amount_tax: number }[]): number {
  return parts.reduce((all, { amount_tax }) => all + amount_tax, 0);
}
