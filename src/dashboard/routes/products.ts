import { type Static, Type } from "@sinclair/typebox";
import { adjustStock, type StockEdit } from "../../catalog/editing/adjust-stock.ts";
import {
  type CatalogChange,
  type CatalogRefusal,
  explainCatalogRefusal,
} from "../../catalog/editing/catalog-refusal.ts";
import {
  type CatalogEditStores,
  type EditContext,
  editProduct,
  giveBack,
} from "../../catalog/editing/edit-product.ts";
import { addVariant, copyProduct, makeProduct, type NewVariant } from "../../catalog/editing/make-product.ts";
import type { OverrideKey } from "../../catalog/editing/override.ts";
import { type ProductInShop, productInShop } from "../../catalog/editing/owned-product.ts";
import { productViews } from "../../feed/product-list.ts";
import { asId, type ProductId, type VariantId } from "../../ids.ts";
import { minor } from "../../money.ts";
import { closed, maybe, oneOfWords } from "../../operations/fields.ts";
import {
  changeProducts,
  isPercentOfPrices,
  type ProductsChange,
  productChanges,
} from "../change-products.ts";
import { listProducts } from "../list-products.ts";
import { type AdminCall, type AdminRefusal, type AdminRoute, mutation, query, refuseCall } from "../route.ts";
import type { AdminServices } from "../services.ts";
import {
  AdminProductAnswer,
  encodeAdminProduct,
  encodeListedProduct,
  ListedProductAnswer,
} from "../shapes/product.ts";
import { fieldNamed, ProductEditBody, productEditFrom } from "./product-edit.ts";

const Amount = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Id = Type.String({ minLength: 1, maxLength: 200 });
const Version = Type.Optional(
  Type.String({ maxLength: 64, description: "Under which you saw the product." }),
);

const NewVariantBody = closed({
  id: Type.Optional(Id),
  price: Amount,
  stock: Type.Optional(Type.Integer({ minimum: 0, description: "Absent: nobody counts it." })),
  sku: Type.Optional(Type.String({ maxLength: 200 })),
  options: Type.Optional(
    Type.Array(
      closed({
        name: Type.String({ minLength: 1, maxLength: 100 }),
        value: Type.String({ minLength: 1, maxLength: 100 }),
      }),
      { maxItems: 10 },
    ),
  ),
  requires_shipping: Type.Optional(Type.Boolean({ default: true })),
});

const NewProductBody = closed({
  id: Type.Optional(Id),
  title: Type.String({ minLength: 1, maxLength: 500 }),
  description: Type.Optional(Type.String({ maxLength: 20_000 })),
  published: Type.Optional(Type.Boolean({ default: true })),
  images: Type.Optional(Type.Array(Type.String({ maxLength: 2_000 }), { maxItems: 250 })),
  variants: Type.Array(NewVariantBody, { minItems: 1, maxItems: 100 }),
});

const StockBody = closed({
  by: Type.Optional(Type.Integer({ description: "So many more, or less. One of by, to and count_here." })),
  to: Type.Optional(Type.Integer({ minimum: 0, description: "So many that can be sold now." })),
  seen: Type.Optional(
    Type.Integer({
      description: "With `to`: how many there were when you looked. What was sold since stays sold.",
    }),
  ),
  counted: Type.Optional(
    Type.Union([Type.Integer(), Type.Null()], {
      description: "With `to`: the `stock` you saw. Where somebody counted since, nothing is changed.",
    }),
  ),
  count_here: Type.Optional(
    Type.Boolean({
      description: "From now on its source's counts no longer count. With `to`, from so many on.",
    }),
  ),
  reason: Type.String({ minLength: 1, maxLength: 200, description: "Kept with the change." }),
});

const tag = "Products";
const idIn = ({ params }: Pick<AdminCall<unknown>, "params">) => asId<ProductId>(params["product"] ?? "");

/** Products: what is for sale, whoever lists it, and what is changed or made here. */
export function adminProductRoutes(services: AdminServices): readonly AdminRoute[] {
  return [
    ...lookingRoutes(services),
    ...makingRoutes(services),
    ...editingRoutes(services),
    ...stockRoutes(services),
    manyRoute(services),
  ];
}

/** A call that changes one product. */
type ProductCall = Pick<AdminCall<unknown, Static<typeof AdminProductAnswer>>, "actor" | "keepAnswer">;

