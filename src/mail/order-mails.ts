import type { Address } from "../address.ts";
import type { Log } from "../log.ts";
import type {
  Adjustment,
  EstimatedDelivery,
  Fulfillment,
  LineItemReference,
  Order,
} from "../orders/order.ts";
import { type OrderLanguage, orderLanguage, totalWords } from "../orders/order-language.ts";
import type { OrderMailWords } from "../orders/order-words.ts";
import { permalinkOf } from "../orders/permalink.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import { isWithdrawal } from "../orders/withdrawal.ts";
import type { OutboxEvent } from "../outbox/event.ts";
import type { FulfillmentWay } from "../pricing/fulfillment.ts";
import { taxPartsOf } from "../pricing/tax-parts.ts";
import { unreachable } from "../problem.ts";
import { compose, type MailTerms } from "./compose.ts";
import type { Part, TableRow } from "./letter.ts";
import type { Mail } from "./mail.ts";

/**
 * How an order's events are told by mail: not at all by a shop that cannot send any.
 *
 * @param recorded called once an event is committed, with the mails it called for.
 */
export function orderNotifications(
  terms: MailTerms | undefined,
  log: Pick<Log, "error">,
  recorded: () => void = () => {},
): OrderNotifications {
  return {
    mailsOf: terms ? (event) => mailsOf(event, terms) : () => [],
    recorded,
    mailsFailed: ({ id }, error) =>
      log.error("the mails of an order could not be written", { eventId: id, error }),
  };
}

/**
 * Every mail that an event of an order calls for, to the buyer and to the merchant. An order says the same again with
 * each later event; the keys see to it that nobody reads it twice.
 */
export function mailsOf({ type, order }: OutboxEvent, terms: MailTerms): Mail[] {
  const placed = type === "order_create" ? [confirmed(order, terms), newOrder(order, terms)] : [];
  const handedOver = order.fulfillments.map((fulfillment) => handedOverMail(order, fulfillment, terms));
  const refunds = order.adjustments.map((adjustment) => refunded(order, adjustment, terms));
  const withdrawals = order.adjustments
    .filter(isWithdrawal)
    .flatMap((adjustment) => withdrawalMails(order, adjustment, terms));
  return [...placed, ...handedOver, ...refunds, ...withdrawals].filter((mail) => mail !== undefined);
}

/** Where the buyer reads mail: what they gave for themselves, else for the parcel. */
function buyersAddress(order: Order): string | undefined {
  return order.buyer?.email ?? order.fulfillmentDetails?.email;
}

function confirmed(order: Order, terms: MailTerms): Mail | undefined {
  const to = buyersAddress(order);
  if (to === undefined) return undefined;
  const language = orderLanguage(order, terms.shop);
  const { mail } = language.words;
  const { number } = order;
  const isShipped = order.lineItems.some((line) => line.requiresShipping);
  const letter = {
    heading: mail.thanks(order.buyer?.firstName ?? order.buyer?.fullName),
    parts: [
      ...paragraph([mail.confirmed(number), ...(isShipped ? [mail.weWriteAgain] : [])].join(" ")),
      { kind: "table" as const, rows: billOf(order, language) },
      ...(isShipped ? addressOf(order, mail.shipTo) : []),
      ...arrival(order.estimatedDelivery, language),
      pageOf(order, terms, mail.seeOrder),
    ],
  };
  const subject = mail.confirmedSubject(number, terms.shop.name);
  return compose(terms, `confirmed:${order.id}`, to, subject, letter, language);
}

function newOrder(order: Order, terms: MailTerms): Mail | undefined {
  if (terms.ordersTo === undefined) return undefined;
  const language = merchantLanguage(order, terms);
  const total = order.totals.find((row) => row.type === "total");
  const amount = total === undefined ? "" : ` · ${language.money(total.amount)}`;
  return compose(terms, `new_order:${order.id}`, terms.ordersTo, `New order ${order.number}${amount}`, {
    heading: `Order ${order.number}`,
    parts: [
      { kind: "table", rows: billOf(order, language) },
      { kind: "lines", title: "Buyer", lines: buyerLines(order) },
      ...addressOf(order, "Ship to"),
      ...(order.orderNotes === undefined
        ? []
        : [{ kind: "lines" as const, title: "Notes", lines: order.orderNotes.split("\n") }]),
      pageOf(order, terms, "See your order"),
    ],
  });
}

/** Acknowledges a withdrawal to the buyer, with its content and time as the law asks, and tells the merchant of it. */
function withdrawalMails(
  order: Order,
  adjustment: Adjustment,
  terms: MailTerms,
): readonly (Mail | undefined)[] {
  return [withdrawalAcknowledged(order, adjustment, terms), withdrawalNotice(order, adjustment, terms)];
}

