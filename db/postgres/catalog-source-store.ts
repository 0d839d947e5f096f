import { eq, sql } from "drizzle-orm";
import type { SourceStore } from "../../src/catalog/source.ts";
import { instant } from "../../src/clock.ts";
import { sourceOutcomeDocument } from "../documents.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { catalogSources } from "./schema.ts";

/** What is remembered of catalogue sources, over one connection. */
export function createCatalogSourceStore(queries: Queries): SourceStore {
  const placeholder = sql.placeholder;
  const find = prepared(() =>
    queries
      .select()
      .from(catalogSources)
      .where(eq(catalogSources.location, placeholder("location"))),
  );
  const put = prepared(() =>
    queries
      .insert(catalogSources)
      .values({
        location: placeholder("location"),
        fingerprint: placeholder("fingerprint"),
        checkedAt: placeholder("checkedAt"),
        importedAt: placeholder("importedAt"),
        document: placeholder("document"),
      })
      .onConflictDoUpdate({
        target: catalogSources.location,
        set: {
          fingerprint: sql`excluded.fingerprint`,
          checkedAt: sql`excluded.checked_at`,
          importedAt: sql`excluded.imported_at`,
          document: sql`excluded.document`,
        },
      }),
  );
  return {
    async find(location) {
      const found = await find().get({ location });
      return (
        found && {
          location,
          fingerprint: found.fingerprint ?? undefined,
          checkedAt: instant(found.checkedAt),
          importedAt: found.importedAt === null ? undefined : instant(found.importedAt),
          outcome: sourceOutcomeDocument.read(found.document),
        }
      );
    },
    async put({ location, fingerprint = null, checkedAt, importedAt = null, outcome }) {
      await put().run({
        location,
        fingerprint,
        checkedAt,
        importedAt,
        document: sourceOutcomeDocument.write(outcome),
      });
    },
  };
}
