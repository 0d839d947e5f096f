import type { ToolWords } from "../binding.ts";

/** What UCP's tools are called (`services/shopping/mcp.openrpc.json`), in words for models. */
export const toolWords = {
  createCheckout: {
    name: "create_checkout",
    title: "Start a checkout",
    description:
      "Starts a checkout of items or of a cart (cart_id). Send what is known of buyer and destination; messages name what is missing.",
    effect: "changes",
    body: "checkout",
  },
  getCheckout: {
    name: "get_checkout",
    title: "Look at a checkout",
    description: "Shows a checkout as it stands: totals, what is missing, and its order once it is paid.",
    effect: "looks",
  },
  updateCheckout: {
    name: "update_checkout",
    title: "Replace a checkout",
    description: "Takes the place of everything said before: send the whole checkout, not only what changes.",
    effect: "changes",
    body: "checkout",
  },
  completeCheckout: {
    name: "complete_checkout",
    title: "Pay and order",
    description:
      "Pays a checkout that is ready_for_complete and places the order. Ask the buyer for the total first.",
    effect: "commits",
    body: "checkout",
    wantsKey: true,
  },
  cancelCheckout: {
    name: "cancel_checkout",
    title: "Cancel a checkout",
    description: "Ends a checkout that nobody wants any more. Nothing is charged.",
    effect: "commits",
    wantsKey: true,
  },
  createCart: {
    name: "create_cart",
    title: "Fill a cart",
    description: "Puts items together before anybody pays, and gives a link to it.",
    effect: "changes",
    body: "cart",
  },
  getCart: {
    name: "get_cart",
    title: "Look at a cart",
    description: "Shows a cart as it was last computed.",
    effect: "looks",
  },
  updateCart: {
    name: "update_cart",
    title: "Replace a cart",
    description: "Takes the place of everything in the cart: send all items, not only what changes.",
    effect: "changes",
    body: "cart",
  },
  cancelCart: {
    name: "cancel_cart",
    title: "Throw a cart away",
    description: "Throws a cart away; its link then shows nothing.",
    effect: "commits",
    wantsKey: true,
  },
  searchCatalog: {
    name: "search_catalog",
    title: "Search for products",
    description: "Finds products by words, categories and prices, a page at a time.",
    effect: "looks",
    body: "catalog",
  },
  lookUpCatalog: {
    name: "lookup_catalog",
    title: "Look products up",
    description: "Shows the products and variants that ids stand for, many at once.",
    effect: "looks",
    body: "catalog",
  },
  getProduct: {
    name: "get_product",
    title: "Look at a product",
    description: "Shows one product whole, as its buyer has chosen of its options.",
    effect: "looks",
    body: "catalog",
  },
  getOrder: {
    name: "get_order",
    title: "Look at an order",
    description: "Shows an order that this agent placed: its lines, what was sent, and what went back.",
    effect: "looks",
  },
} as const satisfies Readonly<Record<string, ToolWords>>;
