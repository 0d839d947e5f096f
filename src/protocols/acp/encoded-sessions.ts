import { AskedAgain } from "../../asked-again.ts";
import type { CheckoutPageLinks } from "../../checkout/page-link.ts";
import type { SessionStatus } from "../../checkout/session.ts";
import type { SessionRevision } from "../../checkout/stores.ts";
import type { CheckoutView } from "../../checkout/view.ts";
import type { SessionId } from "../../ids.ts";

/** Answers kept in memory, some kilobytes each: as many as sessions are remembered of a shop that needs a server. */
const MOST_KEPT = 4_000;

/** How a version answers about a session, with the page on which its buyer may finish it. */
type Encode = (view: CheckoutView, pageOf?: CheckoutPageLinks["pageOf"]) => object;

/** An answer, and all that it depends on beside the session's id, which is all that its page's address depends on. */
interface Encoded {
  readonly revision: SessionRevision;
  /** A session whose time is over shows so before that is written down. */
  readonly status: SessionStatus;
  readonly body: string;
}

/** The answers of one version about sessions that are as they were when they were last encoded: agents ask again and again. */
export class EncodedSessions {
  readonly #kept = new AskedAgain<SessionId, Encoded>(MOST_KEPT);
  readonly #encode: Encode;

  constructor(encode: Encode) {
    this.#encode = encode;
  }

  /** The answer's JSON text. One with an order is always made anew: the order has a life of its own. */
  body(view: CheckoutView, pageOf?: CheckoutPageLinks["pageOf"]): string {
    const { session, order, revision } = view;
    if (order || revision === undefined) return JSON.stringify(this.#encode(view, pageOf));
    const { id, status } = session;
    const kept = this.#kept.get(id);
    if (kept?.revision === revision && kept.status === status) return kept.body;
    const body = JSON.stringify(this.#encode(view, pageOf));
    this.#kept.offer(id, { revision, status, body });
    return body;
  }
}
