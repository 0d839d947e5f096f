import type { Agent } from "../agents/agent.ts";
import { countedAs } from "../agents/profile-agent.ts";
import type { Buyer, UnreachableBuyer } from "../buyers/buyer.ts";
import type { BuyerContext } from "../buyers/buyer-context.ts";
import type { VariantReader } from "../catalog/stores.ts";
import type { CallContext } from "../checkout/checkout.ts";
import type { RequestedItem } from "../checkout/command.ts";
import { compute } from "../checkout/compute.ts";
import { beyondBilling, type Draft, draftItemsOf, readKnown } from "../checkout/draft.ts";
import { mergeNotes, planOf } from "../checkout/plan.ts";
import type { Message } from "../checkout/session.ts";
import { unknownItem } from "../checkout/unknown-item.ts";
import { after, DAY, type Instant } from "../clock.ts";
import { slowedDown } from "../discounts/code-guesses.ts";
import { codesOf } from "../discounts/discount.ts";
import type { CodeGuessStore, DiscountReader } from "../discounts/stores.ts";
import { type CartId, newId, newUnguessableToken } from "../ids.ts";
import { fail, type Outcome, succeed } from "../problem.ts";
import type { Cart, CartStore } from "./cart.ts";

/** A cart lives this long after it was last touched, ms: long enough to come back to tomorrow. */
export const CART_LIFETIME = 3 * DAY;

/** What a create or update request asks for. An update replaces everything else. */
export interface CartCommand {
  readonly items: readonly RequestedItem[];
  readonly buyer?: Buyer | undefined;
  readonly unreachableBuyer?: UnreachableBuyer | undefined;
  readonly buyerContext?: BuyerContext | undefined;
  readonly locale?: string | undefined;
  /** Absent: those the cart has already. */
  readonly discountCodes?: readonly string[] | undefined;
  /** Absent: what the cart says already. Empty: nothing. */
  readonly orderNotes?: string | undefined;
}

/** What carts read and write. */
export interface CartStores {
  readonly carts: CartStore;
  readonly catalog: VariantReader;
  readonly discounts: DiscountReader;
  readonly codeGuesses: CodeGuessStore;
}

/**
 * Makes a cart. Items that cannot be had are said so in messages; with none that can, nothing is made. Problems:
 * `invalid` quantity, `out_of_stock`.
 */
export async function createCart(
  stores: CartStores,
  command: CartCommand,
  context: CallContext,
): Promise<Outcome<Cart>> {
  const content = await cartContent(stores, command, undefined, context);
  if (!content.ok) return content;
  const { agent, now } = context;
  const cart: Cart = {
    ...content.value,
    id: newId("CartId"),
    agentId: agent.id,
    canceled: false,
    pageToken: newUnguessableToken(),
    createdAt: now,
  };
  await stores.carts.insert(cart);
  return succeed(cart);
}

/** Shows a cart. Problems: `not_found`, also when canceled, expired or another agent's. */
export async function getCart(
  stores: { readonly carts: Pick<CartStore, "find"> },
  id: CartId,
  { agent, now }: Pick<CallContext, "agent" | "now">,
): Promise<Outcome<Cart>> {
  const cart = await findOpen(stores, id, agent, now);
  return cart ? succeed(cart) : fail({ kind: "not_found", what: "cart" });
}

/** Replaces all of a cart's content. Problems as {@link createCart} and {@link getCart}. */
export async function updateCart(
  stores: CartStores,
  id: CartId,
  command: CartCommand,
  context: CallContext,
): Promise<Outcome<Cart>> {
  const cart = await findOpen(stores, id, context.agent, context.now);
  if (!cart) return fail({ kind: "not_found", what: "cart" });
  const content = await cartContent(stores, command, cart, context);
  if (!content.ok) return content;
  const updated: Cart = {
    ...cart,
    ...content.value,
    locale: command.locale ?? cart.locale,
    sessionId: undefined,
    earlierSessionId: cart.sessionId ?? cart.earlierSessionId,
  };
  await stores.carts.replace(updated);
  return succeed(updated);
}

