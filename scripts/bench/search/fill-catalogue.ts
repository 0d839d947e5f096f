import type { Database } from "../../../db/sqlite/database.ts";
import { createStores } from "../../../db/sqlite/stores.ts";
import { instant } from "../../../src/clock.ts";
import { type NamedProduct, wordCatalogue } from "./word-catalogue.ts";

/** Writes a catalogue of `size` products through the store, as an import does, but without waiting for the disk. */
export async function fillCatalogue(
  { writer }: Pick<Database, "writer">,
  size: number,
): Promise<NamedProduct[]> {
  const { catalog } = createStores(writer);
  const { $client: connection } = writer;
  connection.run("PRAGMA synchronous = OFF");
  const named: NamedProduct[] = [];
  connection.run("BEGIN");
  for (const each of wordCatalogue(size)) {
    await catalog.put(each.product, instant(0));
    named.push(each);
    if (named.length % 5_000 === 0) connection.run("COMMIT; BEGIN");
  }
  connection.run("COMMIT");
  return named;
}
