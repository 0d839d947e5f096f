import { shopFileTable } from "./shop-file.ts";

/**
 * The JSON Schema of shop.toml (draft 7), for editors that complete and check TOML by one, as Taplo does. It knows the
 * keys and the shape of their values; what depends on the rest of the file or on the environment, only the shop does.
 */
export function shopFileSchema(): string {
  const schema = { $schema: "http://json-schema.org/draft-07/schema#", title: "shop.toml", ...shopFileTable };
  return JSON.stringify(schema, null, 2);
}