/** Changes a product in one job, which keeps what is answered. */
async function change(
  { write, shop, clock }: Pick<AdminServices, "write" | "shop" | "clock">,
  { actor, keepAnswer }: ProductCall,
  work: (stores: CatalogEditStores, context: EditContext) => Promise<CatalogChange<ProductInShop>>,
): Promise<Static<typeof AdminProductAnswer> | AdminRefusal> {
  const context = { actor, now: clock.now(), currency: shop.currency };
  return write(async (stores) => {
    const done = await work(stores, context);
    if (!done.ok) return refusalOf(done.refusal);
    const answer = encodeAdminProduct(done.value, shop);
    await keepAnswer(stores, answer);
    return answer;
  });
}

function lookingRoutes(services: AdminServices): readonly AdminRoute[] {
  const { reads, shop } = services;
  return [
    query("/products", {
      tag,
      summary: "List products",
      description:
        "In the order of their ids, also those that are hidden; with `search` the best matches, all on one page.",
      query: {
        view: {
          description: "Which of them.",
          schema: { type: "string", enum: productViews, default: "all" },
        },
        search: {
          description: "Words of title, brand, category, options, SKU or description, or an id.",
          schema: { type: "string" },
        },
        after: { description: "Only those behind this id.", schema: { type: "string" } },
        limit: {
          description: "How many at most.",
          schema: { type: "integer", minimum: 1, maximum: 100, default: 50 },
        },
      },
      answer: closed({ products: Type.Array(ListedProductAnswer), next: maybe(Type.String()) }),
      async handle({ query }) {
        const after = query.text("after");
        const { products, next } = await listProducts(services, {
          view: query.oneOf("view", productViews) ?? "all",
          text: query.text("search"),
          behind: after === undefined ? undefined : asId<ProductId>(after),
          limit: query.wholeNumber("limit", 100) ?? 50,
        });
        return { products: products.map(encodeListedProduct), next };
      },
    }),
    query("/products/:product", {
      tag,
      summary: "See a product",
      description: "As it is sold, with what was changed here beside what its source says.",
      answer: AdminProductAnswer,
      async handle(call) {
        const found = await productInShop(reads.catalog, idIn(call));
        return found ? encodeAdminProduct(found, shop) : refusalOf({ kind: "unknown_product" });
      },
    }),
  ];
}

function makingRoutes(services: AdminServices): readonly AdminRoute[] {
  return [
    mutation("/products", {
      tag,
      summary: "Make a product",
      description: "No source lists it, and no import changes or withdraws it.",
      status: 201,
      body: NewProductBody,
      answer: AdminProductAnswer,
      handle: (call) =>
        change(services, call, (stores, context) => {
          const { id, title, description, published = true, images = [], variants } = call.body;
          const wanted = { id, title, description, published, imageUrls: images };
          return makeProduct(stores, { ...wanted, variants: variants.map(newVariantFrom) }, context);
        }),
    }),
    mutation("/products/:product/copy", {
      tag,
      summary: "Make a product like another one",
      description: "Hidden at first, and with nothing in stock.",
      status: 201,
      body: closed({}),
      answer: AdminProductAnswer,
      handle: (call) => change(services, call, (stores, context) => copyProduct(stores, idIn(call), context)),
    }),
    mutation("/products/:product/variants", {
      tag,
      summary: "Add a variant to a product that was made here",
      description: "The variants of other products are listed by their source.",
      status: 201,
      body: closed({ version: Version, variant: NewVariantBody }),
      answer: AdminProductAnswer,
      handle: (call) =>
        change(services, call, (stores, context) => {
          const wanted = newVariantFrom(call.body.variant);
          return addVariant(stores, idIn(call), wanted, { ...context, version: call.body.version });
        }),
    }),
  ];
}

function editingRoutes(services: AdminServices): readonly AdminRoute[] {
  const { reads } = services;
  return [
    mutation("/products/:product/edit", {
      tag,
      summary: "Change a product and its variants",
      description:
        "Only the fields that are sent. Imports keep them until they are given back. A sent `null` says that there is none; `listed: false` deletes the product, or stops selling the variant.",
      body: ProductEditBody,
      answer: AdminProductAnswer,
      async handle(call) {
        const seen = await productInShop(reads.catalog, idIn(call));
        const edit = productEditFrom(call.body, seen?.product);
        if (!edit.ok) return refuseCall(422, "invalid_value", edit.reason);
        return change(services, call, (stores, context) =>
          editProduct(stores, idIn(call), edit.edit, context),
        );
      },
    }),
    mutation("/products/:product/give-back", {
      tag,
      summary: "Let the source say fields again",
      description: "Those of the product, and those of the variants that are named.",
      body: closed({
        version: Version,
        fields: Type.Array(
          closed({ variant: Type.Optional(Id), field: Type.String({ minLength: 1, maxLength: 200 }) }),
          { minItems: 1, maxItems: 1_000 },
        ),
      }),
      answer: AdminProductAnswer,
      handle: (call) =>
        change(services, call, (stores, context) => {
          const id = idIn(call);
          const keys = call.body.fields.map(
            ({ variant, field }): OverrideKey =>
              variant === undefined
                ? { of: "product", id, field: fieldNamed(field) }
                : { of: "variant", id: asId<VariantId>(variant), field: fieldNamed(field) },
          );
          return giveBack(stores, id, keys, { ...context, version: call.body.version });
        }),
    }),
  ];
}

