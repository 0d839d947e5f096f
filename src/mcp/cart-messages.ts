import type { Message } from "../checkout/session.ts";
import { languageOf } from "../http/pages/checkout/language.ts";
import { pageMessages } from "../http/pages/checkout/messages.ts";
import { formatForPeople, type Minor } from "../money.ts";
import type { Shop } from "../shop.ts";
import { type AdvisedMessage, quoted } from "./read-aloud.ts";
import { widgetLanguages } from "./widgets/widget-words.ts";

/** A cart's lines and messages, and the codes that these speak of. */
export interface SaidOfCart extends Pick<Parameters<typeof pageMessages>[0], "lineItems"> {
  readonly messages: readonly Message[];
  readonly codes: readonly string[];
}

/** A cart's messages in every language of the widgets, as the buyers' pages have them; nothing where there is none. */
export function messagesForBuyers(
  said: SaidOfCart,
  shop: Pick<Shop, "currency">,
): Readonly<Record<string, readonly string[]>> | undefined {
  if (said.messages.length === 0) return undefined;
  const byLanguage = widgetLanguages.map(({ language }) => {
    const words = said.messages.flatMap((message) => wordsOf(message, said, shop, language) ?? []);
    return [language, [...new Set(words)]] as const;
  });
  return Object.fromEntries(byLanguage);
}

/**
 * A cart's messages for an assistant without a key. The messages themselves tell an agent to update its session, which
 * these have none of: buyers' words say what is the matter, and what comes next is said of the tools there are.
 */
export function messagesForAssistants(
  said: SaidOfCart,
  shop: Pick<Shop, "currency">,
): readonly AdvisedMessage[] {
  const lineItems = said.lineItems.map((line) => ({ ...line, title: quoted(line.title) }));
  const quotedSaid = { ...said, lineItems };
  const advised = said.messages.flatMap((message) => {
    const next = nextAfter(message);
    if (message.place?.at === "line_items" && message.type === "error" && message.code === "not_found")
      return { forBuyer: message.content, next };
    const words = wordsOf(message, quotedSaid, shop, "en");
    if (words === undefined) return [];
    const code = codeOf(message, said);
    return { forBuyer: code === undefined ? words : `${quoted(code)}: ${words}`, next };
  });
  return [...new Map(advised.map((each) => [each.forBuyer, each])).values()];
}

function wordsOf(
  message: Message,
  { lineItems }: SaidOfCart,
  { currency }: Pick<Shop, "currency">,
  language: string,
): string | undefined {
  const { words, locale } = languageOf(language, null);
  const money = (amount: Minor) => formatForPeople(amount, currency, locale);
  return pageMessages({ lineItems, messages: [message] }, { words, money })[0]?.words;
}

function codeOf({ place }: Message, { codes }: SaidOfCart): string | undefined {
  return place?.at === "discount_code" ? codes[place.index] : undefined;
}

/** What an assistant calls to mend what an error says. Warnings and notes need no call. */
function nextAfter(message: Message): string | undefined {
  const { place, type } = message;
  if (place?.at === "discount_code")
    return "Check the code with the buyer; call update_cart with another one, or with an empty one to take it out.";
  if (type !== "error") return undefined;
  switch (place?.at) {
    case "line_items":
      return message.code === "not_found"
        ? "Find its variant id with search_products, then call update_cart with all lines."
        : "Find more with search_products, then call update_cart with all lines.";
    case "line_item":
      return "Call update_cart with all lines, and without this one or with fewer of it; search_products finds what there is instead.";
    case "fulfillment_address":
      return "Ask the buyer for another address, and call update_cart with its country and postal code.";
    case "fulfillment_option":
      return "Call update_cart with the same arguments in a minute.";
    default:
      return undefined;
  }
}
