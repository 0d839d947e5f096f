import { shopAgent } from "../agents/shop-agent.ts";
import type { Cart } from "../carts/cart.ts";
import { isOpen } from "../carts/carts.ts";
import { createSession } from "../checkout/checkout.ts";
import type { CreateCommand } from "../checkout/command.ts";
import { isUnfinished, statusAfter, statusAt } from "../checkout/transitions.ts";
import { type CheckoutView, viewOf } from "../checkout/view.ts";
import type { CartId } from "../ids.ts";
import { fail, succeed } from "../problem.ts";
import type { SpokenProtocol } from "../spoken-protocol.ts";
import type { JobStores } from "../stores.ts";
import type { CheckoutContext } from "./checkout.ts";
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
  async handler(stores, { cartId, locale, protocol }, { agent, services: { terms, clock } }) {
    const now = clock.now();
    const cart = await stores.carts.find(cartId);
    if (cart?.agentId !== agent.id || !isOpen(cart, now)) return fail({ kind: "not_found", what: "cart" });
    const begun = await begunBefore(stores, cart);
    if (begun && leadsOn(statusAt(begun, now))) return succeed(await viewOf(stores, begun, terms));
    const created = await createSession(stores, commandOf(cart, locale), protocol, { agent, terms, now });
    if (!created.ok) return created;
    await stores.carts.replace({ ...cart, sessionId: created.value.session.id });
    return created;
  },
};

async function begunBefore({ sessions }: Pick<JobStores, "sessions">, { sessionId }: Cart) {
  return sessionId && sessions.find(sessionId);
}

/** Whether a session still leads somewhere: to what is left to do, or to its order. */
function leadsOn(status: CheckoutView["session"]["status"]): boolean {
  return isUnfinished(status) || status === statusAfter.complete;
}

function commandOf({ lineItems, buyer, locale, agentId }: Cart, otherwise: string): CreateCommand {
  return {
    items: lineItems.map(({ variantId: id, quantity }, index) => ({ id, quantity, index })),
    buyer,
    locale: locale ?? otherwise,
    way: agentId === shopAgent.id ? "assistant" : undefined,
  };
}
