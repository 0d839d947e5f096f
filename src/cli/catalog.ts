import type { Command } from "commander";
import { addEdit } from "./catalog/edit.ts";
import { addExportCatalog } from "./catalog/export.ts";
import { addHide } from "./catalog/hide.ts";
import { addImport } from "./catalog/import.ts";
import { addListProducts } from "./catalog/list.ts";
import { addPrice } from "./catalog/price.ts";
import { addSet } from "./catalog/set.ts";
import { addShowProduct } from "./catalog/show.ts";
import { addSource } from "./catalog/source.ts";
import { addStock } from "./catalog/stock.ts";
import type { Terminal } from "./terminal.ts";

export function addCatalogCommand(program: Command, terminal: Terminal): void {
  const catalog = program
    .command("catalog")
    .description("what is for sale: bring it in from where you keep it, change it here, or take it out")
    .addHelpText(
      "after",
      `
Examples:
  checkstand catalog import products_export.csv --dry-run
  checkstand catalog import products_export.csv --sync
  checkstand catalog import https://shop.example/feed.xml
  checkstand catalog price linen-shirt-small 39.00
  checkstand catalog stock linen-shirt-small -2 --reason "broken"
  checkstand catalog hide linen-shirt
  checkstand catalog set linen-shirt return_window=30 age_group=adult
  checkstand catalog export > catalog.jsonl`,
    );
  addImport(catalog, terminal);
  addExportCatalog(catalog, terminal);
  addSource(catalog, terminal);
  addSet(catalog, terminal);
  addListProducts(catalog, terminal);
  addShowProduct(catalog, terminal);
  addPrice(catalog, terminal);
  addStock(catalog, terminal);
  addHide(catalog, terminal);
  addEdit(catalog, terminal);
}
