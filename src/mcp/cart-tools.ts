import { type Static, Type } from "@sinclair/typebox";
import { shopAgent } from "../agents/shop-agent.ts";
import type { Cart } from "../carts/cart.ts";
import type { CartCommand } from "../carts/carts.ts";
import { strangerAt } from "../discounts/code-guesses.ts";
import { asId, type CartId, type VariantId } from "../ids.ts";
import {
  type CartServices,
  createCartOperation,
  getCartOperation,
  updateCartOperation,
} from "../operations/carts.ts";
import { outcomeOf } from "../operations/outcome.ts";
import type { Perform } from "../operations/perform.ts";
import type { Outcome, Problem } from "../problem.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import { noSuchState, stateCodeOf } from "../states.ts";
import { type CartShowing, CartToolAnswer, type EstimatedPlace, showCart } from "./cart-answer.ts";
import {
  changes,
  checker,
  looksOnly,
  type OpenTool,
  problemOf,
  type ToolAnswer,
  type ToolCaller,
} from "./tool.ts";
import { widgets } from "./widgets/widgets.ts";

export interface CartToolServices extends CartShowing {
  readonly perform: Perform;
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
    {
      minItems: 1,
      maxItems: MOST_LINES,
      description:
        "All of the cart: what is left out is taken out. Never empty: an unwanted cart ends by itself.",
    },
  ),
  country: Type.Optional(
    Type.String({
      pattern: "^[A-Za-z]{2}$",
      description: "Two letters, as US, to estimate delivery and tax.",
    }),
  ),
  state: Type.Optional(Type.String({ maxLength: 64, description: "Subdivision code, as CA." })),
  postal_code: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })),
  code: Type.Optional(
    Type.String({ maxLength: 64, description: "Discount code that the buyer has. Empty takes it out." }),
  ),
  note: Type.Optional(
    Type.String({ maxLength: 1000, description: "The buyer's words to the shop. Empty takes it out." }),
  ),
};
const cartId = Type.String({ minLength: 1, maxLength: 64, description: "From create_cart." });

const CreateArguments = Type.Object(content, { additionalProperties: true });
const UpdateArguments = Type.Object({ cart_id: cartId, ...content }, { additionalProperties: true });
const CheckoutArguments = Type.Object({ cart_id: cartId }, { additionalProperties: true });
type Content = Static<typeof CreateArguments>;

/**
 * The tools anybody may call to put goods together and to get the page where their buyer pays. A cart holds no stock, and
 * its id is the permission to change it.
 */
export function cartTools(services: CartToolServices): OpenTool[] {
  return [createCart(services), updateCart(services), checkout(services)];
}

function createCart(toolServices: CartToolServices): OpenTool {
  const { perform, newest } = toolServices;
  const check = checker(CreateArguments);
  return {
    name: "create_cart",
    title: "Put together a cart",
    description:
      "Puts variants into a new cart; answers prices and the url where the buyer pays. Nothing is reserved or charged. With country and postal code it estimates delivery and tax. Ask the buyer for places, codes and notes, never make them up. Read them the messages. Next: update_cart or checkout.",
    inputSchema: CreateArguments,
    outputSchema: CartToolAnswer,
    widget: widgets.cart,
    annotations: changes,
    access: "anybody",
    afterRefusal,
    async call(input, caller) {
      const wrong = check(input ?? {});
      if (wrong) return problemOf(newest, wrong);
      // Checked above: the one place where these arguments get their type.
      const asked = input as Content;
      const nowhere = placeMistake(asked);
      if (nowhere) return problemOf(newest, nowhere);
      const context = contextOf(caller, toolServices.services);
      const command = commandOf(asked);
      return answer(toolServices, await outcomeOf(perform, createCartOperation, { command }, context), asked);
    },
  };
}

function updateCart(toolServices: CartToolServices): OpenTool {
  const { perform, newest } = toolServices;
  const check = checker(UpdateArguments);
  return {
    name: "update_cart",
    title: "Change a cart",
    description:
      "Replaces all lines of a cart: send every line it should have afterwards, also unchanged ones. Code and note stay unless sent. Name the place again for an estimate.",
    inputSchema: UpdateArguments,
    outputSchema: CartToolAnswer,
    widget: widgets.cart,
    annotations: replaces,
    access: "anybody",
    afterRefusal,
    async call(input, caller) {
      const wrong = check(input ?? {});
      if (wrong) return problemOf(newest, wrong);
      // Checked above: the one place where these arguments get their type.
      const { cart_id: id, ...asked } = input as Static<typeof UpdateArguments>;
      const nowhere = placeMistake(asked);
      if (nowhere) return problemOf(newest, nowhere);
      const change = { cartId: asId<CartId>(id), command: commandOf(asked) };
      const context = contextOf(caller, toolServices.services);
      return answer(toolServices, await outcomeOf(perform, updateCartOperation, change, context), asked);
    },
  };
}

function checkout(toolServices: CartToolServices): OpenTool {
  const { perform, newest } = toolServices;
  const check = checker(CheckoutArguments);
  return {
    name: "checkout",
    title: "Go to the checkout",
    description:
      "Answers url, the shop's own page where the buyer gives their address and pays. Say what is in the cart and what it comes to, then give them the url exactly as it is. Nothing is bought before they pay there: never say that it is. Afterwards: get_order_status.",
    inputSchema: CheckoutArguments,
    outputSchema: Type.Pick(CartToolAnswer, ["cart_id", "url"]),
    widget: widgets.cart,
    annotations: looksOnly,
    access: "anybody",
    afterRefusal,
    async call(input, caller) {
      const wrong = check(input ?? {});
      if (wrong) return problemOf(newest, wrong);
      // Checked above: the one place where these arguments get their type.
      const { cart_id: id } = input as Static<typeof CheckoutArguments>;
      const context = contextOf(caller, toolServices.services);
      const asked = { cartId: asId<CartId>(id) };
      return answer(toolServices, await outcomeOf(perform, getCartOperation, asked, context), {});
    },
  };
}

async function answer(
  toolServices: CartToolServices,
  outcome: Outcome<Cart>,
  place: EstimatedPlace,
): Promise<ToolAnswer> {
  return outcome.ok
    ? showCart(outcome.value, place, toolServices)
    : problemOf(toolServices.newest, outcome.problem);
}

const afterRefusal = {
  not_found: "That is done with create_cart.",
  out_of_stock: "Nothing was changed. search_products with in_stock finds what can be had.",
} as const;

/** An update takes out what it does not name; the same one again changes nothing more. */
const replaces = { ...changes, destructiveHint: true, idempotentHint: true } as const;

/** Carts of those without a key are the shop's own. */
function contextOf({ agent, address }: ToolCaller, services: CartServices) {
  return agent ? { agent, services } : { agent: shopAgent, stranger: strangerAt(address), services };
}

/** A state that its country has not would be estimated without its tax. */
function placeMistake({ country = "", state = "" }: EstimatedPlace): Problem | undefined {
  const code = country.toUpperCase();
  if (state.trim() === "" || stateCodeOf(code, state) !== undefined) return undefined;
  return { kind: "invalid", place: { at: "path", path: "$.state" }, detail: noSuchState(code) };
}

function commandOf({ line_items: items, code, note }: Content): CartCommand {
  return {
    items: items.map(({ id, quantity }, index) => ({ id: asId<VariantId>(id), quantity, index })),
    discountCodes: code === undefined ? undefined : [code.trim()].filter((each) => each !== ""),
    orderNotes: note === undefined ? undefined : note.trim(),
  };
}
