import { shopAgent } from "../agents/shop-agent.ts";
import type { Cart } from "../carts/cart.ts";
import { getCart, isOpen } from "../carts/carts.ts";
import { type CallContext, createSession, updateSession } from "../checkout/checkout.ts";
import type { CreateCommand, UpdateCommand } from "../checkout/command.ts";
import type { Quotes } from "../checkout/quotes.ts";
import type { CheckoutSession } from "../checkout/session.ts";
import { isUnfinished, statusAfter, statusAt, takesChanges } from "../checkout/transitions.ts";
import { type CheckoutView, viewOf } from "../checkout/view.ts";
import type { CartId } from "../ids.ts";
import { fail, type Outcome, succeed } from "../problem.ts";
import type { SpokenProtocol } from "../spoken-protocol.ts";
import type { JobStores } from "../stores.ts";
import {
  type CheckoutContext,
  callContext,
  createCheckout,
  type NewCheckout,
  updateCheckout,
} from "./checkout.ts";
import type { ChangeOperation } from "./operation.ts";

/** Which cart is checked out, and how. */
export interface CartCheckout {
  readonly cartId: CartId;
  /** What the buyer reads, where the cart does not say. */
  readonly locale: string;
  readonly protocol: SpokenProtocol;
}

/**
 * Begins the checkout of what a cart holds. A cart has one at a time: pressed twice, in two tabs or after it was paid,
 * its button leads to the same session. Another is begun once that one was canceled or is over, or the cart was
 * changed. It is its agent's, whoever finishes it. Nobody outside is asked: a cart has no address yet.
 *
 * Problems: `not_found`, also when canceled, expired or another agent's; those of creating a session.
 */
export const checkOutCart: ChangeOperation<CartCheckout, CheckoutView, CheckoutContext> = {
  name: "cart check out",
  kind: "change",
  subject: ({ cartId }) => cartId,
  async handler(stores, { cartId, locale, protocol }, { agent, stranger, services: { terms, clock } }) {
    const now = clock.now();
    const cart = await stores.carts.find(cartId);
    if (cart?.agentId !== agent.id || !isOpen(cart, now)) return fail({ kind: "not_found", what: "cart" });
    const begun = await begunBefore(stores, cart);
    if (begun && leadsOn(statusAt(begun, now))) return succeed(await viewOf(stores, begun, terms));
    const command = { ...contentOf(cart), locale: cart.locale ?? locale, way: wayOf(cart) };
    return beginOf(stores, cart, { command, protocol }, { agent, stranger, terms, now });
  },
};

/**
 * As {@link createCheckout}, for protocols whose requests may name a cart: then its content is what is bought, whatever
 * else the request says of that; and while the checkout begun of it is not finished, that one is shown. Where the cart
 * was changed meanwhile, that checkout takes the change up first, unless it is being paid.
 */
export const createCheckoutOrTakeCart: ChangeOperation<
  NewCheckout & { readonly cartId?: CartId | undefined },
  TakenCheckout,
  CheckoutContext,
  Quotes
> = {
  ...createCheckout,
  async prepare({ cartId, ...input }, context) {
    if (cartId === undefined) return createCheckout.prepare?.(input, context);
    const cart = await context.services.reads.carts.find(cartId);
    if (!cart) return undefined;
    if (cart.earlierSessionId && !cart.sessionId) {
      const earlier = await context.services.reads.sessions.find(cart.earlierSessionId);
      if (earlier && takesChanges(statusAt(earlier, context.services.clock.now())))
        return updateCheckout.prepare?.({ sessionId: earlier.id, command: changeTo(cart) }, context);
    }
    return createCheckout.prepare?.({ ...input, command: { ...input.command, ...contentOf(cart) } }, context);
  },
  async handler(stores, { cartId, ...input }, context, quotes) {
    if (cartId === undefined) return createCheckout.handler(stores, input, context, quotes);
    const call = callContext(context, quotes);
    const cart = await getCart(stores, cartId, call);
    if (!cart.ok) return cart;
    const begun = await begunBefore(stores, cart.value);
    if (begun && isUnfinished(statusAt(begun, call.now)))
      return succeed({ ...(await viewOf(stores, begun, call.terms)), wasThere: true });
    const earlier = await begunBefore(stores, { sessionId: cart.value.earlierSessionId });
    if (earlier && isUnfinished(statusAt(earlier, call.now)))
      return takeUp(stores, cart.value, earlier, call);
    const command = { ...input.command, ...contentOf(cart.value) };
    return beginOf(stores, cart.value, { ...input, command }, call);
  },
};

/** A checkout as it is after it was asked for. */
export interface TakenCheckout extends CheckoutView {
  /** It had been begun before. */
  readonly wasThere?: true | undefined;
}

/** Makes a session of a cart, and notes it there. In a write job. */
async function beginOf(
  stores: JobStores,
  cart: Cart,
  { command, protocol }: NewCheckout,
  context: CallContext,
): Promise<Outcome<CheckoutView>> {
  const created = await createSession(stores, command, protocol, context, cart.id);
  if (created.ok) await stores.carts.replace({ ...cart, sessionId: created.value.session.id });
  return created;
}

/** Has a checkout that was begun of a cart take up what the cart holds now. One that is being paid stays as it is. */
async function takeUp(
  stores: JobStores,
  cart: Cart,
  begun: CheckoutSession,
  call: CallContext,
): Promise<Outcome<TakenCheckout>> {
  if (!takesChanges(statusAt(begun, call.now)))
    return succeed({ ...(await viewOf(stores, begun, call.terms)), wasThere: true });
  const updated = await updateSession(stores, begun.id, changeTo(cart), call);
  if (!updated.ok) return updated;
  await stores.carts.replace({ ...cart, sessionId: begun.id, earlierSessionId: undefined });
  return succeed({ ...updated.value, wasThere: true });
}

/** What makes a checkout hold what a cart holds. Of a buyer of whom the cart says nothing, it keeps what it knows. */
function changeTo(cart: Cart): UpdateCommand {
  const { items, buyer, unreachableBuyer, buyerContext } = contentOf(cart);
  const saysWhoBuys = buyer !== undefined || unreachableBuyer !== undefined;
  return {
    clears: saysWhoBuys ? ["buyer"] : [],
    items,
    buyer,
    unreachableBuyer,
    buyerContext,
    discountCodes: cart.discountCodes ?? [],
    orderNotes: cart.orderNotes,
  };
}

async function begunBefore(
  { sessions }: Pick<JobStores, "sessions">,
  { sessionId }: Pick<Cart, "sessionId">,
) {
  return sessionId && sessions.find(sessionId);
}

/** Whether a session still leads somewhere: to what is left to do, or to its order. */
function leadsOn(status: CheckoutView["session"]["status"]): boolean {
  return isUnfinished(status) || status === statusAfter.complete;
}

/** What a cart's content asks for as a checkout. Of codes and notes it says nothing where it has none. */
function contentOf(cart: Cart) {
  const { lineItems, buyer, unreachableBuyer, buyerContext, discountCodes = [], orderNotes, locale } = cart;
  const items = lineItems.map(({ variantId: id, quantity }, index) => ({ id, quantity, index }));
  return {
    items,
    buyer,
    unreachableBuyer,
    buyerContext,
    locale,
    ...(discountCodes.length > 0 ? { discountCodes } : {}),
    ...(orderNotes === undefined ? {} : { orderNotes }),
  };
}

function wayOf({ agentId }: Cart): CreateCommand["way"] {
  return agentId === shopAgent.id ? "assistant" : undefined;
}
