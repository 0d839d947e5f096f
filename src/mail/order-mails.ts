import type { Address } from "../address.ts";
import type { Instant } from "../clock.ts";
import type { Log } from "../log.ts";
import { formatForPeople, type Minor } from "../money.ts";
import type {
  Adjustment,
  EstimatedDelivery,
  Fulfillment,
  LineItemReference,
  Order,
} from "../orders/order.ts";
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
  const name = order.buyer?.firstName ?? order.buyer?.fullName;
  const isShipped = order.lineItems.some((line) => line.requiresShipping);
  return compose(terms, `confirmed:${order.id}`, to, `Your order ${order.number} at ${terms.shop.name}`, {
    heading: name === undefined ? "Thank you for your order" : `Thank you for your order, ${name}`,
    parts: [
      {
        kind: "paragraph",
        words: `Your order ${order.number} is confirmed.${isShipped ? " We write again when it is on its way." : ""}`,
      },
      { kind: "table", rows: billOf(order) },
      ...(isShipped ? addressOf(order) : []),
      ...arrival(order.estimatedDelivery, terms.shop.timezone),
      pageOf(order, terms),
    ],
  });
}

function newOrder(order: Order, terms: MailTerms): Mail | undefined {
  if (terms.ordersTo === undefined) return undefined;
  const total = order.totals.find((row) => row.type === "total");
  const amount = total === undefined ? "" : ` · ${formatForPeople(total.amount, order.currency)}`;
  return compose(terms, `new_order:${order.id}`, terms.ordersTo, `New order ${order.number}${amount}`, {
    heading: `Order ${order.number}`,
    parts: [
      { kind: "table", rows: billOf(order) },
      { kind: "lines", title: "Buyer", lines: buyerLines(order) },
      ...addressOf(order),
      ...(order.orderNotes === undefined
        ? []
        : [{ kind: "lines" as const, title: "Notes", lines: order.orderNotes.split("\n") }]),
      pageOf(order, terms),
    ],
  });
}

/** Acknowledges a withdrawal to the buyer, with its content and time as the law asks, and tells the merchant of it. */
function withdrawalMails(
  order: Order,
  { id, occurredAt, lineItems = [] }: Adjustment,
  terms: MailTerms,
): (Mail | undefined)[] {
  const moment = momentInWords(occurredAt, terms.shop.timezone);
  const parts: Part[] = [
    { kind: "lines", title: "Withdrawn from", lines: linesOf(order, lineItems) },
    pageOf(order, terms),
  ];
  const to = buyersAddress(order);
  const subject = `Withdrawal from order ${order.number}`;
  return [
    to === undefined
      ? undefined
      : compose(terms, `withdrawal:${id}`, to, subject, {
          heading: "We have received your withdrawal",
          parts: [
            {
              kind: "paragraph",
              words: `You withdrew from the contract about order ${order.number} on ${moment}. We write to you about sending the goods back and about your money.`,
            },
            ...parts,
          ],
        }),
    terms.ordersTo === undefined
      ? undefined
      : compose(terms, `withdrawal_notice:${id}`, terms.ordersTo, subject, {
          heading: `The buyer of order ${order.number} has withdrawn`,
          parts: [
            {
              kind: "paragraph",
              words: `It came on ${moment} and was acknowledged. Take the goods back, or cancel what has not left, and pay back within 14 days.`,
            },
            ...parts,
          ],
        }),
  ];
}

/** "June 1, 2026 at 5:00 AM PDT", by the shop's clock. */
function momentInWords(at: Instant, timeZone: string): string {
  return new Intl.DateTimeFormat("en-US", {
    dateStyle: "long",
    timeStyle: "long",
    timeZone,
  }).format(at);
}

/** What a fulfillment tells its buyer once it is on its way, waits to be picked up, or can be downloaded. */
function handedOverMail(order: Order, fulfillment: Fulfillment, terms: MailTerms): Mail | undefined {
  const to = buyersAddress(order);
  const letter = to === undefined ? undefined : handedOverWords(order, fulfillment, terms.shop.timezone);
  if (to === undefined || letter === undefined) return undefined;
  // Goods that waited for their buyer may be sent after all: that is news of its own.
  const told = fulfillment.status === "ready_for_pickup" ? "ready_for_pickup" : "shipped";
  return compose(terms, `${told}:${fulfillment.id}`, to, letter.heading, {
    heading: letter.heading,
    parts: [
      ...letter.parts,
      { kind: "lines", title: "In it", lines: linesOf(order, fulfillment.lineItems) },
      pageOf(order, terms),
    ],
  });
}

function handedOverWords(
  order: Order,
  fulfillment: Fulfillment,
  timezone: string,
): { readonly heading: string; readonly parts: readonly Part[] } | undefined {
  switch (fulfillment.status) {
    case "pending":
    case "processing":
    case "canceled":
    case "failed":
      return undefined;
    case "ready_for_pickup":
      return {
        heading: `Your order ${order.number} is ready to be picked up`,
        parts: [...paragraph(fulfillment.description), ...pickupAt(order.delivery)],
      };
    case "shipped":
    case "in_transit":
    case "out_for_delivery":
      return { heading: `Your order ${order.number} is on its way`, parts: parcelOf(fulfillment, timezone) };
    case "delivered":
      return fulfillment.type === "digital"
        ? { heading: `Your download for order ${order.number}`, parts: downloadOf(fulfillment, timezone) }
        : undefined;
    default:
      return unreachable(fulfillment.status);
  }
}

