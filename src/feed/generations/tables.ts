import type { FeedRow, Generation } from "../row.ts";
import type { FeedColumn } from "./column.ts";
import { googleColumns } from "./google.ts";
import { openai2025 } from "./openai-2025.ts";
import { openai2026 } from "./openai-2026.ts";
import { openai202601 } from "./openai-2026-01.ts";

/** The fields of each generation, in the order its specification lists them. A feed has those of one, and no others. */
export const columnsByGeneration: Readonly<Record<Generation, readonly FeedColumn[]>> = {
  "openai-2025": openai2025,
  "openai-2026-01": openai202601,
  "openai-2026": openai2026,
  google: googleColumns,
};

/** Whether a row has a place in the feed: Google has no word for what is listed but not to be found. */
export function belongsIn(generation: Generation, row: FeedRow): boolean {
  return generation !== "google" || row.search;
}
