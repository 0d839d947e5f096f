import type { ReservedSQL, SQL } from "bun";
import type { FeedProduct } from "../../src/feed/row.ts";
import type { FeedSnapshot } from "../../src/feed/stores.ts";
import { asId, type VariantId } from "../../src/ids.ts";
import { readProduct, readVariant } from "../sqlite/catalog/rows.ts";
import { isSettledChange } from "./feed-store.ts";
import type { Value } from "./queries.ts";

const productColumns = `id, title, published, document, merchant_fields,
  exists (select 1 from variants where variants.id = products.id)`;

const variantColumns = "product_id, id, price, stock, reserved, backorder, document";

/** So many products are read at once. */
const PRODUCTS_A_PAGE = 200;

const lastChangeThen = `select max(number) from feed_changes where ${isSettledChange}`;
const pageOfProducts = `select ${productColumns} from products
  where published and id > $1 order by id limit ${PRODUCTS_A_PAGE}`;
const variantsOfPage = `select ${variantColumns} from variants
  where product_id between $1 and $2 and withdrawn_at is null order by product_id, position`;
const oneProduct = `select ${productColumns} from products where id = $1`;

/**
 * Opens a transaction that sees one moment on a connection of its own, and keeps it until the snapshot is disposed of.
 * Meanwhile the server cannot clear away what was overwritten since, so nobody should keep it long.
 */
export async function openFeedSnapshot(pool: SQL): Promise<FeedSnapshot> {
  const connection = await pool.reserve();
  try {
    await connection.unsafe("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // Nobody waits for what only reads: whoever writes a feed may take a while between two pages.
    await connection.unsafe("SET LOCAL idle_in_transaction_session_timeout = '1min'");
    // The first look fixes the moment.
    const [last] = await rowsOf(connection, lastChangeThen);
    return readFrom(connection, Number(last?.[0] ?? 0));
  } catch (error) {
    connection.release();
    throw error;
  }
}

async function rowsOf(
  connection: ReservedSQL,
  text: string,
  values: readonly Value[] = [],
): Promise<Value[][]> {
  return await connection.unsafe(text, [...values]).values();
}

function readFrom(connection: ReservedSQL, lastChange: number): FeedSnapshot {
  async function withVariants(products: readonly Value[][]): Promise<FeedProduct[]> {
    const [first, last] = [products[0]?.[0] ?? "", products.at(-1)?.[0] ?? ""];
    const rows = await rowsOf(connection, variantsOfPage, [first, last]);
    const byProduct = Map.groupBy(rows, ([productId]) => String(productId));
    return products.flatMap((product) => {
      const variants = byProduct.get(String(product[0])) ?? [];
      return variants.length === 0 ? [] : [fedProduct(product, variants)];
    });
  }

  return {
    lastChange,
    async countVariants() {
      const [found] = await rowsOf(
        connection,
        "select count(*) from variants join products on products.id = product_id where withdrawn_at is null and published",
      );
      return Number(found?.[0] ?? 0);
    },
    async *pages() {
      for (let after = ""; ; ) {
        const products = await rowsOf(connection, pageOfProducts, [after]);
        const last = products.at(-1);
        if (!last) return;
        const page = await withVariants(products);
        if (page.length > 0) yield page;
        after = String(last[0]);
      }
    },
    async product(id) {
      const rows = await rowsOf(connection, oneProduct, [id]);
      const [product] = await withVariants(rows.filter(([, , isPublished]) => isPublished === true));
      return product;
    },
    async [Symbol.asyncDispose]() {
      await connection.unsafe("ROLLBACK").catch(() => {});
      connection.release();
    },
  };
}

function fedProduct(row: readonly Value[], variantRows: readonly Value[][]): FeedProduct {
  const [id, title, , document, merchantFields, idIsTaken] = row;
  const reserved = new Map<VariantId, number>();
  const variants = variantRows.map(
    ([productId, variantId, price, stock, taken, backorder, variantDocument]) => {
      if (Number(taken) > 0) reserved.set(asId<VariantId>(String(variantId)), Number(taken));
      return readVariant({
        id: String(variantId),
        productId: String(productId),
        price: Number(price),
        stock: stock == null ? null : Number(stock),
        reserved: Number(taken),
        backorder: backorder === true,
        document: String(variantDocument),
      });
    },
  );
  const product = readProduct({
    id: String(id),
    title: String(title),
    published: true,
    document: String(document),
    merchantFields: String(merchantFields),
  });
  return { product: { ...product, variants }, reserved, idIsTaken: idIsTaken === true };
}
