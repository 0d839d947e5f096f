import { comparableEmail } from "../buyers/remember.ts";
import type { Clock } from "../clock.ts";
import { RateLimit } from "../http/rate-limit.ts";

/** Calls a minute of each tool, of everybody without a key together: what one small server does beside selling. */
const TOGETHER: ReadonlyMap<string, number> = new Map([
  ["search_products", 1200],
  ["get_product", 2400],
  ["create_cart", 120],
  ["update_cart", 600],
  ["checkout", 600],
  ["get_order_status", 120],
]);
/** Of what no tool has: each other message, and calls of tools that are not there. */
const OTHERWISE = 2400;
/** Changes of one cart a minute: somebody in a conversation makes a few. */
const PER_CART = 30;
/** Questions a minute after one order, or with one e-mail address, by whoever may be guessing at the other. */
const PER_ORDER = 5;

/** A message of somebody without a key, as far as limits go. */
export interface AnonymousMessage {
  /** The tool that is called; absent for any other message. */
  readonly tool?: string | undefined;
  readonly input: Readonly<Record<string, unknown>>;
  /** Who an assistant says it speaks for (`_meta["openai/subject"]`). A hint: anybody can make one up. */
  readonly subject?: string | undefined;
  readonly address: string;
}

/**
 * How often those without a key may call. Assistants share their addresses among many people, so a cart and a subject
 * count first, and the address only where there is no subject. Subjects can be made up: what all of them have together
 * is bounded for each tool.
 */
export class AssistantLimits {
  readonly #carts: RateLimit;
  readonly #orders: RateLimit;
  readonly #callers: RateLimit | undefined;
  readonly #together: ReadonlyMap<string, RateLimit>;
  readonly #otherwise: RateLimit;

  /** @param perMinute messages of one subject, or of an address that names none. */
  constructor(perMinute: number | "off", clock: Pick<Clock, "tick">) {
    this.#carts = new RateLimit(PER_CART, clock);
    this.#orders = new RateLimit(PER_ORDER, clock);
    this.#callers = perMinute === "off" ? undefined : new RateLimit(perMinute, clock);
    this.#together = new Map([...TOGETHER].map(([tool, most]) => [tool, new RateLimit(most, clock)]));
    this.#otherwise = new RateLimit(OTHERWISE, clock);
  }

  /** Counts one message. Gives `undefined`, or in how many seconds to try again. */
  take({ tool, input, subject, address }: AnonymousMessage): number | undefined {
    const { cart_id: cart, number, email } = input;
    const caller = subject === undefined ? `address ${address}` : `subject ${subject}`;
    return (
      (tool !== undefined && typeof cart === "string" ? this.#carts.take(cart) : undefined) ??
      this.#callers?.take(caller) ??
      (tool === "get_order_status" ? this.#takeGuess(number, email) : undefined) ??
      ((tool === undefined ? undefined : this.#together.get(tool)) ?? this.#otherwise).take("all")
    );
  }

  #takeGuess(number: unknown, email: unknown): number | undefined {
    const byOrder = typeof number === "number" ? this.#orders.take(`number ${number}`) : undefined;
    const byEmail =
      typeof email === "string" ? this.#orders.take(`email ${comparableEmail(email)}`) : undefined;
    return byOrder ?? byEmail;
  }
}
