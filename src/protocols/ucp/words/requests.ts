import { type Static, Type } from "@sinclair/typebox";
import type { CartCommand } from "../../../carts/carts.ts";
import type { Clearable, CompleteCommand, CreateCommand, UpdateCommand } from "../../../checkout/command.ts";
import { asId, type CartId } from "../../../ids.ts";
import { ContextRequest, decodeContext } from "./buyer-context.ts";
import type { ConsentWords, SaidConsent } from "./consent.ts";
import { emptyableText, id, list, maybeText, open, said } from "./fields.ts";
import { decodeFulfillment, FulfillmentRequest } from "./fulfillment-request.ts";
import { decodePayment, examplePayment, Payment } from "./payment.ts";
import type { PaymentHandler } from "./payment-handler.ts";
import { Attribution, decodeAttribution, decodeSignals, Signals } from "./purchase-context.ts";
import { type RequestShape, refuse, requestShape } from "./request-shape.ts";
import { type ItemWords, linesOf } from "./requested-items.ts";

const buyerFields = {
  first_name: maybeText(256),
  last_name: maybeText(256),
  email: Type.Optional(
    Type.String({ format: "email", minLength: 3, maxLength: 254, examples: ["jane@example.com"] }),
  ),
  phone_number: maybeText(64),
};

const BuyerRequest = open(buyerFields);

const Discounts = open({ codes: Type.Optional(list(emptyableText(256), 20)) });

const examples = {
  "one item": { line_items: [{ item: { id: "linen-shirt-small" }, quantity: 1 }] },
};

/** What a request to create a checkout asks for: of a cart, or of what it names itself. */
export interface CheckoutRequest {
  readonly command: CreateCommand;
  readonly cartId?: CartId | undefined;
}

/** How requests about checkouts are read in a version. */
export interface CheckoutShapes {
  /** `POST /checkout-sessions`. */
  readonly create: RequestShape<CheckoutRequest>;
  /** `PUT /checkout-sessions/{id}`: takes the place of everything that was said before. */
  readonly replace: RequestShape<UpdateCommand>;
  /** `POST /checkout-sessions/{id}/complete`, where these handlers are offered. */
  readonly complete: (handlers: readonly PaymentHandler[]) => RequestShape<CompleteCommand>;
}

/** What versions spell in different ways. */
export interface RequestWords {
  readonly consent: Pick<ConsentWords, "schema" | "decode">;
  readonly items: ItemWords;
}

/** Builds a version's {@link CheckoutShapes}. */
export function checkoutShapes({ consent, items }: RequestWords): CheckoutShapes {
  const buyer = consentingBuyer(consent);
  return {
    create: createShape(items, buyer),
    replace: replaceShape(items, buyer),
    complete: completeShape(buyer),
  };
}

/** A buyer, with what they consent to in a version's words. */
function consentingBuyer({ schema, decode }: RequestWords["consent"]) {
  const Buyer = open({ ...buyerFields, consent: Type.Optional(Type.Unsafe<SaidConsent>(schema)) });
  return {
    schema: Buyer,
    /** What any request says of the buyer, and of what may tell of them. */
    decode(
      buyer: Static<typeof Buyer> | undefined,
      signals: Static<typeof Signals> | undefined,
    ): Pick<CreateCommand, "buyer" | "unreachableBuyer" | "consents" | "marketingConsents" | "riskSignals"> {
      return {
        ...decodeBuyer(buyer),
        ...(buyer?.consent && decode(buyer.consent)),
        riskSignals: decodeSignals(signals),
      };
    },
  };
}

type ConsentingBuyer = ReturnType<typeof consentingBuyer>;

/** What checkouts say beside their items. */
function checkoutFields(buyer: ConsentingBuyer) {
  return {
    buyer: Type.Optional(buyer.schema),
    context: Type.Optional(ContextRequest),
    signals: Type.Optional(Signals),
    attribution: Type.Optional(Attribution),
    fulfillment: Type.Optional(FulfillmentRequest),
    discounts: Type.Optional(Discounts),
  };
}