/** Throws a cart away and shows it one last time. Problems as {@link getCart}. */
export async function cancelCart(
  stores: Pick<CartStores, "carts">,
  id: CartId,
  { agent, now }: Pick<CallContext, "agent" | "now">,
): Promise<Outcome<Cart>> {
  const cart = await findOpen(stores, id, agent, now);
  if (!cart) return fail({ kind: "not_found", what: "cart" });
  const canceled: Cart = { ...cart, canceled: true, updatedAt: now };
  await stores.carts.replace(canceled);
  return succeed(canceled);
}

/** Whether a cart can still be used at `now`. */
export function isOpen(cart: Cart, now: Instant): boolean {
  return !cart.canceled && now < cart.expiresAt;
}

async function findOpen(
  stores: { readonly carts: Pick<CartStore, "find"> },
  id: CartId,
  agent: Agent,
  now: Instant,
): Promise<Cart | undefined> {
  const cart = await stores.carts.find(id);
  return cart?.agentId === agent.id && isOpen(cart, now) ? cart : undefined;
}

type Content = Omit<
  Cart,
  "id" | "agentId" | "canceled" | "pageToken" | "createdAt" | "sessionId" | "earlierSessionId"
>;

/**
 * What a cart holds once it is filled as a command says, priced as of now. Problems as {@link createCart}.
 *
 * @param existing the cart as it was; absent for a new one.
 */
export async function cartContent(
  stores: CartStores,
  command: CartCommand,
  existing: Cart | undefined,
  { agent, stranger, terms, now }: CallContext,
): Promise<Outcome<Content>> {
  const asked = draftItemsOf(command.items, existing?.lineItems ?? []);
  if (!asked.ok) return asked;
  const variants = await readKnown(stores.catalog, asked.value);
  const tooMuch = beyondBilling(asked.value, variants, command.items);
  if (tooMuch) return fail(tooMuch);
  const draft: Draft = {
    items: asked.value.filter((item) => variants.has(item.variantId)),
    buyer: command.buyer,
    discountCodes: command.discountCodes ?? existing?.discountCodes ?? [],
    selectedByAgent: false,
  };
  const unknownMessages: Message[] = [];
  for (const { id } of command.items) {
    if (!variants.has(id)) unknownMessages.push(unknownMessage(await unknownItem(stores.catalog, id)));
  }
  const plan = planOf(draft, variants, { terms, now });
  const granted = codesOf(existing?.appliedDiscounts ?? []);
  const discounts = slowedDown(stores, { agent: countedAs(agent), stranger }, granted, now);
  const { lineItems, totals, messages, appliedDiscounts } = await compute(plan, discounts, { terms, now });
  if (lineItems.every((line) => line.availability.status === "out_of_stock")) {
    return fail({
      kind: "out_of_stock",
      of: "cart",
      isUnknown: lineItems.length === 0,
      place: { at: "line_items" },
      detail: [
        "None of the items can be had now.",
        ...unknownMessages.slice(0, 3).map(({ content }) => content),
        ...lineItems.flatMap(({ title, availability: { available: left } }) =>
          left ? [`Only ${left} of “${title}” ${left === 1 ? "is" : "are"} left.`] : [],
        ),
        "A search here or our product feed says what is in stock.",
      ].join(" "),
    });
  }
  return succeed({
    currency: terms.shop.currency,
    buyer: command.buyer,
    unreachableBuyer: command.unreachableBuyer,
    buyerContext: command.buyerContext,
    locale: command.locale,
    lineItems,
    discountCodes: draft.discountCodes,
    appliedDiscounts,
    orderNotes: mergeNotes(existing?.orderNotes, command.orderNotes),
    totals: totals.filter((total) => total.type !== "fulfillment"),
    messages: [...unknownMessages, ...messages.filter(isAboutItems)],
    updatedAt: now,
    expiresAt: after(now, CART_LIFETIME),
  });
}

/** A cart asks for no address yet; only what is said of items and codes belongs on it. */
function isAboutItems({ place }: Message): boolean {
  return place?.at === "line_item" || place?.at === "discount_code";
}

function unknownMessage(words: string): Message {
  return {
    type: "error",
    code: "not_found",
    place: { at: "line_items" },
    content: `Left out: ${words}${words.endsWith("?") ? "" : "."}`,
    contentType: "plain",
    severity: "medium",
    resolution: "recoverable",
  };
}
