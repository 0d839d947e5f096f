import { asc, lt, sql } from "drizzle-orm";
import { instant } from "../../src/clock.ts";
import type { SigningKeyStore } from "../../src/signing/stores.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { signingKeys } from "./schema.ts";

/** The shop's signing keys over one connection. */
export function createSigningKeyStore(queries: Queries): SigningKeyStore {
  const all = prepared(() =>
    queries.select().from(signingKeys).orderBy(asc(signingKeys.signsFrom), asc(signingKeys.createdAt)),
  );
  const put = prepared(() =>
    queries
      .insert(signingKeys)
      .values({
        id: sql.placeholder("id"),
        privateKey: sql.placeholder("privateKey"),
        createdAt: sql.placeholder("createdAt"),
        signsFrom: sql.placeholder("signsFrom"),
        publishedUntil: sql.placeholder("publishedUntil"),
      })
      .onConflictDoUpdate({
        target: signingKeys.id,
        set: { publishedUntil: sql`excluded.published_until`, signsFrom: sql`excluded.signs_from` },
      }),
  );
  const forget = prepared(() =>
    queries
      .delete(signingKeys)
      .where(lt(signingKeys.publishedUntil, sql.placeholder("before")))
      .returning({ id: signingKeys.id }),
  );
  return {
    async all() {
      return (await all().all()).map(({ id, privateKey, createdAt, signsFrom, publishedUntil }) => ({
        id,
        privateKey,
        createdAt: instant(createdAt),
        signsFrom: instant(signsFrom),
        publishedUntil: publishedUntil === null ? undefined : instant(publishedUntil),
      }));
    },
    async put({ publishedUntil = null, ...key }) {
      await put().run({ ...key, publishedUntil });
    },
    async forget(before) {
      return (await forget().all({ before })).length;
    },
  };
}
