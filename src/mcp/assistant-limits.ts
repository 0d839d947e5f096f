import { comparableEmail } from "../buyers/comparable-email.ts";
import { type Clock, HOUR, SECOND } from "../clock.ts";
import { RateLimit } from "../http/rate-limit.ts";
import { SharedAllowance } from "../http/shared-allowance.ts";
import type { LiveNodes } from "../storage.ts";

/** How often calls are shared out anew, ms. What is made of an answer takes a millisecond where it sells: see below. */
const WINDOW = 10 * SECOND;

/**
 * Calls of each tool in one window, of everybody without a key together: what one small server does beside selling.
 * Searches are what floods are made of, and are shared out every second: all of a longer window at once would hold up
 * whoever buys at its beginning.
 */
const TOGETHER: ReadonlyMap<string, { readonly most: number; readonly window: number }> = new Map([
  ["search_products", { most: 40, window: SECOND }],
  ["get_product", { most: 80, window: SECOND }],
  ["create_cart", { most: 100, window: WINDOW }],
  ["update_cart", { most: 200, window: WINDOW }],
  ["checkout", { most: 200, window: WINDOW }],
  ["get_order_status", { most: 40, window: WINDOW }],
]);
/** Of what no tool has: each other message, and calls of tools that are not there. */
const OTHERWISE = 800;
/** New carts in an hour: they are kept for days, and must not fill the disk. */
const CARTS_AN_HOUR = 3_600;
/** So many lines of a cart take as much room as another cart. */
const LINES_A_CART = 5;
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

/** Why a message is refused for now: what has been asked for too often. */
export interface TooOften {
  readonly of: "cart" | "order" | "caller" | "shop";
  /** When to try again, at least 1. */
  readonly retryAfterSeconds: number;
}

/**
 * How often those without a key may call. Assistants share their addresses among many people, so a cart and a subject
 * count first. Subjects can be made up, so what an address takes of each tool's calls is bounded, too: by what it leaves
 * for others, see {@link SharedAllowance}. Carts count by the hour besides, by their size. A subject counts within its address, so that nobody uses up another's.
 */
export class AssistantLimits {
  readonly #carts: RateLimit;
  readonly #orders: RateLimit;
  readonly #callers: RateLimit | undefined;
  readonly #together: ReadonlyMap<string, SharedAllowance>;
  readonly #otherwise: SharedAllowance;
  readonly #kept: SharedAllowance;

  /** @param perMinute messages of one subject, or of an address that names none. */
  constructor(perMinute: number | "off", clock: Pick<Clock, "tick">, nodes?: LiveNodes) {
    this.#carts = new RateLimit(PER_CART, clock, nodes);
    this.#orders = new RateLimit(PER_ORDER, clock, nodes);
    this.#callers = perMinute === "off" ? undefined : new RateLimit(perMinute, clock, nodes);
    this.#together = new Map(
      [...TOGETHER].map(([tool, { most, window }]) => [
        tool,
        new SharedAllowance(most, window, clock, nodes),
      ]),
    );
    this.#otherwise = new SharedAllowance(OTHERWISE, WINDOW, clock, nodes);
    this.#kept = new SharedAllowance(CARTS_AN_HOUR, HOUR, clock, nodes);
  }

  /** Counts one message. Gives what there has been too much of, or `undefined` where it may be answered. */
  take({ tool, input, subject, address }: AnonymousMessage): TooOften | undefined {
    const { cart_id: cart, number, email } = input;
    const caller = subject === undefined ? address : `${address} for ${subject}`;
    const shared = (tool === undefined ? undefined : this.#together.get(tool)) ?? this.#otherwise;
    return (
      tooOften("cart", tool !== undefined && typeof cart === "string" ? this.#carts.take(cart) : undefined) ??
      tooOften("caller", this.#callers?.take(caller)) ??
      tooOften("order", tool === "get_order_status" ? this.#takeGuess(number, email) : undefined) ??
      tooOften("shop", shared.take(address) ?? this.#kept.take(address, keptBy(tool, input)))
    );
  }

  #takeGuess(number: unknown, email: unknown): number | undefined {
    const byOrder = typeof number === "number" ? this.#orders.take(`number ${number}`) : undefined;
    const byEmail =
      typeof email === "string" ? this.#orders.take(`email ${comparableEmail(email)}`) : undefined;
    return byOrder ?? byEmail;
  }
}

function tooOften(of: TooOften["of"], retryAfterSeconds: number | undefined): TooOften | undefined {
  return retryAfterSeconds === undefined ? undefined : { of, retryAfterSeconds };
}

/** How many carts' room a call takes. Nobody has checked the arguments yet. */
function keptBy(tool: string | undefined, { line_items: lines }: AnonymousMessage["input"]): number {
  const more = Array.isArray(lines) ? Math.floor(lines.length / LINES_A_CART) : 0;
  return tool === "create_cart" ? 1 + more : tool === "update_cart" ? more : 0;
}
