import { type Static, Type } from "@sinclair/typebox";
import type { Cart } from "../../carts/cart.ts";
import type { CartCommand } from "../../carts/carts.ts";
import { cartPageOf } from "../../carts/page.ts";
import { toRfc3339 } from "../../clock.ts";
import type { Shop } from "../../shop.ts";
import { BuyerAnswer, BuyerRequest, decodeBuyer, encodeBuyer } from "../2026-01-30/buyer.ts";
import { decodeItem, itemRequestFields, itemsOf, itemsRequestFields } from "../2026-01-30/items.ts";
import { encodeLineItem, LineItemAnswer } from "../2026-01-30/line-items.ts";
import { demoItems } from "../examples.ts";
import { closed, DateTime, emptyableText, maybe, open, Url } from "../shared/fields.ts";
import { requestShape } from "../shared/request.ts";
import type { CartWire } from "../wire.ts";
import { encodeMessage, MessageAnswer } from "./messages.ts";
import { encodeTotals, TotalAnswer } from "./order.ts";

const cartFields = { buyer: Type.Optional(BuyerRequest) };

const Create = open({
  ...itemsRequestFields(open(itemRequestFields)),
  ...cartFields,
  locale: Type.Optional(emptyableText(35)),
});
const Update = open({ ...itemsRequestFields(open(itemRequestFields)), ...cartFields });

function decode(body: Static<typeof Update>): CartCommand {
  return { items: itemsOf(body).map(decodeItem), buyer: body.buyer && decodeBuyer(body.buyer) };
}

const create = requestShape({
  schema: Create,
  examples: {
    "Two things": { line_items: [{ id: demoItems.tote }, { id: demoItems.giftCard }] },
  },
  decode: (body): CartCommand => ({ ...decode(body), locale: body.locale }),
});

const update = requestShape({
  schema: Update,
  examples: { "Two of a kind": { line_items: [{ id: demoItems.tote }, { id: demoItems.tote }] } },
  decode,
});

const CartAnswer = closed({
  id: Type.String(),
  line_items: Type.Array(LineItemAnswer),
  buyer: maybe(BuyerAnswer),
  currency: Type.String(),
  totals: Type.Array(TotalAnswer),
  messages: Type.Array(MessageAnswer),
  continue_url: Url,
  expires_at: DateTime,
});

function encode(cart: Cart, shop: Shop): Static<typeof CartAnswer> {
  return {
    id: cart.id,
    line_items: cart.lineItems.map(encodeLineItem),
    buyer: cart.buyer && encodeBuyer(cart.buyer),
    currency: cart.currency,
    totals: encodeTotals(cart.totals),
    messages: cart.messages.map(encodeMessage),
    continue_url: cartPageOf(cart, shop),
    expires_at: toRfc3339(cart.expiresAt),
  };
}

/** The cart API of this version (`openapi.cart.yaml`). */
export const carts: CartWire = { create, update, cart: { schema: CartAnswer, encode } };
