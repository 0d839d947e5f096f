import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toRfc3339 } from "../../clock.ts";
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

/** ACP's `FeedMetadata` (2026-04-17), which stands beside the products of a full replacement. */
export function acpMetadata(feedId: string, { countries, now }: FeedTerms): string {
  return `${JSON.stringify({ id: feedId, target_country: countries[0], updated_at: toRfc3339(now) })}\n`;
}

/** Writes `metadata.json` into a folder, in one step. The feed is called as the shop is. */
export async function writeAcpMetadata(folder: string, terms: FeedTerms): Promise<void> {
  const path = join(folder, "metadata.json");
  const feedId =
    terms.sellerName
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "") || "feed";
  await writeFile(`${path}.partial`, acpMetadata(feedId, terms));
  await rename(`${path}.partial`, path);
}
