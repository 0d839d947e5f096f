import { acpProduct } from "../acp-product.ts";
import type { FeedTerms } from "../row.ts";
import type { FileFormat } from "./format.ts";

/** `products.jsonl` of ACP's full replacement (2026-04-17): one `Product` a line. `metadata.json` stands beside it. */
export function acpProducts(terms: FeedTerms): FileFormat {
  return {
    extension: "jsonl",
    mediaType: "application/jsonl; charset=utf-8",
    encoder: () => ({
      start: () => "",
      add: ({ rows }) => `${JSON.stringify(acpProduct(rows, terms))}\n`,
      end: () => "",
    }),
  };
}
