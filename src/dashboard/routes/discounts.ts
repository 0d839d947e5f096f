import { type Static, Type } from "@sinclair/typebox";
import { fromRfc3339, type Instant } from "../../clock.ts";
import {
  createDiscount,
  type DiscountRefusal,
  type DiscountWish,
  disableDiscount,
  explainDiscountRefusal,
} from "../../discounts/administration.ts";
import type { Discount } from "../../discounts/discount.ts";
import { asId, type ProductId } from "../../ids.ts";
import { formatPercent, minor, type PartsPerMillion, parsePercent } from "../../money.ts";
import {
  AmountAboveZero,
  AmountField,
  closed,
  DateTimeField,
  dateTime,
  maybe,
  oneOfWords,
} from "../../operations/fields.ts";
import type { DiscountValue } from "../../pricing/discount.ts";
import { discountIdOf } from "../call-subject.ts";
import { type AdminRefusal, type AdminRoute, change, query, refuseCall } from "../route.ts";
import type { AdminServices } from "../services.ts";

const Limit = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });
const Ids = Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { minItems: 1, maxItems: 1000 });
const Moment = Type.String({ maxLength: 40, description: "RFC 3339." });

const DiscountAnswer = closed({
  id: Type.String(),
  name: Type.String(),
  code: maybe(Type.String()),
  percent: maybe(Type.String({ description: "Such as 12.5." })),
  amount: maybe(AmountField),
  free_shipping: maybe(Type.Boolean()),
  products: maybe(Type.Array(Type.String())),
  categories: maybe(Type.Array(Type.String())),
  minimum_subtotal: maybe(AmountField),
  starts_at: maybe(DateTimeField),
  ends_at: maybe(DateTimeField),
  max_uses: maybe(Type.Integer()),
  max_uses_per_buyer: maybe(Type.Integer()),
  stackable: Type.Boolean(),
  priority: Type.Integer(),
  disabled: Type.Boolean(),
  uses: Type.Integer({ description: "Spent by orders, or held by payments under way." }),
  created_at: DateTimeField,
});

const DiscountBody = closed({
  name: Type.String({ minLength: 1, maxLength: 100, description: "What buyers read." }),
  code: Type.Optional(
    Type.String({
      maxLength: 64,
      description: "What buyers type; without, every cart that qualifies gets it.",
    }),
  ),
  percent: Type.Optional(
    Type.String({ maxLength: 10, description: "One of percent, amount, free_shipping." }),
  ),
  amount: Type.Optional(AmountAboveZero),
  free_shipping: Type.Optional(Type.Literal(true)),
  products: Type.Optional(Ids),
  categories: Type.Optional(Ids),
  minimum_subtotal: Type.Optional(AmountAboveZero),
  starts_at: Type.Optional(Moment),
  ends_at: Type.Optional(Moment),
  max_uses: Type.Optional(Limit),
  max_uses_per_buyer: Type.Optional(Limit),
  stackable: Type.Optional(Type.Boolean()),
  priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 10 })),
});

/** Discounts: what is taken off, by a code or by itself. */
export function discountRoutes({ reads, clock }: AdminServices): readonly AdminRoute[] {
  const tag = "Discounts";

  async function shown(discount: Discount): Promise<Static<typeof DiscountAnswer>> {
    const { total } = await reads.discounts.uses(discount.id, undefined);
    return encodeDiscount(discount, total);
  }

  return [
    query("/discounts", {
      tag,
      summary: "List discounts",
      description: "The disabled ones, too; newest first.",
      answer: closed({ discounts: Type.Array(DiscountAnswer) }),
      handle: async () => ({ discounts: await Promise.all((await reads.discounts.all()).map(shown)) }),
    }),
    change("/discounts", {
      tag,
      summary: "Make a discount",
      description: "Of the whole order or of some products, by code or by itself, and for how long.",
      status: 201,
      body: DiscountBody,
      answer: DiscountAnswer,
      async handle(stores, { body, actor }) {
        const wish = wishOf(body);
        if ("refused" in wish) return wish;
        const made = await createDiscount(stores, wish, actor, clock.now());
        return made.ok ? encodeDiscount(made.discount, 0) : refusalOf(made.refusal);
      },
    }),
    change("/discounts/:discount/disable", {
      tag,
      summary: "End a discount for good",
      description: "By its id or its code. Orders that have it keep it.",
      body: closed({}),
      answer: closed({ id: Type.String(), state: oneOfWords(["disabled", "disabled_before"]) }),
      async handle(stores, { params, actor }) {
        const id = await discountIdOf(stores, params["discount"] ?? "");
        const state = await disableDiscount(stores, id, actor, clock.now());
        return state === "unknown"
          ? refuseCall(404, "unknown_discount", "There is no such discount. List them to find its id.")
          : { id, state };
      },
    }),
  ];
}

