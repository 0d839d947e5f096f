import type { CheckoutSession, Message } from "../../../checkout/session.ts";
import type { RejectionReason } from "../../../pricing/discount.ts";
import type { Presentation } from "./presentation.ts";
import type { CheckoutWords } from "./words.ts";

/** Where on the page something is said. */
export type MessageSpot =
  | { readonly at: "line"; readonly index: number }
  | { readonly at: "address" | "delivery" | "code" | "page" };

/** What the page says of a session, where. Error: it keeps the order from being paid. */
export interface PageMessage {
  readonly spot: MessageSpot;
  readonly words: string;
  readonly isError: boolean;
}

/**
 * What a session's messages are to the buyer, who reads them where they can mend it. The messages themselves speak to
 * agents, in English. What the form asks for anyway is left out.
 */
export function pageMessages(
  session: Pick<CheckoutSession, "lineItems" | "messages">,
  presentation: Pick<Presentation, "words" | "money">,
): readonly PageMessage[] {
  return session.messages.flatMap((message) => {
    const said = ofLine(message, session, presentation) ?? ofPage(message, presentation.words);
    return said ? [{ ...said, isError: message.type === "error" }] : [];
  });
}

type Said = Pick<PageMessage, "spot" | "words">;

function ofLine(
  message: Message,
  { lineItems }: Pick<CheckoutSession, "lineItems">,
  { words: { messages }, money }: Pick<Presentation, "words" | "money">,
): Said | undefined {
  if (message.type === "info" || message.place?.at !== "line_item") return undefined;
  const { index } = message.place;
  const line = lineItems[index];
  if (!line) return undefined;
  const { title, availability, unitPrice, maxQuantity = 0 } = line;
  const said = (words: string): Said => ({ spot: { at: "line", index }, words });
  switch (message.code) {
    case "out_of_stock":
      return said(
        availability.available
          ? messages.onlyLeft(availability.available, title)
          : messages.outOfStock(title),
      );
    case "low_stock":
    case "limited_availability":
      return said(messages.fewLeft(availability.available ?? line.quantity, title));
    case "shipping_delay":
      return said(messages.backorder(title));
    case "price_change":
      return said(messages.priceNow(title, money(unitPrice)));
    case "quantity_exceeded":
      return said(messages.atMost(maxQuantity, title));
    case "age_verification_required":
      return said(messages.ageRestricted(title));
    default:
      return undefined;
  }
}

function ofPage(message: Message, { messages, codes }: CheckoutWords): Said | undefined {
  const { place } = message;
  const on = (at: Exclude<MessageSpot["at"], "line">, words: string): Said => ({ spot: { at }, words });
  if (message.type === "info") {
    if (place?.at === "fulfillment_option") return on("delivery", messages.optionGone);
    if (place?.at === "buyer") return on("page", messages.taxCharged);
    return place === undefined ? on("page", messages.notPaid) : undefined;
  }
  switch (place?.at) {
    case "fulfillment_option":
      return on("delivery", message.type === "error" ? messages.noFreightPrice : messages.standardRates);
    case "fulfillment_address":
      if (message.code === "missing") return undefined;
      return message.type === "error"
        ? on("address", messages.notDelivered)
        : on("address", messages.estimatedTax);
    case "fulfillment_groups":
      return on("address", messages.oneAddress);
    case "discount_code":
      return isRejection(message.code) ? on("code", codes[codeWords[message.code]]) : undefined;
    default:
      break;
  }
  switch (message.code) {
    case "minimum_not_met":
      return on("page", messages.minimum);
    case "payment_declined":
      return on("page", messages.declined);
    case "expiring_promotion":
      return undefined;
    default:
      return message.type === "error" ? on("page", messages.other) : undefined;
  }
}

/** How each reason is put to a buyer. */
const codeWords: Readonly<Record<RejectionReason, keyof CheckoutWords["codes"]>> = {
  discount_code_expired: "expired",
  discount_code_invalid: "invalid",
  discount_code_already_applied: "combination",
  discount_code_combination_disallowed: "combination",
  discount_code_minimum_not_met: "minimum",
  discount_code_user_not_logged_in: "ineligible",
  discount_code_user_ineligible: "ineligible",
  discount_code_usage_limit_reached: "used",
};

function isRejection(code: string): code is RejectionReason {
  return Object.hasOwn(codeWords, code);
}
