import type { FrameWords } from "../layout.ts";
import type { AddressPart } from "./address-form.ts";
import type { FieldMistake } from "./typed-form.ts";

/** Everything the pages on which buyers pay say, in one language: each language is a file beside this one. */
export interface CheckoutWords {
  /** BCP 47. */
  readonly language: string;
  readonly frame: FrameWords;
  readonly checkout: string;
  readonly yourItems: string;
  readonly quantity: string;
  readonly quantityOf: (title: string) => string;
  readonly each: (price: string) => string;
  readonly contact: string;
  readonly email: string;
  readonly emailHint: string;
  readonly address: string;
  readonly addressParts: Readonly<Record<AddressPart, string>>;
  /** What the postal code and the subdivision are called where they are called otherwise, by country. */
  readonly postalCodeIn: Readonly<Record<string, string>>;
  readonly stateIn: Readonly<Record<string, string>>;
  readonly optional: string;
  readonly choose: string;
  readonly phoneHint: string;
  readonly delivery: string;
  readonly deliveryLater: string;
  readonly arrives: (first: string, last: string) => string;
  readonly arrivesOn: (day: string) => string;
  readonly pickUpAt: (place: string) => string;
  readonly free: string;
  readonly discountCode: string;
  readonly code: string;
  readonly apply: string;
  readonly codeTaken: (code: string) => string;
  readonly remove: string;
  readonly order: string;
  readonly bill: {
    readonly items: string;
    readonly subtotal: string;
    readonly discount: string;
    readonly delivery: string;
    readonly tax: string;
    readonly fee: string;
    readonly total: string;
    readonly taxIncluded: string;
    readonly estimate: string;
  };
  readonly continue: string;
  readonly update: string;
  /** The button that orders, in the law's own words where it has any: see `payButtonOf`. */
  readonly pay: string;
  readonly payBinding: string;
  readonly placeOrder: string;
  /** The sentence about terms and privacy, around the names of both, which are links. */
  readonly legalBeforeTerms: string;
  readonly legalBetween: string;
  readonly legalEnd: string;
  readonly terms: string;
  readonly privacy: string;
  readonly payHint: string;
  readonly mistakes: Readonly<Record<FieldMistake, string>>;
  readonly someMistakes: string;
  readonly changedTitle: string;
  readonly changedNothingCharged: string;
  readonly changes: {
    readonly added: (title: string, quantity: number) => string;
    readonly removed: (title: string) => string;
    readonly quantity: (title: string, before: number, now: number) => string;
    readonly price: (title: string, before: string, now: string) => string;
    readonly amount: (what: string, before: string, now: string) => string;
    readonly details: string;
  };
  readonly messages: {
    readonly outOfStock: (title: string) => string;
    readonly onlyLeft: (count: number, title: string) => string;
    readonly fewLeft: (count: number, title: string) => string;
    readonly backorder: (title: string) => string;
    readonly priceNow: (title: string, price: string) => string;
    readonly atMost: (count: number, title: string) => string;
    readonly ageRestricted: (title: string) => string;
    readonly minimum: string;
    readonly notDelivered: string;
    readonly noFreightPrice: string;
    readonly standardRates: string;
    readonly oneAddress: string;
    readonly estimatedTax: string;
    readonly optionGone: string;
    readonly taxCharged: string;
    readonly notPaid: string;
    readonly declined: string;
    readonly beingPaidForByOthers: string;
    readonly other: string;
  };
  readonly codes: Readonly<
    Record<"invalid" | "expired" | "combination" | "minimum" | "ineligible" | "used", string>
  >;
  readonly paymentBusy: string;
  readonly troubled: string;
  readonly tooFast: (seconds: number) => string;
  readonly atProviderTitle: string;
  readonly atProvider: string;
  readonly toProvider: string;
  readonly changeOrder: string;
  readonly confirmingTitle: string;
  readonly confirming: string;
  readonly reload: string;
  readonly expiredTitle: string;
  readonly expired: string;
  readonly canceledTitle: string;
  readonly canceled: string;
  readonly noPageTitle: string;
  readonly noPage: string;
  readonly unknownTitle: string;
  readonly unknown: string;
  readonly startAgain: string;
  readonly cartTitle: string;
  readonly toCheckout: string;
  readonly cartGone: string;
  readonly buyTitle: string;
  readonly buyGone: string;
  readonly notSold: (id: string) => string;
  readonly inStock: string;
  readonly backordered: string;
  readonly soldOut: string;
  readonly deliveryTo: (country: string) => string;
  readonly noProduct: string;
  readonly moreAt: string;
  /** Withdrawing from a contract: button and confirmation in the law's own words. */
  readonly withdrawal: {
    readonly link: string;
    readonly title: string;
    readonly explanation: (number: number) => string;
    readonly continue: string;
    readonly statement: (number: number) => string;
    readonly confirm: string;
    readonly acknowledged: string;
    readonly doneTitle: string;
    readonly done: (number: number) => string;
    readonly back: string;
    readonly nothing: string;
    readonly unknown: string;
  };
}