function refusalOf(refusal: DiscountRefusal): AdminRefusal {
  const { kind } = refusal;
  return refuseCall(kind === "code_taken" ? 409 : 422, kind, explainDiscountRefusal(refusal));
}

function wishOf(body: Static<typeof DiscountBody>): DiscountWish | AdminRefusal {
  const value = valueFrom(body);
  if ("refused" in value) return value;
  const startsAt = momentOf("starts_at", body.starts_at);
  if (typeof startsAt === "object") return startsAt;
  const endsAt = momentOf("ends_at", body.ends_at);
  if (typeof endsAt === "object") return endsAt;
  const { products, categories } = body;
  return {
    name: body.name,
    code: body.code,
    value,
    scope:
      products || categories
        ? { products: products?.map((id) => asId<ProductId>(id)), categories }
        : undefined,
    minimumSubtotal: body.minimum_subtotal === undefined ? undefined : minor(body.minimum_subtotal),
    startsAt,
    endsAt,
    limits: { total: body.max_uses, perBuyer: body.max_uses_per_buyer },
    stackable: body.stackable ?? false,
    priority: body.priority ?? 10,
  };
}

function valueFrom({
  percent,
  amount,
  free_shipping,
}: Static<typeof DiscountBody>): DiscountValue | AdminRefusal {
  const given = [percent, amount, free_shipping].filter((each) => each !== undefined);
  if (given.length !== 1)
    return refuseCall(422, "not_one_value", "Send one of percent, amount and free_shipping.");
  if (amount !== undefined) return { kind: "fixed", amount: minor(amount) };
  if (percent === undefined) return { kind: "free_shipping" };
  const rate = parsePercent(percent);
  return rate === undefined
    ? refuseCall(422, "not_a_percentage", 'percent must be a number in a string, such as "12.5".')
    : { kind: "percent", rate };
}

function momentOf(field: string, text: string | undefined): Instant | undefined | AdminRefusal {
  if (text === undefined) return undefined;
  return (
    fromRfc3339(text) ??
    refuseCall(422, "not_a_moment", `${field} must be a moment such as 2026-06-01T12:00:00Z.`)
  );
}

function encodeDiscount(discount: Discount, uses: number): Static<typeof DiscountAnswer> {
  const { value, scope, limits } = discount;
  return {
    id: discount.id,
    name: discount.name,
    code: discount.code,
    percent: value.kind === "percent" ? formatPercent(value.rate satisfies PartsPerMillion) : undefined,
    amount: value.kind === "fixed" ? value.amount : undefined,
    free_shipping: value.kind === "free_shipping" ? true : undefined,
    products: scope?.products && [...scope.products],
    categories: scope?.categories && [...scope.categories],
    minimum_subtotal: discount.minimumSubtotal,
    starts_at: dateTime(discount.startsAt),
    ends_at: dateTime(discount.endsAt),
    max_uses: limits.total,
    max_uses_per_buyer: limits.perBuyer,
    stackable: discount.stackable,
    priority: discount.priority,
    disabled: discount.disabled,
    uses,
    created_at: dateTime(discount.createdAt),
  };
}
