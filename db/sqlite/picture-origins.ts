import type { PictureOrigins } from "../../src/catalog/picture-origins.ts";
import type { Queries } from "./database.ts";

/** So many products are looked at, which takes some ten milliseconds. */
const LOOKED_AT = 5_000;
/** No shop has its pictures in more places than this. */
const MOST_ORIGINS = 20;

/** Over one connection. */
export function createPictureOrigins({ $client }: Queries): PictureOrigins {
  // What stands before the third slash: most pictures of a catalogue have it in common.
  const places = $client.prepare<{ place: string }, []>(`
    select distinct substr(url, 1, instr(substr(url, 9) || '/', '/') + 7) as place from (
      select media.value ->> '$.url' as url
      from (select document from products where published = 1 order by id limit ${LOOKED_AT}) looked,
        json_each(coalesce(looked.document -> '$.data.media', looked.document -> '$.media', '[]')) media
      where media.value ->> '$.type' = 'image'
    ) where url like 'http%' limit ${MOST_ORIGINS}`);
  return {
    async pictureOrigins() {
      const origins = places.all().flatMap(({ place }) => URL.parse(place)?.origin ?? []);
      return [...new Set(origins)].filter((origin) => /^https?:/.test(origin)).sort();
    },
  };
}
