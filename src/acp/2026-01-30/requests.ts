import { type Static, type TSchema, Type } from "@sinclair/typebox";
import type { Buyer } from "../../buyers/buyer.ts";
import type {
  CompleteCommand,
  CreateCommand,
  PaymentInstruction,
  RequestedItem,
  RequestedSelection,
  UpdateCommand,
} from "../../checkout/command.ts";
import type { Interventions } from "../../checkout/session.ts";
import { asId, type VariantId } from "../../ids.ts";
import {
  AffiliateAttributionRequest,
  AuthenticationResultRequest,
  decodeAffiliateAttribution,
  decodeAuthenticationResult,
  decodeFulfillmentDetails,
  FulfillmentDetailsRequest,
} from "../2025-12-12/requests.ts";
import { demoAddress, demoBuyer, demoItems, demoToken } from "../examples.ts";
import { AddressRequest, decodeAddress } from "../shared/address.ts";
import {
  Amount,
  DateTime,
  Email,
  emptyableText,
  enumeration,
  FreeForm,
  id,
  list,
  MAX_ITEMS,
  MAX_QUANTITY,
  open,
  text,
} from "../shared/fields.ts";
import { refuse, requestShape } from "../shared/request.ts";
import { CARD_HANDLER } from "./capabilities.ts";

/**
 * From this version on an item cannot say how many: official examples then put `quantity` beside the id, and agents
 * send `{item: {id}, quantity}`, as answers have it. All three are taken, and one unit is meant where none is said.
 */
export const itemRequestFields = {
  id: Type.Optional(id("The item's id in the product feed. Required unless `item.id` is sent.")),
  item: Type.Optional(open({ id: id("Another place for `id`.") })),
  quantity: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MAX_QUANTITY, description: "How many; one where absent." }),
  ),
  unit_amount: Type.Optional(Amount),
};

const ItemRequest = open(itemRequestFields);

/** The list of items, under its own name and the one it had before. */
export function itemsRequestFields<Item extends TSchema>(item: Item) {
  const limits = { minItems: 1, maxItems: MAX_ITEMS };
  return {
    line_items: Type.Optional(Type.Array(item, { ...limits, description: "What is bought." })),
    items: Type.Optional(Type.Array(item, { ...limits, description: "Another name for `line_items`." })),
  };
}

/** The items by either name, which has to be there. */
export function itemsOf<Item>(body: { line_items?: Item[]; items?: Item[] }): Item[] {
  return body.line_items ?? body.items ?? refuse("missing", "$.line_items", "line_items are required");
}

export function decodeItem(item: Static<typeof ItemRequest>, index: number): RequestedItem {
  const itemId = item.id ?? item.item?.id;
  if (itemId === undefined) refuse("missing", `$.line_items[${index}].id`, "the item's id is required");
  return {
    id: asId<VariantId>(itemId),
    quantity: item.quantity ?? 1,
    index,
    seenUnitAmount: item.unit_amount,
  };
}

export const BuyerRequest = open({
  email: Email,
  first_name: Type.Optional(emptyableText(128)),
  last_name: Type.Optional(emptyableText(128)),
  full_name: Type.Optional(text(256)),
  name: Type.Optional(text(256, { description: "Another name for `full_name`." })),
  phone_number: Type.Optional(text(40)),
  customer_id: Type.Optional(text(256)),
  account_type: Type.Optional(enumeration(["guest", "registered", "business"])),
  authentication_status: Type.Optional(enumeration(["authenticated", "guest", "requires_signin"])),
  company: Type.Optional(
    open({
      name: text(256),
      tax_id: Type.Optional(text(64)),
      department: Type.Optional(text(256)),
      cost_center: Type.Optional(text(64)),
    }),
  ),
  loyalty: Type.Optional(
    open({
      tier: Type.Optional(text(64)),
      points_balance: Type.Optional(
        Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
      ),
      member_since: Type.Optional(DateTime),
    }),
  ),
  tax_exemption: Type.Optional(
    open({
      certificate_id: text(256),
      certificate_type: enumeration(["resale", "exempt_organization", "government"]),
      exempt_regions: Type.Optional(list(text(64), 100)),
      expires_at: Type.Optional(DateTime),
    }),
  ),
});

