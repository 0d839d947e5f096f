import { type OrderLanguage, wordsFor } from "../orders/order-language.ts";
import type { OrderMailWords } from "../orders/order-words.ts";
import type { Shop } from "../shop.ts";
import { asHtml, asText, inLines, type Letter } from "./letter.ts";
import type { Mail } from "./mail.ts";

/** Who writes, and where the merchant wants to hear of orders and problem. */
export interface MailTerms {
  readonly shop: Shop;
  /** Absent: the merchant gets no mail. */
  readonly ordersTo?: string | undefined;
}

/** The terms of a shop that can send mail; `undefined` for one that cannot: then none is ever written. */
export function mailTermsOf(settings: {
  readonly shop: Shop;
  readonly smtpUrl?: string | undefined;
  readonly orderEmailTo?: string | undefined;
}): MailTerms | undefined {
  if (settings.smtpUrl === undefined) return undefined;
  return { shop: settings.shop, ordersTo: settings.orderEmailTo };
}

/** A letter to somebody, both ways of it; in English unless told. */
export function compose(
  { shop }: MailTerms,
  key: string,
  to: string,
  subject: string,
  letter: Omit<Letter, "footer" | "language">,
  { words, locale }: Pick<OrderLanguage, "words" | "locale"> = wordsFor(undefined),
): Mail {
  const language = locale.split("-")[0];
  const whole = inLines({ ...letter, language, footer: footerOf(shop, words.mail) });
  return { key, to, subject, text: asText(whole), html: asHtml(whole, subject) };
}

/** The sender: the shop by name, at the address where it wants answers. */
export function senderOf({ shop, ordersTo }: MailTerms): { readonly name: string; readonly address: string } {
  const { hostname } = new URL(shop.publicBaseUrl);
  return { name: shop.name, address: shop.support.email ?? ordersTo ?? `orders@${hostname}` };
}

function footerOf({ name, support }: Shop, { questions }: OrderMailWords): string[] {
  const help = [support.email, support.phone, support.helpCenterUrl].filter((way) => way !== undefined);
  return [name, ...(help.length === 0 ? [] : [`${questions} ${help.join(" · ")}`])];
}