function withdrawalAcknowledged(
  order: Order,
  { id, occurredAt, lineItems = [] }: Adjustment,
  terms: MailTerms,
): Mail | undefined {
  const to = buyersAddress(order);
  if (to === undefined) return undefined;
  const language = orderLanguage(order, terms.shop);
  const { mail } = language.words;
  const letter = {
    heading: mail.withdrawalHeading,
    parts: [
      ...paragraph(mail.withdrawn(order.number, language.moment(occurredAt))),
      { kind: "lines" as const, title: mail.withdrawnFrom, lines: linesOf(order, lineItems) },
      pageOf(order, terms, mail.seeOrder),
    ],
  };
  return compose(terms, `withdrawal:${id}`, to, mail.withdrawalSubject(order.number), letter, language);
}

function withdrawalNotice(
  order: Order,
  { id, occurredAt, lineItems = [] }: Adjustment,
  terms: MailTerms,
): Mail | undefined {
  if (terms.ordersTo === undefined) return undefined;
  const moment = merchantLanguage(order, terms).moment(occurredAt);
  return compose(terms, `withdrawal_notice:${id}`, terms.ordersTo, `Withdrawal from order ${order.number}`, {
    heading: `The buyer of order ${order.number} has withdrawn`,
    parts: [
      ...paragraph(
        `It came on ${moment} and was acknowledged. Take the goods back, or cancel what has not left, and pay back within 14 days.`,
      ),
      { kind: "lines", title: "Withdrawn from", lines: linesOf(order, lineItems) },
      pageOf(order, terms, "See your order"),
    ],
  });
}

/** Merchants are written to in English, whatever their buyers read. */
function merchantLanguage({ currency }: Order, { shop }: MailTerms): OrderLanguage {
  return orderLanguage({ currency }, shop);
}

/** What a fulfillment tells its buyer once it is on its way, waits to be picked up, or can be downloaded. */
function handedOverMail(order: Order, fulfillment: Fulfillment, terms: MailTerms): Mail | undefined {
  const to = buyersAddress(order);
  const language = orderLanguage(order, terms.shop);
  const letter = to === undefined ? undefined : handedOverWords(order, fulfillment, language);
  if (to === undefined || letter === undefined) return undefined;
  const { mail } = language.words;
  // Goods that waited for their buyer may be sent after all: that is news of its own.
  const told = fulfillment.status === "ready_for_pickup" ? "ready_for_pickup" : "shipped";
  const whole = {
    heading: letter.heading,
    parts: [
      ...letter.parts,
      { kind: "lines" as const, title: mail.inIt, lines: linesOf(order, fulfillment.lineItems) },
      pageOf(order, terms, mail.seeOrder),
    ],
  };
  return compose(terms, `${told}:${fulfillment.id}`, to, letter.heading, whole, language);
}

function handedOverWords(
  order: Order,
  fulfillment: Fulfillment,
  language: OrderLanguage,
): { readonly heading: string; readonly parts: readonly Part[] } | undefined {
  const { mail } = language.words;
  const { number } = order;
  switch (fulfillment.status) {
    case "pending":
    case "processing":
    case "canceled":
    case "failed":
      return undefined;
    case "ready_for_pickup":
      return {
        heading: mail.readyHeading(number),
        parts: [...paragraph(fulfillment.description), ...pickupAt(order.delivery, mail)],
      };
    case "shipped":
    case "in_transit":
    case "out_for_delivery":
      return { heading: mail.onItsWayHeading(number), parts: parcelOf(fulfillment, language) };
    case "delivered":
      return fulfillment.type === "digital"
        ? { heading: mail.downloadHeading(number), parts: downloadOf(fulfillment, language) }
        : undefined;
    default:
      return unreachable(fulfillment.status);
  }
}

/** Where the buyer has to come. */
function pickupAt(way: FulfillmentWay | undefined, { where }: OrderMailWords): Part[] {
  if (way?.type !== "pickup") return [];
  const { name, address, phone, instructions } = way.location;
  const lines = present([name, ...linesOfPlace(address), phone, instructions]);
  return [{ kind: "lines", title: where, lines }];
}

function parcelOf(
  { carrier, trackingNumber, trackingUrl, estimatedDelivery }: Fulfillment,
  language: OrderLanguage,
): Part[] {
  const { followParcel, mail } = language.words;
  const said = [
    mail.parcelLeft,
    carrier === undefined ? undefined : mail.carrier(carrier),
    trackingNumber === undefined ? undefined : mail.trackingNumber(trackingNumber),
  ];
  return [
    ...paragraph(present(said).join(" ")),
    ...arrival(estimatedDelivery, language),
    ...(trackingUrl === undefined
      ? []
      : [{ kind: "link" as const, words: followParcel, address: trackingUrl }]),
  ];
}