export function decodeBuyer(buyer: Static<typeof BuyerRequest>): Buyer {
  const { company, loyalty, tax_exemption: exemption } = buyer;
  return {
    email: buyer.email,
    first_name: buyer.first_name,
    last_name: buyer.last_name,
    full_name: buyer.full_name ?? buyer.name,
    phone_number: buyer.phone_number,
    customer_id: buyer.customer_id,
    account_type: buyer.account_type,
    authentication_status: buyer.authentication_status,
    company: company && {
      name: company.name,
      tax_id: company.tax_id,
      department: company.department,
      cost_center: company.cost_center,
    },
    loyalty: loyalty && {
      tier: loyalty.tier,
      points_balance: loyalty.points_balance,
      member_since: loyalty.member_since,
    },
    tax_exemption: exemption && {
      certificate_id: exemption.certificate_id,
      certificate_type: exemption.certificate_type,
      exempt_regions: exemption.exempt_regions,
      expires_at: exemption.expires_at,
    },
  };
}

const CapabilitiesRequest = open(
  {
    interventions: Type.Optional(
      open({
        supported: Type.Optional(list(text(64), 20)),
        required: Type.Optional(list(text(64), 20)),
        enforcement: Type.Optional(text(64)),
      }),
    ),
    extensions: Type.Optional(list(Type.Union([text(256), open({ name: text(256) })]), 50)),
  },
  { description: "What the agent can do; `{}` when it says nothing." },
);

/** Words we do not know are ignored: capabilities are meant to grow (RFC capability negotiation). */
function decodeInterventions(capabilities: Static<typeof CapabilitiesRequest>): Interventions | undefined {
  const { interventions } = capabilities;
  if (!interventions) return undefined;
  const { supported = [], required = [], enforcement } = interventions;
  return {
    supported: knownOf(["3ds", "biometric", "address_verification"], supported),
    required: knownOf(["3ds", "biometric"], required),
    enforcement: knownOf(["always", "optional"], [enforcement])[0] ?? "conditional",
  };
}

function knownOf<const Word extends string>(words: readonly Word[], said: readonly (string | undefined)[]) {
  return words.filter((word) => said.includes(word));
}

/** Extensions by name, without the version an agent may ask for (`discount@2026-01-27`). */
function decodeExtensions(capabilities: Static<typeof CapabilitiesRequest>): string[] | undefined {
  return capabilities.extensions?.map((extension) => {
    const name = typeof extension === "string" ? extension : extension.name;
    return name.replace(/@.*$/, "");
  });
}

const CodesRequest = list(text(128), 20, {
  description: "Replaces the codes sent before; `[]` clears them.",
});

export const discountRequestFields = {
  discounts: Type.Optional(open({ codes: Type.Optional(CodesRequest) })),
  coupons: Type.Optional({ ...CodesRequest, description: "An older name for `discounts.codes`." }),
};

const DiscountsOfRequest = open(discountRequestFields);

function decodeCodes(body: Static<typeof DiscountsOfRequest>): string[] | undefined {
  return body.discounts?.codes ?? body.coupons;
}

/** A shop ships an order to one place: one group adds nothing to the details, several are refused. */
const FulfillmentGroupsRequest = Type.Array(FreeForm, {
  maxItems: 1,
  description: "This shop sends an order to one address: use `fulfillment_details`.",
});

/** All of a create request but what later versions extend: the items and the fulfillment details. */
export const createRequestFields = {
  currency: text(3, { description: "ISO 4217, such as `usd`. Must be the shop's." }),
  capabilities: CapabilitiesRequest,
  buyer: Type.Optional(BuyerRequest),
  fulfillment_groups: Type.Optional(FulfillmentGroupsRequest),
  ...discountRequestFields,
  affiliate_attribution: Type.Optional(AffiliateAttributionRequest),
  locale: Type.Optional(text(35)),
  timezone: Type.Optional(text(64)),
  quote_id: Type.Optional(text(256)),
  metadata: Type.Optional(FreeForm),
};

