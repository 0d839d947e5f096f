import { eq, sql } from "drizzle-orm";
import type { SandboxPageStore } from "../../src/payments/sandbox/page.ts";
import { sandboxPageDocument } from "../documents.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { sandboxPages } from "./schema.ts";

/** The sandbox provider's pages over one connection. */
export function createSandboxPageStore(queries: Queries): SandboxPageStore {
  const findQuery = () =>
    queries
      .select({ document: sandboxPages.document })
      .from(sandboxPages)
      .where(eq(sandboxPages.attemptId, sql.placeholder("attemptId")));
  const find = prepared(() => (queries.isLocking ? findQuery().for("no key update") : findQuery()));
  const put = prepared(() =>
    queries
      .insert(sandboxPages)
      .values({ attemptId: sql.placeholder("attemptId"), document: sql.placeholder("document") })
      .onConflictDoUpdate({ target: sandboxPages.attemptId, set: { document: sql`excluded.document` } }),
  );
  return {
    async find(attemptId) {
      const found = await find().get({ attemptId });
      return found && sandboxPageDocument.read(found.document);
    },
    async put(page) {
      await put().run({ attemptId: page.payment.attemptId, document: sandboxPageDocument.write(page) });
    },
  };
}