function downloadOf({ digitalDelivery }: Fulfillment, { words, day }: OrderLanguage): Part[] {
  const { accessUrl, licenseKey, expiresAt } = digitalDelivery ?? {};
  return [
    ...(accessUrl === undefined
      ? []
      : [{ kind: "link" as const, words: words.download, address: accessUrl }]),
    ...paragraph(licenseKey === undefined ? undefined : words.mail.licenseKey(licenseKey)),
    ...paragraph(expiresAt === undefined ? undefined : words.mail.linkUntil(day(expiresAt))),
  ];
}

/** Money that has really gone back. */
function refunded(order: Order, adjustment: Adjustment, terms: MailTerms): Mail | undefined {
  const to = buyersAddress(order);
  const { type, status, amount, lineItems = [], description } = adjustment;
  if (to === undefined || type !== "refund" || status !== "completed" || amount === undefined)
    return undefined;
  const language = orderLanguage(order, terms.shop);
  const { mail } = language.words;
  const money = language.money(amount);
  const letter = {
    heading: mail.refundedHeading(money),
    parts: [
      ...paragraph(mail.refunded(money, order.number)),
      ...paragraph(description),
      ...(lineItems.length === 0
        ? []
        : [{ kind: "lines" as const, title: mail.refundedFor, lines: linesOf(order, lineItems) }]),
      pageOf(order, terms, mail.seeOrder),
    ],
  };
  const subject = mail.refundedSubject(money, order.number);
  return compose(terms, `refunded:${adjustment.id}`, to, subject, letter, language);
}

function billOf(order: Order, language: OrderLanguage): TableRow[] {
  const {
    money,
    percent,
    words: { taxPart },
  } = language;
  const reductions: ReadonlySet<string> = new Set(["items_discount", "discount", "store_credit"]);
  return [
    ...order.lineItems.map((line) => ({
      words: `${line.quantity.ordered} × ${line.title}`,
      amount: money(line.amounts.base),
    })),
    ...order.totals
      .filter(
        ({ type, amount: zeroOrMore }) =>
          type !== "items_base_amount" && (zeroOrMore > 0 || type === "total"),
      )
      .flatMap((row) => [
        {
          words: totalWords(row, order, language),
          amount: reductions.has(row.type) ? `-${money(row.amount)}` : money(row.amount),
          isStrong: row.type === "total",
        },
        ...taxPartsOf(row, { taxPart, percent }).map((part) => ({
          words: part.words,
          amount: money(part.amount),
        })),
      ]),
  ];
}

function linesOf(order: Order, references: readonly LineItemReference[]): string[] {
  return references.flatMap(({ id, quantity }) => {
    const line = order.lineItems.find((candidate) => candidate.id === id);
    return line === undefined ? [] : [`${quantity} × ${line.title}`];
  });
}

function buyerLines({ buyer, fulfillmentDetails }: Order): string[] {
  return present([
    buyer?.fullName ?? present([buyer?.firstName, buyer?.lastName]).join(" "),
    buyer?.email ?? fulfillmentDetails?.email,
    buyer?.phoneNumber ?? fulfillmentDetails?.phoneNumber,
  ]);
}

function addressOf({ fulfillmentDetails }: Order, title: string): Part[] {
  const address = fulfillmentDetails?.address;
  if (!address) return [];
  const lines = present([address.name, address.company, ...linesOfPlace(address)]);
  return [{ kind: "lines", title, lines }];
}

function linesOfPlace({ lineOne, lineTwo, city, state, postalCode, country }: Address) {
  return [lineOne, lineTwo, present([city, state, postalCode]).join(" "), country];
}

function pageOf(order: Order, { shop }: MailTerms, words: string): Part {
  return { kind: "link", words, address: permalinkOf(order, shop) };
}

function arrival(estimated: EstimatedDelivery | undefined, { words, day }: OrderLanguage): Part[] {
  if (!estimated) return [];
  const earliest = day(estimated.earliest);
  const latest = day(estimated.latest);
  return paragraph(
    earliest === latest ? words.mail.arrivesOn(latest) : words.mail.arrivesBetween(earliest, latest),
  );
}

function paragraph(words: string | undefined): Part[] {
  return words === undefined ? [] : [{ kind: "paragraph", words }];
}

function present(lines: readonly (string | undefined)[]): string[] {
  return lines.flatMap((line) => (line ? [line] : []));
}