const CreateBasics = open(createRequestFields);

export function decodeCreate(body: Static<typeof CreateBasics>): Omit<CreateCommand, "items"> {
  return {
    currency: body.currency.toLowerCase(),
    buyer: body.buyer && decodeBuyer(body.buyer),
    discountCodes: decodeCodes(body),
    interventions: decodeInterventions(body.capabilities),
    extensions: decodeExtensions(body.capabilities),
    affiliateAttribution:
      body.affiliate_attribution && decodeAffiliateAttribution(body.affiliate_attribution),
    locale: body.locale,
    timezone: body.timezone,
    quoteId: body.quote_id,
    metadata: body.metadata,
  };
}

export const SelectionRequest = open({
  type: enumeration(["shipping", "digital", "pickup", "local_delivery"]),
  option_id: id("One of the session's `fulfillment_options`."),
  item_ids: list(id("A line item's id, or its item's."), MAX_ITEMS),
});

function decodeSelection(selection: Static<typeof SelectionRequest>): RequestedSelection {
  return {
    type: selection.type,
    optionId: selection.option_id,
    itemIds: selection.item_ids.length === 0 ? undefined : selection.item_ids,
  };
}

/** All of an update request but the fulfillment details. */
export const updateRequestFields = {
  ...itemsRequestFields(ItemRequest),
  buyer: Type.Optional(BuyerRequest),
  fulfillment_groups: Type.Optional(FulfillmentGroupsRequest),
  selected_fulfillment_options: Type.Optional(list(SelectionRequest, MAX_ITEMS)),
  ...discountRequestFields,
};

const UpdateBasics = open(updateRequestFields);

export function decodeUpdate(body: Static<typeof UpdateBasics>): UpdateCommand {
  return {
    items: (body.line_items ?? body.items)?.map(decodeItem),
    buyer: body.buyer && decodeBuyer(body.buyer),
    selections: body.selected_fulfillment_options?.map(decodeSelection),
    discountCodes: decodeCodes(body),
  };
}

const PaymentDataRequest = open({
  handler_id: Type.Optional(
    text(128, { description: "One of the session's `capabilities.payment.handlers`." }),
  ),
  instrument: Type.Optional(open({ type: text(64), credential: open({ type: text(64), token: text(512) }) })),
  billing_address: Type.Optional(AddressRequest),
  purchase_order_number: Type.Optional(text(128)),
  payment_terms: Type.Optional(enumeration(["immediate", "net_15", "net_30", "net_60", "net_90"])),
});

export const paymentRequestFields = {
  payment_data: Type.Optional(PaymentDataRequest),
  shared_payment_granted_token: Type.Optional(
    text(512, { description: "Another name for `payment_data.instrument.credential.token`." }),
  ),
};

const PaymentRequest = open(paymentRequestFields);

function decodePayment(body: Static<typeof PaymentRequest>): PaymentInstruction {
  const { payment_data: payment, shared_payment_granted_token: alias } = body;
  if (!payment && alias === undefined) refuse("missing", "$.payment_data", "payment_data is required");
  if (payment) checkTerms(payment, alias);
  return {
    token:
      payment?.instrument?.credential.token ??
      alias ??
      refuse("missing", "$.payment_data.instrument", "the instrument with its credential is required"),
    billingAddress:
      payment?.billing_address && decodeAddress(payment.billing_address, "$.payment_data.billing_address"),
  };
}

