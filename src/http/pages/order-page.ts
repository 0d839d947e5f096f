import type { Instant } from "../../clock.ts";
import { type Content, type Html, html, link } from "../../html.ts";
import type { Adjustment, Order, OrderLineItem } from "../../orders/order.ts";
import { type OrderLanguage, orderLanguage, totalWords } from "../../orders/order-language.ts";
import type { OrderWords } from "../../orders/order-words.ts";
import { permalinkOf } from "../../orders/permalink.ts";
import { isWithdrawal, withdrawableLines } from "../../orders/withdrawal.ts";
import { acceptedLanguages } from "../../preferred-language.ts";
import { taxPartsOf } from "../../pricing/tax-parts.ts";
import type { Shop } from "../../shop.ts";
import { languageOf } from "./checkout/language.ts";
import { type Page, policySourceOf } from "./layout.ts";
import { deliveries } from "./order-deliveries.ts";
import { progress } from "./order-progress.ts";

/**
 * What a buyer sees of an order. Who has the link sees it, so it shows what was bought and where it is, and of the
 * buyer only the name and the town it goes to.
 *
 * @param now against which links are judged that expire.
 * @param acceptLanguage what the browser asks for, where the order does not say what its buyer reads.
 */
export function orderPage(
  order: Order,
  shop: Shop,
  now: Instant,
  acceptLanguage: string | null = null,
): Page {
  const language = orderLanguage(order, shop, acceptedLanguages(acceptLanguage));
  const { words } = language;
  const title = words.order(order.number);
  const { frame } = languageOf(language.locale, null).words;
  const pictures = order.lineItems.flatMap(({ imageUrl }) => (isPicture(imageUrl) ? [imageUrl] : []));
  return {
    title,
    language: language.locale,
    frame,
    pictures,
    main: html`<h1>${title}</h1>
<p class="standing">${words.standing[order.status]}</p>
<p class="soft">${words.placed(language.day(order.createdAt), destination(order))}</p>
${progress(order, words)}
${expected(order, language)}
${deliveries(order, shop, now, language)}
<h2>${words.items}</h2>
<ul class="items">
${order.lineItems.map((line) => item(line, language))}</ul>
${bill(order, language)}
${changes(order, language)}
${withdrawal(order, shop, now, language)}${support(order, shop, words)}`,
  };
}

function item(line: OrderLineItem, { words, money }: OrderLanguage): Html {
  const { ordered, current } = line.quantity;
  const gone = ordered - current;
  // The title stands beside it: to a screen reader the picture would only say the same again.
  const picture = isPicture(line.imageUrl)
    ? html`<img src="${line.imageUrl}" alt="" width="64" height="64" loading="lazy">`
    : html`<span class="blank"></span>`;
  return html`<li>${picture}<span>${line.url === undefined ? line.title : link(line.url, line.title)}</span>
<span class="amount">${money(line.amounts.subtotal)}</span>
<span class="soft">${ordered} × ${money(line.unitPrice)}${gone === 0 ? undefined : html` · ${words.gone(gone)}`}</span></li>
`;
}

function bill(order: Order, language: OrderLanguage): Html {
  const { words, money, percent } = language;
  const { taxPart } = words;
  return html`<h2>${words.bill}</h2>
<table>
<tbody>
${order.totals.map(
  (
    total,
  ) => html`<tr${total.type === "total" ? html` class="total"` : undefined}><th scope="row">${totalWords(total, order, language)}</th><td class="amount">${money(total.amount)}</td></tr>
${taxPartsOf(total, { taxPart, percent }).map(({ words: part, amount }) => html`<tr class="part"><th scope="row">${part}</th><td class="amount">${money(amount)}</td></tr>\n`)}`,
)}</tbody>
</table>`;
}

function changes({ adjustments, lineItems }: Order, { words, money, day }: OrderLanguage): Html | undefined {
  if (adjustments.length === 0) return undefined;
  const goods = (adjustment: Adjustment) =>
    (adjustment.lineItems ?? []).flatMap(({ id, quantity }) => {
      const line = lineItems.find((each) => each.id === id);
      return line ? [`${quantity} × ${line.title}`] : [];
    });
  const inWords = (adjustment: Adjustment): Content => {
    const { type, status, amount, description } = adjustment;
    const about = goods(adjustment);
    const what = words.adjustments[type];
    const whole = amount === undefined ? what : words.adjustmentOf(what, money(amount));
    return html`${whole}, ${words.adjustmentStates[status]} <span class="soft">(${day(adjustment.occurredAt)})</span>${about.length === 0 ? undefined : html`: ${about.join(", ")}`}${description === undefined ? undefined : html`<br>${description}`}`;
  };
  return html`<h2>${words.changes}</h2>
<ul>
${adjustments.map((adjustment) => html`<li>${inWords(adjustment)}</li>\n`)}</ul>`;
}

function destination({ fulfillmentDetails }: Order): string | undefined {
  const address = fulfillmentDetails?.address;
  if (!address) return undefined;
  const town = [address.city, address.state, address.country].filter((word) => word !== "").join(", ");
  return `${address.name}, ${town}`;
}

/** While something of it is still to come. */
function expected({ estimatedDelivery, status }: Order, { words, day }: OrderLanguage): Html | undefined {
  if (!estimatedDelivery || status === "completed" || status === "canceled") return undefined;
  const earliest = day(estimatedDelivery.earliest);
  const latest = day(estimatedDelivery.latest);
  return html`<p>${earliest === latest ? words.expected(latest) : words.expectedBetween(earliest, latest)}</p>`;
}

/** Where a buyer in the EU withdraws from the contract, easy to find as long as they may. */
function withdrawal(order: Order, shop: Shop, now: Instant, { locale }: OrderLanguage): Html | undefined {
  const canWithdraw = withdrawableLines(order, now).length > 0 || order.adjustments.some(isWithdrawal);
  if (!canWithdraw) return undefined;
  const { words } = languageOf(locale, null);
  return html`<p>${link(`${permalinkOf(order, shop)}/withdraw`, words.withdrawal.link)}</p>\n`;
}

function support({ number }: Order, { support: { email } }: Shop, words: OrderWords): Html | undefined {
  if (email === undefined) return undefined;
  const subject = encodeURIComponent(words.order(number));
  return html`<h2>${words.troubleTitle}</h2>
<p>${link(`mailto:${email}?subject=${subject}`, words.writeToShop)}${words.andName(number)}</p>`;
}

function isPicture(address: string | undefined): address is string {
  return address !== undefined && policySourceOf(address) !== undefined;
}
