import type { FeedRow, Generation } from "../row.ts";
import { generationA } from "./a.ts";
import { generationB } from "./b.ts";
import { generationC } from "./c.ts";
import type { Column } from "./column.ts";
import { google } from "./google.ts";

/** The fields of each generation, in the order its specification lists them. A feed has those of one, and no others. */
export const tables: Readonly<Record<Generation, readonly Column[]>> = {
  a: generationA,
  b: generationB,
  c: generationC,
  google,
};

/** Whether a row has a place in the feed: Google has no word for what is listed but not to be found. */
export function belongsIn(generation: Generation, row: FeedRow): boolean {
  return generation !== "google" || row.search;
}
