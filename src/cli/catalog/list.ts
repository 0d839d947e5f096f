import type { Command } from "commander";
import type { Product } from "../../catalog/product.ts";
import type { ProductStore } from "../../catalog/stores.ts";
import type { ProductId } from "../../ids.ts";
import { formatForPeople, minor } from "../../money.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { readWholeNumberOption } from "../whole-number.ts";

interface ListOptions extends JsonOption {
  readonly search?: string;
  readonly hidden?: true;
  readonly changed?: true;
  readonly limit: number;
  readonly after?: string;
}

/** How many products are read at a time. */
const PAGE = 500;

/** `checkstand catalog list`. */
export function addListProducts(catalog: Command, terminal: Terminal): void {
  catalog
    .command("list")
    .description("list products, in the order of their ids")
    .option("--search <text>", "only those with this in their title, an id or a SKU")
    .option("--hidden", "only those that are not shown")
    .option("--changed", "only those that were changed or made here")
    .option("--limit <count>", "how many at most", readWholeNumberOption, 50)
    .option("--after <product>", "only those behind this one")
    .addOption(jsonOption())
    .action(async (options: ListOptions) => {
      const { withShop } = await import("../open-shop.ts");
      const { asId } = await import("../../ids.ts");
      await withShop(terminal, async ({ reads, settings: { shop } }) => {
        const after = options.after === undefined ? undefined : asId<ProductId>(options.after);
        const found = await productsLike(reads.catalog, options, after);
        if (options.json) return terminal.out(JSON.stringify(found));
        if (found.length === 0) return terminal.note("There are no such products.");
        terminal.out(
          renderTable(
            ["PRODUCT", "TITLE", "SHOWN", "VARIANTS", "PRICE", "STOCK"],
            found.map((product) => [
              product.id,
              product.title,
              product.published ? "yes" : "hidden",
              String(product.variants.length),
              formatForPeople(minor(Math.min(...product.variants.map(({ price }) => price))), shop.currency),
              stockOf(product),
            ]),
          ),
        );
      });
    });
}

async function productsLike(
  catalog: ProductStore,
  { search, hidden, changed, limit }: ListOptions,
  start: ProductId | undefined,
): Promise<readonly Product[]> {
  const words = search?.toLowerCase();
  const madeHere = changed ? await catalog.madeHere() : new Set<ProductId>();
  const found: Product[] = [];
  let after = start;
  do {
    const page = await catalog.page(after, PAGE);
    const overrides = changed
      ? await catalog.overridesOf(
          page.map(({ id }) => id),
          page.flatMap(({ variants }) => variants.map(({ id }) => id)),
        )
      : [];
    const changedIds = new Set<string>(overrides.map(({ id }) => id));
    for (const product of page) {
      const isChanged =
        madeHere.has(product.id) || [product, ...product.variants].some(({ id }) => changedIds.has(id));
      const isWanted =
        (words === undefined || textsOf(product).some((text) => text.toLowerCase().includes(words))) &&
        (!hidden || !product.published) &&
        (!changed || isChanged);
      if (isWanted) found.push(product);
      if (found.length === limit) return found;
    }
    after = page.at(-1)?.id;
  } while (after !== undefined);
  return found;
}

function textsOf({ id, title, variants }: Product): readonly string[] {
  return [id, title, ...variants.flatMap((variant) => [variant.id, variant.sku ?? ""])];
}

function stockOf({ variants }: Product): string {
  const counted = variants.flatMap(({ stock }) => (stock === null ? [] : [stock]));
  if (counted.length === 0) return "not counted";
  const units = counted.reduce((all, each) => all + each, 0);
  return counted.length === variants.length ? String(units) : `${units} and not counted`;
}
