import type { Total } from "../pricing/amounts.ts";
import type { FulfillmentWay } from "../pricing/fulfillment.ts";
import type { Adjustment, FulfillmentEventType, FulfillmentStatus, OrderStatus } from "./order.ts";

/** Where goods are that come in one of these ways. */
type DeliveryHeadings = Readonly<
  Record<"shipping" | "pickup" | "digital", Readonly<Record<FulfillmentStatus, string>>>
>;

/** Everything that buyers are told of an order, on its page and by mail, in one language: each is a file in `words/`. */
export interface OrderWords {
  /** BCP 47. */
  readonly language: string;
  readonly order: (number: number) => string;
  readonly standing: Readonly<Record<OrderStatus, string>>;
  /** @param whereTo whose it is and where it goes, where it is sent at all. */
  readonly placed: (day: string, whereTo: string | undefined) => string;
  readonly progress: string;
  readonly steps: Readonly<
    Record<"confirmed" | "ready" | "pickedUp" | "sent" | "partlySent" | "delivered", string>
  >;
  readonly expected: (day: string) => string;
  readonly expectedBetween: (first: string, last: string) => string;
  readonly delivery: string;
  readonly headings: DeliveryHeadings;
  readonly followParcel: string;
  readonly download: string;
  readonly until: (day: string) => string;
  readonly downloadOver: string;
  /** Before the key itself. */
  readonly key: string;
  readonly events: Readonly<Record<FulfillmentEventType, string>>;
  readonly items: string;
  readonly gone: (count: number) => string;
  readonly bill: string;
  /** Rows of the bill; what is not here is called as the bill itself calls it. */
  readonly totals: Readonly<Partial<Record<Total["type"], string>>>;
  /** What the row of fulfillment is called, by how goods come. */
  readonly ways: Readonly<Partial<Record<FulfillmentWay["type"], string>>>;
  /** @param share a jurisdiction, and its rate where it is known. */
  readonly taxPart: (share: string) => string;
  readonly changes: string;
  readonly adjustments: Readonly<Record<Adjustment["type"], string>>;
  readonly adjustmentOf: (what: string, amount: string) => string;
  readonly adjustmentStates: Readonly<Record<Adjustment["status"], string>>;
  readonly troubleTitle: string;
  readonly writeToShop: string;
  /** Follows {@link writeToShop}, which is a link. */
  readonly andName: (number: number) => string;
  readonly unknownOrder: Apology;
  readonly unknownDownload: Apology;
  readonly expiredDownload: Apology;
  readonly goneDownload: Apology;
  readonly mail: OrderMailWords;
}

/** Why there is nothing to see. */
export interface Apology {
  readonly title: string;
  readonly text: string;
}

/** What only mails say. */
export interface OrderMailWords {
  readonly questions: string;
  readonly confirmedSubject: (number: number, shop: string) => string;
  readonly thanks: (name: string | undefined) => string;
  readonly confirmed: (number: number) => string;
  readonly weWriteAgain: string;
  readonly shipTo: string;
  readonly arrivesOn: (day: string) => string;
  readonly arrivesBetween: (first: string, last: string) => string;
  readonly seeOrder: string;
  readonly withdrawalSubject: (number: number) => string;
  readonly withdrawalHeading: string;
  readonly withdrawn: (number: number, moment: string) => string;
  readonly withdrawnFrom: string;
  readonly readyHeading: (number: number) => string;
  readonly onItsWayHeading: (number: number) => string;
  readonly downloadHeading: (number: number) => string;
  readonly where: string;
  readonly parcelLeft: string;
  readonly carrier: (name: string) => string;
  readonly trackingNumber: (number: string) => string;
  readonly inIt: string;
  readonly licenseKey: (key: string) => string;
  readonly linkUntil: (day: string) => string;
  readonly refundedSubject: (money: string, number: number) => string;
  readonly refundedHeading: (money: string) => string;
  readonly refunded: (money: string, number: number) => string;
  readonly refundedFor: string;
  readonly paymentFailedSubject: (shop: string) => string;
  readonly paymentFailedHeading: string;
  readonly paymentFailed: (money: string) => string;
  readonly tryAgain: string;
}
