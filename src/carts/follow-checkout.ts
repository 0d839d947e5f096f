import type { CallContext } from "../checkout/checkout.ts";
import type { CheckoutSession } from "../checkout/session.ts";
import type { Cart } from "./cart.ts";
import { type CartStores, cartContent, isOpen } from "./carts.ts";

/**
 * Has the cart that a checkout was begun of hold the goods and codes that the checkout holds now, so that a buyer who goes
 * back finds them there (UCP 2026-04-08 and 2026-08-25, cart, "Cart-to-Checkout Conversion"). A cart that was changed
 * since, or that could hold none of the goods, stays as it is. In the write job of the checkout's change.
 */
export async function followCheckout(
  stores: CartStores,
  session: CheckoutSession,
  context: CallContext,
): Promise<void> {
  if (session.cartId === undefined) return;
  const cart = await stores.carts.find(session.cartId);
  if (cart?.sessionId !== session.id || !isOpen(cart, context.now) || holdsTheSame(cart, session)) return;
  const { buyer, unreachableBuyer, buyerContext, locale } = cart;
  const items = session.lineItems.map(({ variantId: id, quantity }, index) => ({ id, quantity, index }));
  const { discountCodes } = session;
  const command = { items, buyer, unreachableBuyer, buyerContext, locale, discountCodes };
  const content = await cartContent(stores, command, cart, context);
  if (content.ok) await stores.carts.replace({ ...cart, ...content.value });
}

function holdsTheSame(cart: Cart, session: CheckoutSession): boolean {
  return contentOf(cart) === contentOf(session);
}

function contentOf({ lineItems, discountCodes = [] }: Pick<Cart, "lineItems" | "discountCodes">): string {
  return JSON.stringify([lineItems.map(({ variantId, quantity }) => [variantId, quantity]), discountCodes]);
}