/** Goods leave this shop paid, and by the one handler it offers. */
function checkTerms(payment: Static<typeof PaymentDataRequest>, alias: string | undefined): void {
  const { handler_id: handler, payment_terms: terms = "immediate" } = payment;
  if (payment.purchase_order_number !== undefined && !payment.instrument) {
    const path = "$.payment_data.purchase_order_number";
    refuse("unsupported", path, `purchase orders are not taken here; pay with the handler ${CARD_HANDLER}`);
  }
  if (terms !== "immediate") {
    refuse("unsupported", "$.payment_data.payment_terms", "only immediate payment is taken here");
  }
  if (handler === undefined && alias === undefined) {
    refuse(
      "missing",
      "$.payment_data.handler_id",
      `the handler_id is required; this shop's is ${CARD_HANDLER}`,
    );
  }
  if (handler !== undefined && handler !== CARD_HANDLER) {
    refuse("invalid", "$.payment_data.handler_id", `the only handler offered here is ${CARD_HANDLER}`);
  }
}

export const completeRequestFields = {
  buyer: Type.Optional(BuyerRequest),
  ...paymentRequestFields,
  authentication_result: Type.Optional(AuthenticationResultRequest),
  affiliate_attribution: Type.Optional(AffiliateAttributionRequest),
  risk_signals: Type.Optional(
    open({
      ip_address: Type.Optional(text(64)),
      user_agent: Type.Optional(text(1024)),
      accept_language: Type.Optional(text(256)),
      session_id: Type.Optional(text(256)),
      device_fingerprint: Type.Optional(text(1024)),
    }),
  ),
};

const CompleteBasics = open(completeRequestFields);

export function decodeComplete(body: Static<typeof CompleteBasics>): CompleteCommand {
  return {
    payment: decodePayment(body),
    buyer: body.buyer && decodeBuyer(body.buyer),
    authenticationResult:
      body.authentication_result && decodeAuthenticationResult(body.authentication_result),
    affiliateAttribution:
      body.affiliate_attribution && decodeAffiliateAttribution(body.affiliate_attribution),
    riskSignals: body.risk_signals,
  };
}

const demoDetails = { name: demoAddress.name, email: demoBuyer.email, address: demoAddress };

export const createExamples = {
  "A shirt, shipped": {
    line_items: [{ id: demoItems.shirt }],
    currency: "usd",
    capabilities: { interventions: { supported: ["3ds"] } },
    fulfillment_details: demoDetails,
  },
  "A gift card, nothing to ship": {
    line_items: [{ id: demoItems.giftCard }],
    currency: "usd",
    capabilities: {},
    buyer: demoBuyer,
  },
};

export const updateExamples = {
  "Add buyer and address": { buyer: demoBuyer, fulfillment_details: demoDetails },
  "Two of a kind, and a bag": {
    line_items: [{ id: demoItems.shirt }, { id: demoItems.shirt }, { id: demoItems.tote }],
  },
};

export const completeExamples = {
  "Pay with a delegated token": {
    buyer: demoBuyer,
    payment_data: {
      handler_id: CARD_HANDLER,
      instrument: { type: "card", credential: { type: "spt", token: demoToken } },
      billing_address: demoAddress,
    },
  },
};

export const create = requestShape({
  schema: open({
    ...itemsRequestFields(ItemRequest),
    ...createRequestFields,
    fulfillment_details: Type.Optional(FulfillmentDetailsRequest),
  }),
  examples: createExamples,
  decode: (body): CreateCommand => ({
    ...decodeCreate(body),
    items: itemsOf(body).map(decodeItem),
    fulfillmentDetails: body.fulfillment_details && decodeFulfillmentDetails(body.fulfillment_details),
  }),
});

export const update = requestShape({
  schema: open({
    ...updateRequestFields,
    fulfillment_details: Type.Optional(FulfillmentDetailsRequest),
  }),
  examples: updateExamples,
  decode: (body): UpdateCommand => ({
    ...decodeUpdate(body),
    fulfillmentDetails: body.fulfillment_details && decodeFulfillmentDetails(body.fulfillment_details),
  }),
});

export const complete = requestShape({
  schema: CompleteBasics,
  examples: completeExamples,
  decode: decodeComplete,
});
