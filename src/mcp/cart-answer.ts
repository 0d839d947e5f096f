import { Type } from "@sinclair/typebox";
import type { Cart } from "../carts/cart.ts";
import { cartPageOf } from "../carts/page.ts";
import type { VariantReader } from "../catalog/stores.ts";
import { type Computed, compute } from "../checkout/compute.ts";
import { readKnown } from "../checkout/draft.ts";
import { planOf } from "../checkout/plan.ts";
import { toRfc3339 } from "../clock.ts";
import type { DiscountReader } from "../discounts/stores.ts";
import { formatForPeople, type Minor } from "../money.ts";
import type { CartServices } from "../operations/carts.ts";
import type { TotalType } from "../pricing/amounts.ts";
import type { Shop } from "../shop.ts";
import { stateCodeOf } from "../states.ts";
import { messagesForAssistants, messagesForBuyers } from "./cart-messages.ts";
import { sayCart } from "./read-aloud.ts";
import type { ToolAnswer } from "./tool.ts";

const Amount = Type.Object({ amount: Type.Integer(), display: Type.String() });

/** What each tool on a cart answers, without what only widgets look at. */
export const CartToolAnswer = Type.Object({
  cart_id: Type.String(),
  url: Type.String(),
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
  code: Type.Optional(Type.String()),
  note: Type.Optional(Type.String()),
  messages: Type.Array(Type.String()),
  expires_at: Type.String(),
});

/** Rows of a bill that make the total less; their amounts have no sign. */
const takesOff: ReadonlySet<string> = new Set<TotalType>(["items_discount", "discount", "store_credit"]);

/** As much of an address as an estimate of delivery and tax needs. */
export interface EstimatedPlace {
  readonly country?: string | undefined;
  readonly state?: string | undefined;
  readonly postal_code?: string | undefined;
}

/** What showing a cart needs of the shop. */
export interface CartShowing {
  readonly services: CartServices;
  readonly catalog: VariantReader;
  readonly discounts: DiscountReader;
}

/** Shows a cart as it was computed or, where a country is named, as its checkout will come to if it is sent there. */
export async function showCart(cart: Cart, place: EstimatedPlace, showing: CartShowing): Promise<ToolAnswer> {
  const { shop } = showing.services.terms;
  if (place.country === undefined) return cartAnswer(cart, cart, shop, false);
  const { totals, messages } = await estimate(
    cart,
    { ...place, country: place.country.toUpperCase() },
    showing,
  );
  const left = cart.messages.filter(({ place: at }) => at?.at === "line_items" || at?.at === "discount_code");
  return cartAnswer(cart, { totals, messages: [...left, ...messages] }, shop, true);
}

function cartAnswer(
  cart: Cart,
  { totals, messages }: Pick<Cart, "totals" | "messages">,
  shop: Shop,
  hasPlace: boolean,
): ToolAnswer {
  const amountOf = (amount: Minor) => ({ amount, display: formatForPeople(amount, shop.currency) });
  const said = { lineItems: cart.lineItems, messages, codes: cart.discountCodes ?? [] };
  const advised = messagesForAssistants(said, shop);
  const value = {
    cart_id: cart.id,
    url: cartPageOf(cart, shop),
    line_items: cart.lineItems.map(
      ({ variantId, title, options, media, quantity, availability, amounts }) => ({
        id: variantId,
        title,
        options: options.map(({ name, value }) => `${name}: ${value}`).join(", ") || undefined,
        image: media.find(({ type }) => type === "image")?.url,
        quantity,
        available: availability.status !== "out_of_stock",
        total: amountOf(amounts.total),
      }),
    ),
    currency: cart.currency,
    totals: totals.map(({ type, displayText, amount }) => ({
      type,
      label: displayText,
      amount,
      display: `${takesOff.has(type) ? "-" : ""}${formatForPeople(amount, shop.currency)}`,
    })),
    is_estimate: true,
    code: cart.discountCodes?.at(-1),
    note: cart.orderNotes,
    messages: advised.map(({ forBuyer, next }) => (next === undefined ? forBuyer : `${forBuyer} ${next}`)),
    expires_at: toRfc3339(cart.expiresAt),
  };
  const forBuyers = messagesForBuyers(said, shop);
  return {
    ok: true,
    value,
    text: sayCart({ ...value, messages: advised }, hasPlace),
    forWidget: forBuyers && { "checkstand/messages": forBuyers },
  };
}

/** What a cart comes to where it is sent: as its checkout will, if the address is no more than that. */
async function estimate(
  cart: Cart,
  { country, state = "", postal_code: postalCode = "" }: EstimatedPlace & { readonly country: string },
  { services: { terms, clock }, catalog, discounts }: CartShowing,
): Promise<Computed> {
  const items = cart.lineItems.map(({ id, variantId, quantity, unitPrice }) => ({
    lineItemId: id,
    variantId,
    quantity,
    seenUnitAmount: unitPrice,
  }));
  const variants = await readKnown(catalog, items);
  const address = {
    name: "",
    lineOne: "",
    city: "",
    state: stateCodeOf(country, state) ?? "",
    country,
    postalCode,
  };
  const draft = {
    items: items.filter(({ variantId }) => variants.has(variantId)),
    fulfillmentDetails: { address },
    discountCodes: heldCodes(cart),
    selectedByAgent: false,
  };
  const context = { terms, now: clock.now() };
  return compute(planOf(draft, variants, context), discounts, context);
}

/** Codes that held when the cart was computed. Others are not looked up once more: that would be a free guess. */
function heldCodes({ discountCodes = [], messages }: Cart): readonly string[] {
  const wrong = new Set(
    messages.flatMap(({ place }) => (place?.at === "discount_code" ? [place.index] : [])),
  );
  return discountCodes.filter((_, index) => !wrong.has(index));
}
