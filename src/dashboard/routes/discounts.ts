import { type Static, Type } from "@sinclair/typebox";
import {
  createDiscount,
  type DiscountRefusal,
  disableDiscount,
  discountIdOf,
  explainDiscountRefusal,
} from "../../discounts/administration.ts";
import type { Discount } from "../../discounts/discount.ts";
import { formatPercent, type PartsPerMillion } from "../../money.ts";
import { AmountField, closed, DateTimeField, dateTime, maybe, oneOfWords } from "../../operations/fields.ts";
import { isMistake } from "../../operations/merchant-request.ts";
import { newDiscount } from "../../operations/new-discount.ts";
import { type AdminRefusal, type AdminRoute, change, query, refuseCall, refuseMistake } from "../route.ts";
import type { AdminServices } from "../services.ts";

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
      summary: newDiscount.summary,
      description: newDiscount.description,
      status: 201,
      body: newDiscount.fields,
      answer: DiscountAnswer,
      async handle(stores, { body, actor }) {
        const wish = newDiscount.read(body);
        if (isMistake(wish)) return refuseMistake(wish);
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
        const id = await discountIdOf(stores.discounts, params["discount"] ?? "");
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
