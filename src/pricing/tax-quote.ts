import { type Currency, type Minor, minor, scale, sum } from "../money.ts";
import type { TaxShare } from "./amounts.ts";
import type { CartToPrice, PricedCart } from "./cart.ts";
import type { Destination } from "./destination.ts";
import type { FulfillmentOption } from "./fulfillment.ts";
import { totalsOf } from "./totals.ts";

/**
 * What somebody else is asked to tax: amounts without tax, in the order of the cart's lines. Two carts with the same
 * question have the same tax.
 */
export interface TaxQuestion {
  readonly currency: Currency;
  readonly destination: Destination & { readonly lineOne?: string | undefined };
  readonly isExempt: boolean;
  readonly lines: readonly {
    readonly amount: Minor;
    readonly quantity: number;
    readonly taxClass: string;
  }[];
  /** What the chosen way of fulfillment costs. */
  readonly shipping: Minor;
}

/** A tax amount and its parts; the shares sum to it. */
export interface QuotedTax {
  readonly tax: Minor;
  readonly shares: readonly TaxShare[];
}

/** The answer to a {@link TaxQuestion}. */
export interface TaxQuote {
  /** What whoever computed it calls it, to be named when it is paid. */
  readonly calculation: string;
  readonly lines: readonly QuotedTax[];
  readonly shipping: QuotedTax;
}

/** Somebody who computes tax. Not to be asked in a write job. */
export interface TaxSource {
  /**
   * Answers within its deadline and never throws; `undefined` when there is no answer that could be used.
   *
   * @param mayAsk is asked before somebody outside is: what is known already costs no question.
   */
  quote(question: TaxQuestion, mayAsk?: () => boolean): Promise<TaxQuote | undefined>;
}

/**
 * What to ask about a cart as our own table prices it; nothing where nothing is taxed yet, and not of goods that are
 * fetched: they are taxed where the shop is, which our table knows.
 *
 * @param lineOne of the address, so that the tax of its very street can be found.
 */
export function taxQuestionOf(
  cart: CartToPrice,
  priced: PricedCart,
  lineOne: string | undefined,
): TaxQuestion | undefined {
  const selected = selectedOption(priced);
  if (!cart.destination || cart.lines.length === 0 || selected?.type === "pickup") return undefined;
  return {
    currency: cart.currency,
    destination: { ...cart.destination, lineOne },
    isExempt: cart.taxExempt ?? false,
    lines: cart.lines.map(({ quantity, taxClass }, index) => ({
      amount: lineAt(priced.lines, index).amounts.subtotal,
      quantity,
      taxClass,
    })),
    shipping: selected?.amounts.subtotal ?? minor(0),
  };
}

/** A question's name: the same for the same question. */
export function taxQuestionFingerprint(question: TaxQuestion): string {
  return new Bun.CryptoHasher("sha256").update(JSON.stringify(question)).digest("base64url");
}

/**
 * The cart with the quoted tax in place of our table's, and the bill added up anew. Ways of fulfillment that are not
 * chosen are taxed in proportion to the one that is: what they are shown with is an estimate until they are.
 */
export function withQuotedTax(priced: PricedCart, quote: TaxQuote): PricedCart {
  const lines = priced.lines.map((line, index) => {
    const { tax, shares } = lineAt(quote.lines, index);
    return {
      ...line,
      amounts: { ...line.amounts, tax, total: minor(line.amounts.subtotal + tax) },
      taxes: shares,
    };
  });
  const chosen = selectedOption(priced);
  const options = priced.options.map((option) => withShippingTax(option, chosen, quote.shipping.tax));
  const selected = options.find(({ id }) => id === chosen?.id);
  return {
    ...priced,
    lines,
    options,
    totals: totalsOf({
      lines,
      selected: selected && { ...selected, taxes: quote.shipping.shares },
      taxNote: priced.totals.find(({ type }) => type === "tax")?.description,
    }),
  };
}

function withShippingTax(
  option: FulfillmentOption,
  chosen: FulfillmentOption | undefined,
  chosenTax: Minor,
): FulfillmentOption {
  const { subtotal } = option.amounts;
  const basis = chosen?.amounts.subtotal ?? 0;
  if (option.id !== chosen?.id && basis === 0) return option;
  const tax = option.id === chosen?.id ? chosenTax : scale(subtotal, chosenTax, basis);
  return { ...option, amounts: { subtotal, tax, total: minor(subtotal + tax) } };
}

function selectedOption({ options, selections }: PricedCart): FulfillmentOption | undefined {
  return options.find(({ id }) => selections.some(({ optionId }) => optionId === id));
}

function lineAt<Line>(lines: readonly Line[], index: number): Line {
  const line = lines[index];
  if (line === undefined) throw new Error("tax is asked and answered for every line of the cart");
  return line;
}

/** Whether an answer fits its question: it is for as many lines, and its parts sum to it. */
export function isWhole(quote: TaxQuote, question: TaxQuestion): boolean {
  const parts = [...quote.lines, quote.shipping];
  return (
    quote.lines.length === question.lines.length &&
    parts.every(({ tax, shares }) => tax >= 0 && sum(shares.map(({ amount }) => amount)) === tax)
  );
}
