import { type Static, Type } from "@sinclair/typebox";
import type { Agent } from "../agents/agent.ts";
import { shopAgent } from "../agents/shop-agent.ts";
import type { Cart } from "../carts/cart.ts";
import { cartPageOf } from "../carts/page.ts";
import type { VariantReader } from "../catalog/stores.ts";
import { type Computed, compute } from "../checkout/compute.ts";
import { readKnown } from "../checkout/draft.ts";
import { planOf } from "../checkout/plan.ts";
import { toRfc3339 } from "../clock.ts";
import type { DiscountReader } from "../discounts/stores.ts";
import { asId, type CartId, type VariantId } from "../ids.ts";
import { formatForPeople, type Minor } from "../money.ts";
import {
  type CartServices,
  createCartOperation,
  getCartOperation,
  updateCartOperation,
} from "../operations/carts.ts";
import { outcomeOf } from "../operations/outcome.ts";
import type { Perform } from "../operations/perform.ts";
import type { Outcome } from "../problem.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import { changes, checker, looksOnly, type OpenTool, problemOf, type ToolAnswer } from "./tool.ts";

export interface CartToolServices {
  readonly perform: Perform;
  readonly services: CartServices;
  readonly catalog: VariantReader;
  readonly discounts: DiscountReader;
  readonly newest: ProtocolVersion;
}

/** More lines than this are no cart that anybody puts together in a conversation. */
const MOST_LINES = 50;

const content = {
  line_items: Type.Array(
    Type.Object({
      id: Type.String({ minLength: 1, maxLength: 256, description: "A variant's id from search_products." }),
      quantity: Type.Integer({ minimum: 1, maximum: 10_000 }),
    }),
    { minItems: 1, maxItems: MOST_LINES, description: "All of the cart: what is left out is taken out." },
  ),
  country: Type.Optional(
    Type.String({
      pattern: "^[A-Za-z]{2}$",
      description: "Two letters, as US, to estimate delivery and tax.",
    }),
  ),
  state: Type.Optional(Type.String({ maxLength: 64, description: "Subdivision code, as CA." })),
  postal_code: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })),
};
const cartId = Type.String({ minLength: 1, maxLength: 64, description: "From create_cart." });

const CreateArguments = Type.Object(content, { additionalProperties: true });
const UpdateArguments = Type.Object({ cart_id: cartId, ...content }, { additionalProperties: true });
const CheckoutArguments = Type.Object({ cart_id: cartId }, { additionalProperties: true });
type Content = Static<typeof CreateArguments>;

const Amount = Type.Object({ amount: Type.Integer(), display: Type.String() });

const cartFields = {
  cart_id: Type.String(),
  line_items: Type.Array(
    Type.Object({
      id: Type.String(),
      title: Type.String(),
      quantity: Type.Integer(),
      available: Type.Boolean(),
      total: Amount,
    }),
  ),
  currency: Type.String(),
  totals: Type.Array(Type.Object({ label: Type.String(), ...Amount.properties })),
  is_estimate: Type.Boolean(),
  messages: Type.Array(Type.String()),
  expires_at: Type.String(),
};
const CartAnswer = Type.Object(cartFields);
const CheckoutAnswer = Type.Object({ url: Type.String(), ...cartFields });
type CartAnswer = Static<typeof CartAnswer>;

/**
 * The tools anybody may call to put goods together and to get the page where their buyer pays. A cart holds no stock, and
 * its id is the permission to change it.
 */