function stockRoutes(services: AdminServices): readonly AdminRoute[] {
  return [
    mutation("/variants/:variant/stock", {
      tag,
      summary: "Change how many there are of a variant",
      description:
        "What its source counts is adjusted, now and in later counts, until the field `stock` is given back.",
      body: StockBody,
      answer: AdminProductAnswer,
      async handle(call) {
        const edit = stockEditFrom(call.body);
        if (edit === undefined) {
          return refuseCall(
            422,
            "not_one_choice",
            "Send one of by and to, or count_here with or without to.",
          );
        }
        const id = asId<VariantId>(call.params["variant"] ?? "");
        return change(services, call, (stores, context) => adjustStock(stores, id, edit, context));
      },
    }),
  ];
}

function manyRoute(services: AdminServices): AdminRoute {
  return mutation("/products/many", {
    tag,
    summary: "Hide, show, delete or reprice several products",
    description: "Each by itself: what is refused of one keeps no other.",
    body: closed({
      products: Type.Array(closed({ id: Id, version: Version }), { minItems: 1, maxItems: 200 }),
      do: oneOfWords(productChanges),
      percent: Type.Optional(
        Type.Number({ description: "With `reprice`: by so many percent, such as -10. Above -100, not 0." }),
      ),
    }),
    answer: closed({
      products: Type.Array(
        closed({
          id: Type.String(),
          refused: maybe(Type.String({ description: "Why it was left as it is." })),
        }),
      ),
    }),
    async handle({ body, actor, keepAnswer }) {
      const { shop, clock } = services;
      const wanted = wantedChange(body.do, body.percent);
      if (wanted === undefined)
        return refuseCall(
          422,
          "not_a_percentage",
          "Send percent with reprice alone: above -100, up to 1000, not 0.",
        );
      const context = { actor, now: clock.now(), currency: shop.currency };
      const products = body.products.map(({ id, version }) => ({ id: asId<ProductId>(id), version }));
      if (wanted.do === "reprice" && products.some(({ version }) => version === undefined))
        return refuseCall(
          422,
          "version_needed",
          "Say the version of each product: sent again, prices would change twice.",
        );
      const answer = { products: [...(await changeProducts(services, products, wanted, context))] };
      await services.write((stores) => keepAnswer(stores, answer));
      return answer;
    },
  });
}

function wantedChange(
  wanted: (typeof productChanges)[number],
  percent: number | undefined,
): ProductsChange | undefined {
  if (wanted !== "reprice") return percent === undefined ? { do: wanted } : undefined;
  return percent !== undefined && isPercentOfPrices(percent) ? { do: wanted, percent } : undefined;
}

function newVariantFrom(body: Static<typeof NewVariantBody>): NewVariant {
  const { id, price, stock, sku, options = [], requires_shipping: requiresShipping = true } = body;
  return { id, price: minor(price), stock: stock ?? null, sku, options, requiresShipping };
}

function stockEditFrom({
  by,
  to,
  seen,
  counted,
  count_here,
  reason,
}: Static<typeof StockBody>): StockEdit | undefined {
  if (count_here && by === undefined) return { kind: "count_here", units: to, reason };
  if (count_here || (by === undefined) === (to === undefined)) return undefined;
  if (by !== undefined) return { kind: "by", units: by, reason };
  return { kind: "to", units: to ?? 0, seen, counted, reason };
}

function refusalOf(refusal: CatalogRefusal): AdminRefusal {
  return refuseCall(statusOfRefusal(refusal), refusal.kind, explainCatalogRefusal(refusal));
}

function statusOfRefusal({ kind }: CatalogRefusal): AdminRefusal["status"] {
  switch (kind) {
    case "unknown_product":
    case "unknown_variant":
      return 404;
    case "changed_meanwhile":
    case "not_overridden":
    case "not_counted":
    case "id_taken":
    case "not_made_here":
      return 409;
    case "invalid_value":
    case "no_reason":
    case "not_units":
    case "no_id":
      return 422;
  }
}