/** Where the buyer has to come. */
function pickupAt(way: FulfillmentWay | undefined): Part[] {
  if (way?.type !== "pickup") return [];
  const { name, address, phone, instructions } = way.location;
  const lines = present([name, ...linesOfPlace(address), phone, instructions]);
  return [{ kind: "lines", title: "Where", lines }];
}

function parcelOf(
  { carrier, trackingNumber, trackingUrl, estimatedDelivery }: Fulfillment,
  timezone: string,
): Part[] {
  const by = carrier === undefined ? "" : ` It travels with ${carrier}.`;
  const tracked = trackingNumber === undefined ? "" : ` Its tracking number is ${trackingNumber}.`;
  return [
    ...paragraph(`Your parcel has left us.${by}${tracked}`),
    ...arrival(estimatedDelivery, timezone),
    ...(trackingUrl === undefined
      ? []
      : [{ kind: "link" as const, words: "Follow your parcel", address: trackingUrl }]),
  ];
}

function downloadOf({ digitalDelivery }: Fulfillment, timezone: string): Part[] {
  const { accessUrl, licenseKey, expiresAt } = digitalDelivery ?? {};
  return [
    ...(accessUrl === undefined ? [] : [{ kind: "link" as const, words: "Download", address: accessUrl }]),
    ...(licenseKey === undefined ? [] : paragraph(`Your license key: ${licenseKey}`)),
    ...(expiresAt === undefined ? [] : paragraph(`The link works until ${dayOf(expiresAt, timezone)}.`)),
  ];
}

/** Money that has really gone back. */
function refunded(order: Order, adjustment: Adjustment, terms: MailTerms): Mail | undefined {
  const to = buyersAddress(order);
  const { type, status, amount, lineItems, description } = adjustment;
  if (to === undefined || type !== "refund" || status !== "completed" || amount === undefined)
    return undefined;
  const money = formatForPeople(amount, order.currency);
  return compose(
    terms,
    `refunded:${adjustment.id}`,
    to,
    `${money} of your order ${order.number} was refunded`,
    {
      heading: `We have refunded ${money}`,
      parts: [
        ...paragraph(
          `${money} of your order ${order.number} went back to the card you paid with. It can take your bank a few days to show it.`,
        ),
        ...paragraph(description),
        ...(lineItems === undefined || lineItems.length === 0
          ? []
          : [{ kind: "lines" as const, title: "For", lines: linesOf(order, lineItems) }]),
        pageOf(order, terms),
      ],
    },
  );
}

function billOf(order: Order): TableRow[] {
  const amount = (of: Minor) => formatForPeople(of, order.currency);
  const reductions: ReadonlySet<string> = new Set(["items_discount", "discount", "store_credit"]);
  return [
    ...order.lineItems.map((line) => ({
      words: `${line.quantity.ordered} × ${line.title}`,
      amount: amount(line.amounts.base),
    })),
    ...order.totals
      .filter(
        ({ type, amount: zeroOrMore }) =>
          type !== "items_base_amount" && (zeroOrMore > 0 || type === "total"),
      )
      .flatMap((row) => [
        {
          words: row.displayText,
          amount: reductions.has(row.type) ? `-${amount(row.amount)}` : amount(row.amount),
          isStrong: row.type === "total",
        },
        ...taxPartsOf(row).map((part) => ({ words: part.words, amount: amount(part.amount) })),
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

function addressOf({ fulfillmentDetails }: Order): Part[] {
  const address = fulfillmentDetails?.address;
  if (!address) return [];
  const lines = present([address.name, address.company, ...linesOfPlace(address)]);
  return [{ kind: "lines", title: "Ship to", lines }];
}

function linesOfPlace({ lineOne, lineTwo, city, state, postalCode, country }: Address) {
  return [lineOne, lineTwo, present([city, state, postalCode]).join(" "), country];
}

function pageOf(order: Order, { shop }: MailTerms): Part {
  return { kind: "link", words: "See your order", address: permalinkOf(order, shop) };
}

function arrival(estimated: EstimatedDelivery | undefined, timezone: string): Part[] {
  if (!estimated) return [];
  const earliest = dayOf(estimated.earliest, timezone);
  const latest = dayOf(estimated.latest, timezone);
  return paragraph(
    earliest === latest
      ? `It should arrive on ${latest}.`
      : `It should arrive between ${earliest} and ${latest}.`,
  );
}

function dayOf(at: Instant, timeZone: string): string {
  return new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone }).format(at);
}

function paragraph(words: string | undefined): Part[] {
  return words === undefined ? [] : [{ kind: "paragraph", words }];
}

function present(lines: readonly (string | undefined)[]): string[] {
  return lines.flatMap((line) => (line ? [line] : []));
}
