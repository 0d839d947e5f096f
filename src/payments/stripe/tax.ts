import type { Stripe } from "stripe";
import { type Clock, HOUR, passedSince, SECOND, type Tick } from "../../clock.ts";
import { type PartsPerMillion, sum, ZERO } from "../../money.ts";
import type { TaxShare } from "../../pricing/amounts.ts";
import { EXEMPT_CLASS } from "../../pricing/tax.ts";
import {
  isWhole,
  type QuotedTax,
  type TaxQuestion,
  type TaxQuote,
  type TaxSource,
  taxQuestionFingerprint,
} from "../../pricing/tax-quote.ts";
import { fromStripe, isWholeForUs, type StripeAmount, toStripe } from "./amounts.ts";
import { connectToStripe, type StripeConnection, type StripeSettings } from "./connection.ts";
import type { StripeTaxSettings } from "./tax-settings.ts";

export interface StripeTaxSurroundings {
  readonly clock: Clock;
  /** Where goods are sent from. */
  readonly origin: {
    readonly country: string;
    readonly state: string;
    readonly city: string;
    readonly postalCode: string;
  };
  /** Hears that there was no answer, and why. */
  readonly failed: (why: string) => void;
  /** How long a buyer waits, ms; a test may have less time. */
  readonly deadline?: number | undefined;
  readonly connection?: StripeConnection | undefined;
}

/** How long a buyer waits for the tax, ms. */
const DEADLINE = 1.5 * SECOND;
/** How long an answer is used again for the same question, ms. Stripe keeps its calculations for ninety days. */
const KEPT_FOR = 6 * HOUR;
const MOST_KEPT = 2_000;

/** Stripe's code for what is never taxed. */
const NOT_TAXED = "txcd_00000000";

/**
 * Tax by Stripe. Answers are kept by what was asked, so that a change that leaves amounts and address alone asks nobody;
 * equal questions at the same time are asked once. The answer's calculation is booked by Stripe with the payment.
 */
export function createStripeTax(
  settings: StripeSettings,
  { codes }: StripeTaxSettings,
  surroundings: StripeTaxSurroundings,
): TaxSource {
  const { clock, origin, failed, deadline = DEADLINE } = surroundings;
  const { stripe, call } = surroundings.connection ?? connectToStripe(settings);
  const kept = new Map<string, { readonly quote: TaxQuote; readonly since: Tick }>();
  const underWay = new Map<string, Promise<TaxQuote | undefined>>();

  async function ask(question: TaxQuestion): Promise<TaxQuote | undefined> {
    const answer = await call(
      (options) => stripe.tax.calculations.create(parametersOf(question, codes, origin), options),
      deadline,
      (made) => made.object === "tax.calculation",
    );
    if (!answer.ok) {
      failed(answer.error instanceof Error ? answer.error.name : "unknown");
      return undefined;
    }
    const quote = quoteOf(answer.result);
    if (quote && isWhole(quote, question)) return quote;
    failed("the answer does not fit the question");
    return undefined;
  }

  function keep(name: string, quote: TaxQuote): void {
    for (const oldest of kept.keys()) {
      if (kept.size < MOST_KEPT) break;
      kept.delete(oldest);
    }
    kept.set(name, { quote, since: clock.tick() });
  }

  return {
    async quote(question, mayAsk = () => true) {
      const name = taxQuestionFingerprint(question);
      const known = kept.get(name);
      if (known && passedSince(known.since, clock) < KEPT_FOR) return known.quote;
      kept.delete(name);
      const running = underWay.get(name);
      if (running) return running;
      if (!mayAsk()) return undefined;
      const asking = ask(question).finally(() => underWay.delete(name));
      underWay.set(name, asking);
      const quote = await asking;
      if (quote) keep(name, quote);
      return quote;
    },
  };
}

function parametersOf(
  { currency, destination, isExempt, lines, shipping }: TaxQuestion,
  codes: StripeTaxSettings["codes"],
  origin: StripeTaxSurroundings["origin"],
) {
  const codeOf = (taxClass: string) => (taxClass === EXEMPT_CLASS ? NOT_TAXED : codes[taxClass]);
  return {
    currency,
    line_items: lines.map(({ amount, quantity, taxClass }, index) => {
      const code = codeOf(taxClass);
      return {
        amount: toStripe(amount, currency),
        quantity,
        reference: String(index),
        tax_behavior: "exclusive" as const,
        ...(code !== undefined && { tax_code: code }),
      };
    }),
    shipping_cost: { amount: toStripe(shipping, currency), tax_behavior: "exclusive" },
    customer_details: {
      address: {
        country: destination.country,
        state: destination.state,
        city: destination.city,
        postal_code: destination.postalCode,
        ...(destination.lineOne !== undefined && { line1: destination.lineOne }),
      },
      address_source: "shipping" as const,
      ...(isExempt && { taxability_override: "customer_exempt" as const }),
    },
    ship_from_details: {
      address: {
        country: origin.country,
        state: origin.state,
        city: origin.city,
        postal_code: origin.postalCode,
      },
    },
    expand: ["line_items"],
  } satisfies Stripe.Tax.CalculationCreateParams & {
    line_items: { amount: StripeAmount }[];
    shipping_cost: { amount: StripeAmount };
  };
}

function quoteOf(calculation: Stripe.Tax.Calculation): TaxQuote | undefined {
  const { id, currency, line_items: lines, shipping_cost: shipping } = calculation;
  // A list that goes on, of an order with very many lines, is as good as none.
  if (typeof id !== "string" || !lines || lines.has_more) return undefined;
  // Rounded, the tax would not be the one that Stripe books with the payment.
  const taxed = shipping ? [...lines.data, shipping] : lines.data;
  if (!taxed.every(({ amount_tax }) => isWholeForUs(amount_tax, currency))) return undefined;
  const sorted = [...lines.data].sort((one, other) => Number(one.reference) - Number(other.reference));
  return {
    calculation: id,
    lines: sorted.map((line) => taxOf(line, currency)),
    shipping: shipping ? taxOf(shipping, currency) : { tax: ZERO, shares: [] },
  };
}

interface Taxed {
  readonly amount_tax: number;
  readonly tax_breakdown?: readonly Breakdown[] | null | undefined;
}

interface Breakdown {
  readonly amount: number;
  readonly jurisdiction: { readonly display_name: string };
  readonly tax_rate_details: { readonly display_name: string; readonly percentage_decimal: string } | null;
}

/** One share is the tax of one jurisdiction; what has no parts, or parts that do not sum to it, is one share. */
function taxOf({ amount_tax, tax_breakdown }: Taxed, currency: string): QuotedTax {
  const tax = fromStripe(amount_tax, currency);
  const shares = (tax_breakdown ?? [])
    .filter(({ amount }) => amount > 0)
    .map((part) => shareOf(part, currency));
  const isSum = sum(shares.map(({ amount }) => amount)) === tax;
  if (isSum) return { tax, shares };
  return { tax, shares: [{ jurisdiction: "Tax", rate: 0 as PartsPerMillion, amount: tax }] };
}

function shareOf({ amount, jurisdiction, tax_rate_details: details }: Breakdown, currency: string): TaxShare {
  const percent = Number(details?.percentage_decimal ?? 0);
  return {
    jurisdiction: [jurisdiction.display_name, details?.display_name].filter(Boolean).join(" "),
    rate: Math.round(percent * 10_000) as PartsPerMillion,
    amount: fromStripe(amount, currency),
  };
}
