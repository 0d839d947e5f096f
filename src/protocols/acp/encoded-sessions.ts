import type { CheckoutSession } from "../../checkout/session.ts";
import type { CheckoutView } from "../../checkout/view.ts";
import type { Wire } from "./wire.ts";

/**
 * Answers of sessions that have not changed since they were last encoded: agents ask again and again. Kept by the
 * session object, which its store gives anew whenever the session changes, and gone with it.
 */
export class EncodedSessions {
  readonly #bodies = new WeakMap<
    CheckoutSession,
    { readonly wire: Pick<Wire, "session">; readonly body: string }
  >();

  /** The answer's JSON text. One with an order is always made anew: the order has a life of its own. */
  body(wire: Pick<Wire, "session">, view: CheckoutView): string {
    const { session, order } = view;
    if (order) return JSON.stringify(wire.session.encode(view));
    const known = this.#bodies.get(session);
    if (known?.wire === wire) return known.body;
    const body = JSON.stringify(wire.session.encode(view));
    this.#bodies.set(session, { wire, body });
    return body;
  }
}
