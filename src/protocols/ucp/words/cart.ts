import { type Static, Type } from "@sinclair/typebox";
import type { Cart } from "../../../carts/cart.ts";
import { cartPageOf } from "../../../carts/page.ts";
import { toRfc3339 } from "../../../clock.ts";
import { maybe } from "../../../operations/fields.ts";
import type { Shop } from "../../../shop.ts";
import { ContextAnswer, encodeContext } from "./buyer-context.ts";
import { cart as cartCapability, discount } from "./capabilities.ts";
import { DiscountsAnswer, encodeDiscounts } from "./discounts.ts";
import { claimsNotAccepted } from "./eligibility.ts";
import { Envelope, envelope, type Reader } from "./envelope.ts";
import { open } from "./fields.ts";
import { encodeLineItem, LineItemAnswer } from "./line-items.ts";
import { encodeMessage, MessageAnswer } from "./messages.ts";
import { PolicyAnswer } from "./policies-since-20260825.ts";
import { BuyerAnswer, encodeBuyer, encodeLinks, LinkAnswer } from "./shop.ts";
import { encodeTotals, Totals } from "./totals.ts";

/** Things put together before anybody pays. */
export const CartAnswer = open({
  ucp: Envelope,
  id: Type.String(),
  line_items: Type.Array(LineItemAnswer),
  buyer: maybe(BuyerAnswer),
  context: maybe(ContextAnswer),
  currency: Type.String(),
  totals: Totals,
  discounts: maybe(DiscountsAnswer),
  messages: Type.Array(MessageAnswer),
  links: Type.Array(LinkAnswer),
  policies: maybe(Type.Array(PolicyAnswer)),
  continue_url: Type.String(),
  expires_at: Type.String(),
});

/** Shows a cart, with the address of its page: discounts only where they were agreed on. */
export function encodeCart(cart: Cart, shop: Shop, reader: Reader): Static<typeof CartAnswer> {
  return {
    ucp: envelope(reader, cartCapability),
    id: cart.id,
    line_items: cart.lineItems.map(encodeLineItem),
    buyer: encodeBuyer(cart.buyer ?? cart.unreachableBuyer),
    context: encodeContext(cart.buyerContext),
    currency: cart.currency.toUpperCase(),
    totals: encodeTotals(cart.totals, cart.appliedDiscounts),
    discounts: reader.capabilities.includes(discount) ? encodeDiscounts(cart) : undefined,
    messages: [
      ...cart.messages.map((message) => encodeMessage(message)),
      ...claimsNotAccepted(cart.buyerContext),
    ],
    links: encodeLinks(shop),
    continue_url: cartPageOf(cart, shop),
    expires_at: toRfc3339(cart.expiresAt),
  };
}
