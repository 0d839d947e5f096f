import { type Static, Type } from "@sinclair/typebox";
import { fromRfc3339 } from "../clock.ts";
import type { DiscountWish } from "../discounts/administration.ts";
import { asId, type ProductId } from "../ids.ts";
import { minor, parsePercent } from "../money.ts";
import type { DiscountValue } from "../pricing/discount.ts";
import { amountAboveZero, closed, writtenAs } from "./fields.ts";
import {
  isMistake,
  type MerchantRequest,
  merchantRequest,
  mistake,
  type RequestMistake,
} from "./merchant-request.ts";

const limit = (description: string) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000, description }));
const ids = (description: string) =>
  Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { minItems: 1, maxItems: 1000, description }),
  );
const momentField = (words: string) =>
  Type.Optional(
    writtenAs("moment", words, Type.String({ maxLength: 40, description: `${words} RFC 3339.` })),
  );

const fields = closed({
  name: Type.String({
    minLength: 1,
    maxLength: 100,
    description: 'What buyers read, such as "Summer sale".',
  }),
  code: Type.Optional(
    Type.String({
      maxLength: 64,
      description: "What buyers type, in any letter case; without, every cart that qualifies gets it.",
    }),
  ),
  percent: Type.Optional(
    Type.String({
      maxLength: 10,
      description: "So much off, such as 12.5. One of percent, amount and free_shipping.",
    }),
  ),
  amount: Type.Optional(amountAboveZero("So much off.")),
  free_shipping: Type.Optional(Type.Literal(true, { description: "No charge for delivery." })),
  products: ids("Only for these products."),
  categories: ids("Only for products of these categories and those within."),
  minimum_subtotal: Type.Optional(
    amountAboveZero("Only when the goods it is for cost at least this together."),
  ),
  starts_at: momentField("From this moment on."),
  ends_at: momentField("Until this moment, which is no longer in it."),
  max_uses: limit("How often altogether."),
  max_uses_per_buyer: limit("How often for one buyer."),
  stackable: Type.Optional(Type.Boolean({ description: "May be combined with others that may." })),
  priority: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 10,
      description: "The order in which discounts are taken off, lowest first.",
    }),
  ),
});
type Said = Static<typeof fields>;

/** Asks for a discount. */
export const newDiscount: MerchantRequest<DiscountWish> = merchantRequest({
  name: "create",
  summary: "Make a discount",
  description: "Of the whole order or of some products, by code or by itself, and for how long.",
  fields,
  read(said) {
    const value = valueFrom(said);
    if (isMistake(value)) return value;
    const startsAt = momentOf("starts_at", said);
    if (isMistake(startsAt)) return startsAt;
    const endsAt = momentOf("ends_at", said);
    if (isMistake(endsAt)) return endsAt;
    const { name, code, products, categories, minimum_subtotal: minimum, stackable, priority } = said;
    return {
      name,
      code,
      value,
      scope:
        products || categories
          ? { products: products?.map((id) => asId<ProductId>(id)), categories }
          : undefined,
      minimumSubtotal: minimum === undefined ? undefined : minor(minimum),
      startsAt,
      endsAt,
      limits: { total: said.max_uses, perBuyer: said.max_uses_per_buyer },
      stackable: stackable ?? false,
      priority: priority ?? 10,
    };
  },
});

function valueFrom({ percent, amount, free_shipping }: Said): DiscountValue | RequestMistake {
  const given = [percent, amount, free_shipping].filter((each) => each !== undefined);
  if (given.length !== 1) return mistake("not_one_value", "Say one of percent, amount and free_shipping.");
  if (amount !== undefined) return { kind: "fixed", amount: minor(amount) };
  if (percent === undefined) return { kind: "free_shipping" };
  const rate = parsePercent(percent);
  return rate === undefined
    ? mistake("not_a_percentage", "percent must be a number such as 20 or 12.5.")
    : { kind: "percent", rate };
}

function momentOf(field: "starts_at" | "ends_at", { [field]: text }: Said) {
  if (text === undefined) return undefined;
  return (
    fromRfc3339(text) ?? mistake("not_a_moment", `${field} must be a moment such as 2026-06-01T12:00:00Z.`)
  );
}
