import type { Books, TaxTransaction } from "./books.ts";
import type { Endpoint } from "./endpoint.ts";
import type { FormParameters } from "./form-body.ts";
import { list, required, text } from "./parameters.ts";
import { invalidRequest, noSuch } from "./problem.ts";

/**
 * Stripe's tax transactions. Rules: docs.stripe.com/api/tax/transactions/create_from_calculation and …/create_reversal
 * (the calculation has not expired, which it does after ninety days; a reference is used once, reversals included; a
 * partial reversal says an amount, which is negative), and docs.stripe.com/tax/custom (no more than was sold is
 * reversed, and no reversal is).
 */
export const taxTransactionEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/tax/transactions/create_from_calculation",
    parameters: {
      calculation: "text",
      expand: ["text"],
      metadata: "open",
      posted_at: "integer",
      reference: "text",
    },
    answer({ books }, _, parameters) {
      const id = required(parameters, "calculation");
      const calculation = books.taxCalculations.get(id);
      if (!calculation)
        throw invalidRequest(`No such calculation: '${id}'`, "calculation", "resource_missing");
      if (calculation.expires_at <= books.now())
        throw invalidRequest(`The calculation '${id}' has expired.`, "calculation");
      return keep(books, {
        id: books.id("tax"),
        reference: unusedReference(books, parameters),
        calculation: id,
        amount: calculation.amount_total,
        currency: calculation.currency,
        original: undefined,
      });
    },
  },
  {
    method: "POST",
    path: "/v1/tax/transactions/create_reversal",
    parameters: {
      expand: ["text"],
      flat_amount: "integer",
      line_items: [
        { amount: "integer", amount_tax: "integer", original_line_item: "text", reference: "text" },
      ],
      metadata: "open",
      mode: "text",
      original_transaction: "text",
      reference: "text",
      shipping_cost: { amount: "integer", amount_tax: "integer" },
    },
    answer({ books }, _, parameters) {
      const id = required(parameters, "original_transaction");
      const original = books.taxTransactions.get(id);
      if (!original)
        throw invalidRequest(`No such transaction: '${id}'`, "original_transaction", "resource_missing");
      if (original.original) throw invalidRequest("A reversal cannot be reversed.", "original_transaction");
      return keep(books, {
        id: books.id("tax"),
        reference: unusedReference(books, parameters),
        calculation: undefined,
        amount: reversedAmount(books, original, parameters),
        currency: original.currency,
        original: original.id,
      });
    },
  },
  {
    method: "GET",
    path: "/v1/tax/transactions/:id",
    parameters: { expand: ["text"] },
    answer({ books }, id) {
      const transaction = books.taxTransactions.get(id);
      if (!transaction) throw noSuch("transaction", id);
      return object(transaction, books);
    },
  },
];

/** What stands in the books for a sale by now: the amount with tax, less what was reversed. */
export function bookedAmount(books: Books, { id, amount }: TaxTransaction): number {
  return [...books.taxTransactions.values()]
    .filter(({ original }) => original === id)
    .reduce((left, reversal) => left + reversal.amount, amount);
}

/** Negative. */
function reversedAmount(books: Books, original: TaxTransaction, parameters: FormParameters): number {
  const left = bookedAmount(books, original);
  const mode = required(parameters, "mode");
  if (mode === "full") {
    if (left !== original.amount)
      throw invalidRequest(`The transaction '${original.id}' is reversed in part already.`, "mode");
    return -left;
  }
  if (mode !== "partial") throw invalidRequest(`Invalid mode: must be one of full or partial`, "mode");
  if (list(parameters, "line_items").length > 0)
    throw invalidRequest("The stand-in reverses flat amounts only.", "line_items");
  const flat = text(parameters, "flat_amount");
  if (flat === undefined)
    throw invalidRequest("Missing required param: flat_amount.", "flat_amount", "parameter_missing");
  const amount = Number(flat);
  if (amount >= 0) throw invalidRequest("flat_amount must be negative.", "flat_amount");
  if (-amount > left)
    throw invalidRequest("The amount is greater than what is left of the transaction.", "flat_amount");
  return amount;
}

function unusedReference(books: Books, parameters: FormParameters): string {
  const reference = required(parameters, "reference");
  if ([...books.taxTransactions.values()].some((known) => known.reference === reference))
    throw invalidRequest(`A transaction with the reference '${reference}' exists already.`, "reference");
  return reference;
}

function keep(books: Books, transaction: TaxTransaction): object {
  books.taxTransactions.set(transaction.id, transaction);
  return object(transaction, books);
}

function object({ id, reference, currency, original }: TaxTransaction, books: Books): object {
  return {
    id,
    object: "tax.transaction",
    created: books.now(),
    currency,
    livemode: false,
    metadata: {},
    posted_at: books.now(),
    reference,
    reversal: original === undefined ? null : { original_transaction: original },
    tax_date: books.now(),
    type: original === undefined ? "transaction" : "reversal",
  };
}
