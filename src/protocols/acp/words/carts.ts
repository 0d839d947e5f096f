import { type Static, type TSchema, Type } from "@sinclair/typebox";
import type { Cart } from "../../../carts/cart.ts";
import type { CartCommand } from "../../../carts/carts.ts";
import { cartPageOf } from "../../../carts/page.ts";
import { toRfc3339 } from "../../../clock.ts";
import { maybe } from "../../../operations/fields.ts";
import type { Shop } from "../../../shop.ts";
import {
  BuyerAnswerSince20260130,
  BuyerRequestSince20260130,
  decodeBuyerSince20260130,
  encodeBuyerSince20260130,
} from "./buyer-since-20260130.ts";
import { demoItems } from "./examples.ts";
import { closed, DateTime, emptyableText, open, Url } from "./fields.ts";
import {
  decodeItemSince20260130,
  itemRequestFields,
  itemsOf,
  itemsRequestFields,
} from "./items-since-20260130.ts";
import { encodeLineItemSince20260130, LineItemAnswerSince20260130 } from "./line-items-since-20260130.ts";
import { encodeMessageSince20260417, MessageAnswerSince20260417 } from "./messages-since-20260417.ts";
import { type RequestShape, requestShape } from "./request-shape.ts";
import { encodeTotalsSince20260417, TotalAnswerSince20260417 } from "./totals.ts";

/** How a version speaks of carts. */
export interface CartWire {
  readonly create: RequestShape<CartCommand>;
  /** Replaces all of the cart. */
  readonly update: RequestShape<CartCommand>;
  readonly cart: { readonly schema: TSchema; readonly encode: (cart: Cart, shop: Shop) => object };
}

const cartFields = { buyer: Type.Optional(BuyerRequestSince20260130) };

const Create = open({
  ...itemsRequestFields(open(itemRequestFields)),
  ...cartFields,
  locale: Type.Optional(emptyableText(35)),
});
const Update = open({ ...itemsRequestFields(open(itemRequestFields)), ...cartFields });

function decodeCart(body: Static<typeof Update>): CartCommand {
  return {
    items: itemsOf(body).map(decodeItemSince20260130),
    buyer: body.buyer && decodeBuyerSince20260130(body.buyer),
  };
}

const createCart = requestShape({
  schema: Create,
  examples: {
    "Two things": { line_items: [{ id: demoItems.tote }, { id: demoItems.giftCard }] },
  },
  decode: (body): CartCommand => ({ ...decodeCart(body), locale: body.locale }),
});

const updateCart = requestShape({
  schema: Update,
  examples: { "Two of a kind": { line_items: [{ id: demoItems.tote }, { id: demoItems.tote }] } },
  decode: decodeCart,
});

const CartAnswer = closed({
  id: Type.String(),
  line_items: Type.Array(LineItemAnswerSince20260130),
  buyer: maybe(BuyerAnswerSince20260130),
  currency: Type.String(),
  totals: Type.Array(TotalAnswerSince20260417),
  messages: Type.Array(MessageAnswerSince20260417),
  continue_url: Url,
  expires_at: DateTime,
});

function encodeCart(cart: Cart, shop: Shop): Static<typeof CartAnswer> {
  return {
    id: cart.id,
    line_items: cart.lineItems.map(encodeLineItemSince20260130),
    buyer: cart.buyer && encodeBuyerSince20260130(cart.buyer),
    currency: cart.currency,
    totals: encodeTotalsSince20260417(cart.totals),
    messages: cart.messages.map(encodeMessageSince20260417),
    continue_url: cartPageOf(cart, shop),
    expires_at: toRfc3339(cart.expiresAt),
  };
}

/** The cart API of this version (`openapi.cart.yaml`). */
export const cartsSince20260417: CartWire = {
  create: createCart,
  update: updateCart,
  cart: { schema: CartAnswer, encode: encodeCart },
};
