import type { PictureOrigins } from "../../src/catalog/picture-origins.ts";
import type { Queries } from "./queries.ts";

/** So many products are looked at, and so many places of pictures named, as on SQLite. */
const LOOKED_AT = 5_000;
const MOST_ORIGINS = 20;

// What stands before the third slash: most pictures of a catalogue have it in common.
const places = `
  select distinct substring(url from '^https?://[^/]*') from (
    select media.value ->> 'url' as url
    from (select document::json as document from products where published order by id limit ${LOOKED_AT}) looked,
      json_array_elements(coalesce(looked.document -> 'data' -> 'media', looked.document -> 'media', '[]'::json)) media (value)
    where media.value ->> 'type' = 'image'
  ) pictures where url like 'http%' limit ${MOST_ORIGINS}`;

/** Where pictures of products come from. */
export function createPictureOrigins(queries: Queries): PictureOrigins {
  return {
    async pictureOrigins() {
      const found = await queries.rows(places);
      const origins = found.flatMap(([place]) => URL.parse(String(place))?.origin ?? []);
      return [...new Set(origins)].filter((origin) => /^https?:/.test(origin)).sort();
    },
  };
}
