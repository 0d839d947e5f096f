import { Type } from "@sinclair/typebox";
import { asId, type FulfillmentId, type LineItemId } from "../ids.ts";
import type { ParcelWork } from "../orders/order-work.ts";
import { closed, oneOfWords, wordsField } from "./fields.ts";
import { merchantRequest, mistake } from "./merchant-request.ts";
import { DescriptionField, type OrderRequest, orderRequest, readUnits, Units } from "./order-request.ts";

const Location = Type.Optional(wordsField("Where."));

/** The address of a page; whether a browser opens it is looked at with the order. */
function pageField(description: string) {
  return Type.Optional(Type.String({ maxLength: 2000, description }));
}

/** What is said of a parcel that leaves. */
export const ParcelFields = closed({
  line_items: Units,
  carrier: Type.Optional(wordsField("UPS, USPS, FedEx, DHL or any other.")),
  tracking_number: Type.Optional(
    wordsField("The parcel's number; its link is made for well-known carriers."),
  ),
  tracking_url: pageField("Where the parcel is tracked, when that is somewhere else."),
  description: DescriptionField,
  location: Location,
});

/** Sends a parcel: of one order by a call or command, of several orders by one call. */
export const shipRequest = merchantRequest<typeof ParcelFields, ParcelWork>({
  name: "ship",
  summary: "Send a parcel",
  description: "Money that was only authorised is captured first.",
  fields: ParcelFields,
  read: ({ line_items, tracking_number, tracking_url, ...said }) => ({
    ...said,
    kind: "ship",
    lineItems: readUnits(line_items),
    trackingNumber: tracking_number,
    trackingUrl: tracking_url,
  }),
});

const ready = orderRequest({
  name: "ready",
  summary: "Tell that goods can be picked up",
  description: "Buyer and agent are told.",
  fields: closed({ line_items: Units, description: DescriptionField }),
  read: ({ line_items, description }) => ({ kind: "ready", lineItems: readUnits(line_items), description }),
});

const deliver = orderRequest({
  name: "deliver",
  summary: "Note that goods have arrived",
  description: "Everything that was sent or is ready, or one fulfillment. Digital goods have to be named.",
  fields: closed({
    fulfillment_id: Type.Optional(wordsField("Only this one of the order's deliveries.")),
    access_url: pageField("Where digital goods are."),
    license_key: Type.Optional(wordsField("What unlocks digital goods.")),
    description: DescriptionField,
    location: Location,
  }),
  read({ fulfillment_id, access_url, license_key, ...said }) {
    const digital =
      access_url === undefined && license_key === undefined
        ? undefined
        : { accessUrl: access_url, licenseKey: license_key };
    if (digital && fulfillment_id === undefined)
      return mistake(
        "contradiction",
        "Say which digital goods: fulfillment_id is missing. Show the order to see its deliveries.",
      );
    return {
      ...said,
      kind: "deliver",
      fulfillmentId: fulfillment_id === undefined ? undefined : asId<FulfillmentId>(fulfillment_id),
      digital,
    };
  },
});

const track = orderRequest({
  name: "track",
  summary: "Note a step of a parcel on its way",
  description: "One that comes back or is lost puts its goods back among those to be sent.",
  fields: closed({
    fulfillment_id: wordsField("Which of the order's deliveries."),
    type: oneOfWords(
      [
        "processing",
        "in_transit",
        "out_for_delivery",
        "failed_attempt",
        "returned_to_sender",
        "undeliverable",
      ],
      "What happened.",
    ),
    description: DescriptionField,
    location: Location,
  }),
  read: ({ fulfillment_id, ...said }) => ({
    ...said,
    kind: "track",
    fulfillmentId: asId<FulfillmentId>(fulfillment_id),
  }),
});

const hold = orderRequest({
  name: "hold",
  summary: "Hold an order for review",
  description: "Nothing of it can be sent until it is confirmed.",
  fields: closed({}),
  read: () => ({ kind: "hold" }),
});

const confirm = orderRequest({
  name: "confirm",
  summary: "Let a held order go on",
  description: "What was held for review can be sent again.",
  fields: closed({}),
  read: () => ({ kind: "confirm" }),
});

/** From whole lines, not units: so a call asks for it, and no command, which names units. */
export const withdrawRequest: OrderRequest = orderRequest({
  name: "withdraw",
  summary: "Note that a buyer withdrew from the contract",
  description:
    "For a withdrawal in the EU that came in a letter or by telephone. The buyer gets an acknowledgement with its time; no money moves by it.",
  fields: closed({
    line_item_ids: Type.Array(Type.String({ maxLength: 100 }), {
      minItems: 1,
      maxItems: 1000,
      description: "The lines' ids.",
    }),
  }),
  read: ({ line_item_ids }) => ({
    kind: "withdraw",
    lineItemIds: line_item_ids.map((id) => asId<LineItemId>(id)),
  }),
});

/** What a merchant does with the goods of an order, and whether they may leave at all. */
export const orderGoodsRequests: readonly OrderRequest[] = [
  shipRequest,
  ready,
  deliver,
  track,
  hold,
  confirm,
];
