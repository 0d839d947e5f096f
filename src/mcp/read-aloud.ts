import type { OrderStatus } from "../orders/order.ts";
import { pluralize } from "../pluralize.ts";
import { stripControlCharacters } from "../strip-control-characters.ts";

/*
 * What tools answer, in sentences: a model reads these to a buyer, and a client that knows nothing of structured answers
 * finds in them every id that the next call needs. What the merchant wrote stands in quotation marks on one line, so that
 * no title can pass for words of ours.
 */

interface Money {
  readonly display: string;
}

/** A product as the catalogue's tools answer it. */
export interface ReadableProduct {
  readonly id: string;
  readonly title: string;
  readonly brand?: string | undefined;
  readonly description?: string | undefined;
  readonly url?: string | undefined;
  readonly variants: readonly {
    readonly id: string;
    readonly title: string;
    readonly price: Money;
    readonly available: boolean;
  }[];
  /** How many variants there are, where not all of them are here. */
  readonly variant_count?: number | undefined;
}

/** What an assistant is told of a cart: what its user is to hear, and what to call then, where something can be done. */
export interface AdvisedMessage {
  readonly forBuyer: string;
  /** A sentence for the model, which names the tool. */
  readonly next?: string | undefined;
}

/** A cart as its tools answer it. */
export interface ReadableCart {
  readonly cart_id: string;
  readonly url: string;
  readonly line_items: readonly {
    readonly title: string;
    readonly options?: string | undefined;
    readonly quantity: number;
    readonly available: boolean;
    readonly total: Money;
  }[];
  readonly totals: readonly (Money & { readonly label: string })[];
  readonly code?: string | undefined;
  readonly note?: string | undefined;
  readonly messages: readonly AdvisedMessage[];
}

/** An order as its tool answers it: all but `status` only to who may see it. */
export interface ReadableOrder {
  readonly status: OrderStatus;
  readonly order_number?: string | undefined;
  readonly permalink_url?: string | undefined;
  readonly line_items?: readonly {
    readonly title: string;
    readonly quantity: { readonly current: number };
  }[];
  readonly fulfillments?: readonly {
    readonly status: string;
    readonly carrier?: string | undefined;
    readonly tracking_number?: string | undefined;
    readonly tracking_url?: string | undefined;
  }[];
}

/** @param next the cursor of the page that may follow. */
export function sayProducts(products: readonly ReadableProduct[], next: string | undefined): string {
  const found =
    products.length > 0
      ? `${pluralize(products.length, "product")}:\n${products.map((product) => productLine(product, `get_product with ${product.id} has more`)).join("\n")}\nTo buy, hand ids of variants to create_cart.`
      : next === undefined
        ? "Nothing here matches. Try fewer or other words, or another price; offer nothing that was not found."
        : "Nothing matches so far.";
  return next === undefined
    ? found
    : `${found}\nThere may be more: ask again with the cursor ${next} and all else the same.`;
}

export function sayProduct(product: ReadableProduct): string {
  const { description, url } = product;
  return [
    productLine(product, "ask the buyer to choose the others on the product's page"),
    ...(description === undefined ? [] : [`The merchant writes: ${quoted(description)}`]),
    ...(url === undefined ? [] : [`Its page: ${url}`]),
    "To buy, hand the id of a variant to create_cart.",
  ].join("\n");
}

/** @param hasPlace whether it was reckoned for a place, with delivery and tax. */
export function sayCart(cart: ReadableCart, hasPlace: boolean): string {
  const { cart_id: id, url, line_items, totals, code, note, messages } = cart;
  return [
    `Cart ${id}, prices are an estimate:`,
    ...line_items.map(
      ({ title, options, quantity, available, total }) =>
        `- ${quantity} × ${quoted(title)}${options === undefined ? "" : ` (${oneLine(options)})`}, ${total.display}${available ? "" : ", sold out"}`,
    ),
    totals.map(({ label, display }) => `${oneLine(label)} ${display}`).join(", "),
    ...(hasPlace
      ? []
      : [
          "Delivery and tax are not in it. For an estimate ask the buyer where to; call update_cart with country and postal code.",
        ]),
    ...(code === undefined ? [] : [`Discount code: ${quoted(code)}`]),
    ...(note === undefined ? [] : [`Note to the shop: ${quoted(note)}`]),
    ...messages.flatMap(({ forBuyer, next }) => [
      `Tell the buyer: ${oneLine(forBuyer)}`,
      ...(next === undefined ? [] : [`Next: ${next}`]),
    ]),
    `The buyer pays here, and nothing is bought before: ${url}`,
  ].join("\n");
}

export function sayOrder(order: ReadableOrder): string {
  const { status, order_number: number, permalink_url: url, line_items = [], fulfillments = [] } = order;
  return [
    `The order${number === undefined ? "" : ` ${number}`} ${stages[status]}.`,
    ...line_items
      .filter(({ quantity }) => quantity.current > 0)
      .map(({ title, quantity }) => `- ${quantity.current} × ${quoted(title)}`),
    ...fulfillments.map(parcelLine),
    url === undefined
      ? "What is in it and where it is, get_order_status answers by link: the address of the order's page, which is in the buyer's mail."
      : `Its page: ${url}`,
  ].join("\n");
}

const stages: Readonly<Record<OrderStatus, string>> = {
  created: "was placed",
  confirmed: "is confirmed and not sent yet",
  manual_review: "is being looked at by the shop",
  processing: "is being got ready",
  shipped: "is on its way",
  completed: "was delivered",
  canceled: "was canceled",
};

/** @param otherwise how to come to the variants that are not here. */
function productLine(
  { id, title, brand, variants, variant_count: count }: ReadableProduct,
  otherwise: string,
): string {
  const shown = variants.map(
    (variant) =>
      `${quoted(variant.title)} ${variant.price.display}${variant.available ? "" : ", sold out"} (variant id ${variant.id})`,
  );
  const more = count === undefined ? [] : [`${count} variants in all: ${otherwise}`];
  const by = brand === undefined ? "" : ` by ${quoted(brand)}`;
  return `- ${quoted(title)}${by} (product id ${id}): ${[...shown, ...more].join("; ")}`;
}

function parcelLine({
  status,
  carrier,
  tracking_number: number,
  tracking_url: url,
}: NonNullable<ReadableOrder["fulfillments"]>[number]): string {
  const parts = [carrier, number, url].filter((part) => part !== undefined).map(oneLine);
  return `Delivery: ${[status.replaceAll("_", " "), ...parts].join(", ")}`;
}

/** What somebody else wrote, on one line and in quotation marks of its own. */
export function quoted(text: string): string {
  return `“${oneLine(text).replaceAll(/[“”]/g, '"')}”`;
}

function oneLine(text: string): string {
  return stripControlCharacters(text).replaceAll(/\s+/g, " ").trim();
}
