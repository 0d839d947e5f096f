import { Database as Connection } from "bun:sqlite";
import type { FeedProduct } from "../../src/feed/row.ts";
import type { FeedSnapshot } from "../../src/feed/stores.ts";
import { asId, type VariantId } from "../../src/ids.ts";
import { type ReadableVariantRow, readProduct, readVariant } from "./catalog/rows.ts";

interface FedProductRow {
  readonly id: string;
  readonly title: string;
  readonly document: string;
  readonly merchantFields: string;
  readonly published: number;
  readonly idIsTaken: number;
}

type FedVariantRow = Omit<ReadableVariantRow, "backorder"> & { readonly backorder: number };

const productColumns = `id, title, published, document, merchant_fields AS merchantFields,
  EXISTS (SELECT 1 FROM variants WHERE variants.id = products.id) AS idIsTaken`;

const variantColumns = "id, product_id AS productId, price, stock, reserved, backorder, document";

/** So many variants are read at once, or one product's if it has more: everybody else waits for a few milliseconds. */
const VARIANTS_A_PAGE = 200;

/**
 * Opens a transaction on a connection of its own and keeps it until the snapshot is disposed of: all that is read is
 * of one moment. Meanwhile the write-ahead log cannot be shortened past that moment, so nobody should keep it long.
 */
export async function openFeedSnapshot(file: string): Promise<FeedSnapshot> {
  const connection = new Connection(file, { readonly: true, strict: true });
  try {
    connection.run("PRAGMA busy_timeout = 5000");
    connection.run("PRAGMA trusted_schema = OFF");
    connection.run("BEGIN");
    return readFrom(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function readFrom(connection: Connection): FeedSnapshot {
  // The first look fixes the moment. The sequence stands, also when the product of the last change is changed again.
  const lastChange =
    connection.query<{ number: number | null }, []>("SELECT max(number) AS number FROM feed_changes").get()
      ?.number ?? 0;
  const allProducts = connection.prepare<FedProductRow, []>(
    `SELECT ${productColumns} FROM products ORDER BY id`,
  );
  const allVariants = connection.prepare<FedVariantRow, []>(
    `SELECT ${variantColumns} FROM variants WHERE withdrawn_at IS NULL ORDER BY product_id, position`,
  );
  const oneProduct = connection.prepare<FedProductRow, { id: string }>(
    `SELECT ${productColumns} FROM products WHERE id = $id`,
  );
  const variantsOf = connection.prepare<FedVariantRow, { id: string }>(
    `SELECT ${variantColumns} FROM variants WHERE product_id = $id AND withdrawn_at IS NULL ORDER BY position`,
  );

  function withVariants(
    { idIsTaken, published, ...row }: FedProductRow,
    rows: readonly FedVariantRow[],
  ): FeedProduct | undefined {
    if (published === 0 || rows.length === 0) return undefined;
    const reserved = new Map<VariantId, number>();
    const variants = rows.map((variant) => {
      if (variant.reserved > 0) reserved.set(asId<VariantId>(variant.id), variant.reserved);
      return readVariant({ ...variant, backorder: variant.backorder === 1 });
    });
    const product = { ...readProduct({ ...row, published: true }), variants };
    return { product, reserved, idIsTaken: idIsTaken === 1 };
  }

  function* products(): Generator<FeedProduct> {
    // Both in the order of the products' ids, as SQLite has it: walked side by side, each row is read once.
    const variants = allVariants.iterate();
    let next = variants.next();
    for (const row of allProducts.iterate()) {
      const rows: FedVariantRow[] = [];
      for (; !next.done && next.value.productId === row.id; next = variants.next()) rows.push(next.value);
      const product = withVariants(row, rows);
      if (product !== undefined) yield product;
    }
  }

  return {
    lastChange,
    async countVariants() {
      const count = connection.query<{ count: number }, []>(
        "SELECT count(*) AS count FROM variants JOIN products ON products.id = product_id WHERE withdrawn_at IS NULL AND published = 1",
      );
      return count.get()?.count ?? 0;
    },
    async *pages() {
      let page: FeedProduct[] = [];
      let variants = 0;
      for (const fed of products()) {
        page.push(fed);
        variants += fed.product.variants.length;
        if (variants < VARIANTS_A_PAGE) continue;
        yield page;
        page = [];
        variants = 0;
      }
      if (page.length > 0) yield page;
    },
    async product(id) {
      const row = oneProduct.get({ id });
      return row === null ? undefined : withVariants(row, variantsOf.all({ id }));
    },
    async [Symbol.asyncDispose]() {
      for (const statement of [allProducts, allVariants, oneProduct, variantsOf]) statement.finalize();
      connection.close();
    },
  };
}