function createShape(items: ItemWords, buyer: ConsentingBuyer): CheckoutShapes["create"] {
  return requestShape({
    schema: open({
      cart_id: Type.Optional(id("The cart to buy: its content is taken for what is bought.")),
      line_items: linesOf(items, 0),
      ...checkoutFields(buyer),
    }),
    examples,
    decode(body): CheckoutRequest {
      const cartId = body.cart_id === undefined ? undefined : asId<CartId>(body.cart_id);
      if (cartId === undefined && body.line_items.length === 0)
        refuse("invalid", "$.line_items", "at least one item is required");
      return {
        cartId,
        command: {
          items: body.line_items.map(items.decode),
          ...buyer.decode(body.buyer, body.signals),
          ...decodeFulfillment(body.fulfillment, body.context?.address_country),
          buyerContext: decodeContext(body.context),
          discountCodes: codesOf(body.discounts?.codes),
          affiliateAttribution: decodeAttribution(body.attribution),
          locale: said(body.context?.language),
        },
      };
    },
  });
}

function replaceShape(items: ItemWords, buyer: ConsentingBuyer): CheckoutShapes["replace"] {
  return requestShape({
    schema: open({ line_items: linesOf(items), ...checkoutFields(buyer) }),
    examples,
    decode(body): UpdateCommand {
      const { knownDestination, ...fulfillment } = decodeFulfillment(
        body.fulfillment,
        body.context?.address_country,
      );
      const clears: readonly Clearable[] = [
        "buyer",
        "buyerContext",
        "selections",
        "discountCodes",
        ...(knownDestination === undefined ? (["fulfillmentDetails"] as const) : []),
      ];
      return {
        clears,
        items: body.line_items.map(items.decode),
        ...buyer.decode(body.buyer, body.signals),
        ...fulfillment,
        ...(knownDestination !== undefined && { fulfillmentDetails: { destinationId: knownDestination } }),
        buyerContext: decodeContext(body.context),
        discountCodes: codesOf(body.discounts?.codes),
        affiliateAttribution: decodeAttribution(body.attribution),
      };
    },
  });
}

function completeShape(buyer: ConsentingBuyer): CheckoutShapes["complete"] {
  const schema = open({
    payment: Payment,
    buyer: Type.Optional(buyer.schema),
    signals: Type.Optional(Signals),
    attribution: Type.Optional(Attribution),
  });
  return (handlers) =>
    requestShape({
      schema,
      examples: Object.fromEntries(handlers.map((handler) => [handler.name, examplePayment(handler)])),
      decode(body): CompleteCommand {
        const { consents, marketingConsents, riskSignals } = buyer.decode(body.buyer, body.signals);
        return {
          payment: decodePayment(body.payment, handlers),
          // A buyer who has to authenticate is none that this protocol can show how.
          canAuthenticate: false,
          consents,
          marketingConsents,
          riskSignals,
          affiliateAttribution: decodeAttribution(body.attribution),
        };
      },
    });
}

/** `POST /carts` and `PUT /carts/{id}`, in a version's words for items. */
export function cartShape(items: ItemWords): RequestShape<CartCommand> {
  return requestShape({
    schema: open({
      line_items: linesOf(items),
      buyer: Type.Optional(BuyerRequest),
      context: Type.Optional(ContextRequest),
      signals: Type.Optional(Signals),
      attribution: Type.Optional(Attribution),
      discounts: Type.Optional(Discounts),
    }),
    examples,
    decode: (body): CartCommand => ({
      items: body.line_items.map(items.decode),
      ...decodeBuyer(body.buyer),
      buyerContext: decodeContext(body.context),
      discountCodes: codesOf(body.discounts?.codes),
      locale: said(body.context?.language),
    }),
  });
}

/** A buyer is known by an e-mail address; what is said of one without is kept apart, and the answer asks for it. */
function decodeBuyer(
  buyer: Static<typeof BuyerRequest> | undefined,
): Pick<CreateCommand, "buyer" | "unreachableBuyer"> {
  if (!buyer) return {};
  const known = {
    firstName: said(buyer.first_name),
    lastName: said(buyer.last_name),
    phoneNumber: said(buyer.phone_number),
  };
  if (buyer.email !== undefined) return { buyer: { email: buyer.email, ...known } };
  return Object.values(known).some((value) => value !== undefined) ? { unreachableBuyer: known } : {};
}

function codesOf(codes: readonly string[] = []): readonly string[] {
  return codes.filter((code) => code !== "");
}
