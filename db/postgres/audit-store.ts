import { asc, eq, inArray, lt, sql } from "drizzle-orm";
import type { Actor, AuditEntry, AuditStore } from "../../src/audit/audit.ts";
import { instant } from "../../src/clock.ts";
import { auditDetailsDocument } from "../documents.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { auditEntries } from "./schema.ts";

/** What was done, over one connection. */
export function createAuditStore(queries: Queries): AuditStore {
  const insert = prepared(() =>
    queries.insert(auditEntries).values({
      at: sql.placeholder("at"),
      actor: sql.placeholder("actor"),
      action: sql.placeholder("action"),
      subject: sql.placeholder("subject"),
      document: sql.placeholder("document"),
    }),
  );
  const of = prepared(() =>
    queries
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.subject, sql.placeholder("subject")))
      .orderBy(asc(auditEntries.sequence)),
  );

  // Rows are only ever added, so that the oldest come first: no more than `limit` of them are looked at.
  const oldest = queries
    .select({ sequence: auditEntries.sequence, at: auditEntries.at })
    .from(auditEntries)
    .orderBy(asc(auditEntries.sequence))
    .limit(sql.placeholder("limit"))
    .as("oldest");
  const forget = prepared(() =>
    queries
      .delete(auditEntries)
      .where(
        inArray(
          auditEntries.sequence,
          queries
            .select({ sequence: oldest.sequence })
            .from(oldest)
            .where(lt(oldest.at, sql.placeholder("before"))),
        ),
      )
      .returning({ sequence: auditEntries.sequence }),
  );

  return {
    async append({ at, actor, action, subject, details }) {
      await insert().run({ at, actor, action, subject, document: auditDetailsDocument.write(details) });
    },
    async forget(before, limit) {
      return (await forget().all({ before, limit })).length;
    },
    async of(subject) {
      return (await of().all({ subject })).map(
        (row): AuditEntry => ({
          at: instant(row.at),
          // Nothing but `append` writes the column.
          actor: row.actor as Actor,
          action: row.action,
          subject: row.subject,
          details: auditDetailsDocument.read(row.document),
        }),
      );
    },
  };
}