export function cartTools({ perform, services, catalog, discounts, newest }: CartToolServices): OpenTool[] {
  const { terms, clock } = services;
  const { shop } = terms;
  const checkCreate = checker(CreateArguments);
  const checkUpdate = checker(UpdateArguments);
  const checkCheckout = checker(CheckoutArguments);

  /** What a cart comes to where it is sent: as its checkout will, if the address is no more than that. */
  async function estimate({ lineItems }: Cart, { country, state, postal_code }: Content): Promise<Computed> {
    const items = lineItems.map(({ id, variantId, quantity, unitPrice }) => ({
      lineItemId: id,
      variantId,
      quantity,
      seenUnitAmount: unitPrice,
    }));
    const variants = await readKnown(catalog, items);
    const address = country && {
      name: "",
      lineOne: "",
      city: "",
      state: state ?? "",
      country: country.toUpperCase(),
      postalCode: postal_code ?? "",
    };
    const draft = {
      items: items.filter(({ variantId }) => variants.has(variantId)),
      fulfillmentDetails: address ? { address } : undefined,
      discountCodes: [],
      selectedByAgent: false,
    };
    const context = { terms, now: clock.now() };
    return compute(planOf(draft, variants, context), discounts, context);
  }

  function amountOf(amount: Minor) {
    return { amount, display: formatForPeople(amount, shop.currency) };
  }

  function show(cart: Cart, { totals, messages }: Pick<Cart, "totals" | "messages">): CartAnswer {
    return {
      cart_id: cart.id,
      line_items: cart.lineItems.map(({ variantId, title, quantity, availability, amounts }) => ({
        id: variantId,
        title,
        quantity,
        available: availability.status !== "out_of_stock",
        total: amountOf(amounts.total),
      })),
      currency: cart.currency,
      totals: totals.map(({ displayText, amount }) => ({ label: displayText, ...amountOf(amount) })),
      is_estimate: true,
      messages: [...new Set(messages.map((message) => message.content))],
      expires_at: toRfc3339(cart.expiresAt),
    };
  }

  async function answer(outcome: Outcome<Cart>, asked: Content): Promise<ToolAnswer> {
    if (!outcome.ok) return problemOf(newest, outcome.problem);
    const cart = outcome.value;
    if (asked.country === undefined) return { ok: true, value: show(cart, cart) };
    const { totals, messages } = await estimate(cart, asked);
    const left = cart.messages.filter(({ place }) => place?.at === "line_items");
    return { ok: true, value: show(cart, { totals, messages: [...left, ...messages] }) };
  }

  return [
    {
      name: "create_cart",
      title: "Put together a cart",
      description:
        "Puts variants into a new cart and answers prices; with country and postal code, delivery and tax too. Reserves and charges nothing. Next: checkout.",
      inputSchema: CreateArguments,
      outputSchema: CartAnswer,
      annotations: changes,
      access: "anybody",
      async call(input, { agent }) {
        const wrong = checkCreate(input ?? {});
        if (wrong) return problemOf(newest, wrong);
        // Checked above: the one place where these arguments get their type.
        const asked = input as Content;
        const command = { items: asked.line_items.map(requested) };
        return answer(
          await outcomeOf(perform, createCartOperation, { command }, contextOf(agent, services)),
          asked,
        );
      },
    },
    {
      name: "update_cart",
      title: "Change a cart",
      description: "Replaces all that is in a cart: send every line it should have afterwards.",
      inputSchema: UpdateArguments,
      outputSchema: CartAnswer,
      annotations: replaces,
      access: "anybody",
      async call(input, { agent }) {
        const wrong = checkUpdate(input ?? {});
        if (wrong) return problemOf(newest, wrong);
        // Checked above: the one place where these arguments get their type.
        const { cart_id: id, ...asked } = input as Static<typeof UpdateArguments>;
        const change = { cartId: asId<CartId>(id), command: { items: asked.line_items.map(requested) } };
        return answer(
          await outcomeOf(perform, updateCartOperation, change, contextOf(agent, services)),
          asked,
        );
      },
    },
    {
      name: "checkout",
      title: "Go to the checkout",
      description:
        "Answers the link to the shop's own page, where the buyer gives address and discount code and pays. Show them what is in the cart and give them the link as it is. Nothing is bought before they pay there.",
      inputSchema: CheckoutArguments,
      outputSchema: CheckoutAnswer,
      annotations: looksOnly,
      access: "anybody",
      async call(input, { agent }) {
        const wrong = checkCheckout(input ?? {});
        if (wrong) return problemOf(newest, wrong);
        // Checked above: the one place where these arguments get their type.
        const { cart_id: id } = input as Static<typeof CheckoutArguments>;
        const context = contextOf(agent, services);
        const found = await outcomeOf(perform, getCartOperation, { cartId: asId<CartId>(id) }, context);
        if (!found.ok) return problemOf(newest, found.problem);
        const cart = found.value;
        return { ok: true, value: { url: cartPageOf(cart, shop), ...show(cart, cart) } };
      },
    },
  ];
}

/** An update takes out what it does not name; the same one again changes nothing more. */
const replaces = { ...changes, destructiveHint: true, idempotentHint: true } as const;

/** Carts of those without a key are the shop's own. */
function contextOf(agent: Agent | undefined, services: CartServices) {
  return { agent: agent ?? shopAgent, services };
}

function requested({ id, quantity }: Content["line_items"][number], index: number) {
  return { id: asId<VariantId>(id), quantity, index };
}
