import { and, eq, sql } from "drizzle-orm";
import type { Override } from "../../../src/catalog/editing/override.ts";
import type { OverrideStore } from "../../../src/catalog/stores.ts";
import { asId, type ProductId } from "../../../src/ids.ts";
import { overrideDocument, sourceProductDocument } from "../../documents.ts";
import { prepared } from "../prepared.ts";
import type { Queries } from "../queries.ts";
import { catalogOverrides, productsMadeHere, sourceProducts } from "../schema.ts";

const { placeholder } = sql;

/** What the merchant changed of products, what their sources say of these, and what was made here. */
export function createOverrideStore(queries: Queries): OverrideStore {
  return {
    ...createOverrideRows(queries),
    ...createSourceProducts(queries),
    ...createProductsMadeHere(queries),
  };
}

type OverrideRows = Pick<OverrideStore, "overridesOf" | "putOverride" | "removeOverride">;

function createOverrideRows(queries: Queries): OverrideRows {
  const of = prepared(() =>
    queries
      .select()
      .from(catalogOverrides)
      .where(
        and(
          eq(catalogOverrides.subjectKind, placeholder("kind")),
          sql`${catalogOverrides.subjectId} in (select value from json_array_elements_text(${placeholder("ids")}::text::json))`,
        ),
      ),
  );
  const put = prepared(() =>
    queries
      .insert(catalogOverrides)
      .values({
        subjectKind: placeholder("kind"),
        subjectId: placeholder("id"),
        field: placeholder("field"),
        changedAt: placeholder("changedAt"),
        document: placeholder("document"),
      })
      .onConflictDoUpdate({
        target: [catalogOverrides.subjectKind, catalogOverrides.subjectId, catalogOverrides.field],
        set: { changedAt: sql`excluded.changed_at`, document: sql`excluded.document` },
      }),
  );
  const remove = prepared(() =>
    queries
      .delete(catalogOverrides)
      .where(
        and(
          eq(catalogOverrides.subjectKind, placeholder("kind")),
          eq(catalogOverrides.subjectId, placeholder("id")),
          eq(catalogOverrides.field, placeholder("field")),
        ),
      ),
  );
  const rowsOf = async (kind: Override["of"], ids: readonly string[]) =>
    ids.length === 0 ? [] : of().all({ kind, ids: JSON.stringify(ids) });

  return {
    async overridesOf(products, variants) {
      const rows = [...(await rowsOf("product", products)), ...(await rowsOf("variant", variants))];
      return rows.map(({ document }) => overrideDocument.read(document));
    },
    async putOverride(override) {
      const { of: kind, id, change, changedAt } = override;
      await put().run({
        kind,
        id,
        field: change.field,
        changedAt,
        document: overrideDocument.write(override),
      });
    },
    async removeOverride({ of: kind, id, field }) {
      await remove().run({ kind, id, field });
    },
  };
}

function createSourceProducts(
  queries: Queries,
): Pick<OverrideStore, "sourceOf" | "putSource" | "forgetSource"> {
  const find = prepared(() =>
    queries
      .select()
      .from(sourceProducts)
      .where(eq(sourceProducts.productId, placeholder("id"))),
  );
  const put = prepared(() =>
    queries
      .insert(sourceProducts)
      .values({ productId: placeholder("id"), document: placeholder("document") })
      .onConflictDoUpdate({
        target: sourceProducts.productId,
        set: { document: sql`excluded.document` },
      }),
  );
  const remove = prepared(() =>
    queries.delete(sourceProducts).where(eq(sourceProducts.productId, placeholder("id"))),
  );
  return {
    async sourceOf(id) {
      const row = await find().get({ id });
      return row && sourceProductDocument.read(row.document);
    },
    async putSource(product) {
      await put().run({ id: product.id, document: sourceProductDocument.write(product) });
    },
    async forgetSource(id) {
      await remove().run({ id });
    },
  };
}

function createProductsMadeHere(
  queries: Queries,
): Pick<OverrideStore, "madeHere" | "isMadeHere" | "noteMadeHere"> {
  const all = prepared(() => queries.select({ id: productsMadeHere.productId }).from(productsMadeHere));
  const one = prepared(() =>
    queries
      .select({ id: productsMadeHere.productId })
      .from(productsMadeHere)
      .where(eq(productsMadeHere.productId, placeholder("id"))),
  );
  const note = prepared(() =>
    queries
      .insert(productsMadeHere)
      .values({ productId: placeholder("id"), madeAt: placeholder("now") })
      .onConflictDoNothing(),
  );
  return {
    async madeHere() {
      return new Set((await all().all()).map(({ id }) => asId<ProductId>(id)));
    },
    async isMadeHere(id) {
      return (await one().get({ id })) !== undefined;
    },
    async noteMadeHere(id, now) {
      await note().run({ id, now });
    },
  };
}
