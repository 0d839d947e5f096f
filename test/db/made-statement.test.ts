import { describe, expect, test } from "bun:test";
import { eq, sql } from "drizzle-orm";
import { makeQueries } from "../../db/postgres/make-queries.ts";
import { prepared } from "../../db/postgres/prepared.ts";
import type { Queries, Value } from "../../db/postgres/queries.ts";
import { apiKeys, products, variants } from "../../db/postgres/schema.ts";

interface Sent {
  readonly text: string;
  readonly values: readonly Value[];
  readonly waits: boolean;
}

/** Queries that a database answers by these rows, and what they sent to it. */
function answeredBy(...rows: Value[][]) {
  const sent: Sent[] = [];
  const queries = makeQueries(async (text, values, waits) => {
    sent.push({ text, values, waits });
    return rows;
  }, false);
  return { queries, sent };
}

const findingProduct = (queries: Queries) =>
  prepared(() =>
    queries
      .select({ id: products.id })
      .from(products)
      .where(eq(products.id, sql.placeholder("id"))),
  );

describe("a statement that is made", () => {
  test("is sent its values in the order of its text, those that it always has among them", async () => {
    const { queries, sent } = answeredBy();
    const take = prepared(() =>
      queries
        .update(variants)
        .set({ reserved: sql`${variants.reserved} + ${sql.placeholder("units")}`, backorder: false })
        .where(eq(variants.id, sql.placeholder("id"))),
    );
    await take().run({ id: "mug", units: 2 });
    expect(sent).toEqual([
      {
        text: 'update "variants" set "reserved" = "variants"."reserved" + $1, "backorder" = $2 where "variants"."id" = $3',
        values: [2, false, "mug"],
        waits: false,
      },
    ]);
  });

  test("sends null for what a filling leaves undefined", async () => {
    const { queries, sent } = answeredBy();
    const find = findingProduct(queries);
    await find().all({ id: undefined });
    expect(sent.map(({ values }) => values)).toEqual([[null]]);
  });

  test("refuses a filling that lacks one of its values", () => {
    const { queries, sent } = answeredBy();
    const find = findingProduct(queries);
    expect(() => find().all({})).toThrow('"id"');
    expect(sent).toEqual([]);
  });

  test("refuses a value that no column has", () => {
    const { queries, sent } = answeredBy();
    const find = findingProduct(queries);
    expect(() => find().all({ id: { of: "mug" } })).toThrow(TypeError);
    expect(sent).toEqual([]);
  });

  test("gives its rows as the columns and expressions say they are read", async () => {
    const { queries } = answeredBy([new Uint8Array([1, 2]), 1_790_000_000_000n, null, "7"]);
    const find = prepared(() =>
      queries
        .select({
          hash: apiKeys.hash,
          createdAt: apiKeys.createdAt,
          revokedAt: apiKeys.revokedAt,
          uses: sql<number>`count(*)`.mapWith(Number),
        })
        .from(apiKeys),
    );
    expect(await find().get()).toEqual({
      hash: Buffer.from([1, 2]),
      createdAt: 1_790_000_000_000,
      revokedAt: null,
      uses: 7,
    });
  });

  test("gives rows of a join as the objects that were asked for", async () => {
    const { queries } = answeredBy(["mug", 1900n, "Mug"]);
    const find = prepared(() =>
      queries
        .select({ variant: { id: variants.id, price: variants.price }, product: { title: products.title } })
        .from(variants)
        .innerJoin(products, eq(products.id, variants.productId)),
    );
    expect(await find().get()).toEqual({ variant: { id: "mug", price: 1900 }, product: { title: "Mug" } });
  });
});
