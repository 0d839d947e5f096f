import { createHmac } from "node:crypto";
import type { Books } from "./books.ts";

/** An event as Stripe posts it. */
export interface StripeEvent {
  readonly id: string;
  readonly object: "event";
  readonly api_version: string;
  readonly created: number;
  readonly type: string;
  readonly data: { readonly object: object };
  readonly livemode: false;
  readonly pending_webhooks: number;
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null };
}

/** Everything that happened, in order. Delivered when the test asks, or at once to registered endpoints. */
export class EventLog {
  readonly all: StripeEvent[] = [];
  readonly #books: Books;
  /** Deliveries still under way. */
  readonly #posting = new Set<Promise<unknown>>();

  constructor(books: Books) {
    this.#books = books;
  }

  tell(type: string, object: object): void {
    const event: StripeEvent = {
      id: this.#books.id("evt"),
      object: "event",
      api_version: "2026-10-28.endive",
      created: this.#books.now(),
      type,
      data: { object: structuredClone(object) },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
    };
    this.all.push(event);
    for (const endpoint of this.#books.endpoints.values()) {
      if (!endpoint.enabledEvents.includes("*") && !endpoint.enabledEvents.includes(type)) continue;
      const post = this.deliver(event, endpoint.url, endpoint.secret).catch(() => {});
      this.#posting.add(post);
      post.finally(() => this.#posting.delete(post));
    }
  }

  /** Posts an event, signed, and gives the status answered. */
  async deliver(event: StripeEvent, url: string, secret: string): Promise<number> {
    const body = JSON.stringify(event);
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": sign(body, secret, this.#books.now()),
      },
      body,
    });
    return response.status;
  }

  /** Waits until nothing is being delivered any more. */
  async settled(): Promise<void> {
    while (this.#posting.size > 0) await Promise.all(this.#posting);
  }
}

/** The `Stripe-Signature` header: HMAC-SHA256 over `timestamp.body`. */
export function sign(body: string, secret: string, timestamp: number): string {
  return `t=${timestamp},v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
}
