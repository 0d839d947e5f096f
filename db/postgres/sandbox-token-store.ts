import { eq, sql } from "drizzle-orm";
import type { SandboxTokenStore } from "../../src/payments/sandbox/token.ts";
import { sandboxTokenDocument } from "../documents.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { sandboxTokens } from "./schema.ts";

/** The sandbox's delegated tokens over one connection. */
export function createSandboxTokenStore(queries: Queries): SandboxTokenStore {
  const isToken = eq(sandboxTokens.id, sql.placeholder("id"));
  const insert = prepared(() =>
    queries.insert(sandboxTokens).values({
      id: sql.placeholder("id"),
      createdAt: sql.placeholder("createdAt"),
      document: sql.placeholder("document"),
    }),
  );
  const findQuery = () =>
    queries.select({ document: sandboxTokens.document }).from(sandboxTokens).where(isToken);
  const find = prepared(() => (queries.isLocking ? findQuery().for("no key update") : findQuery()));
  const replace = prepared(() =>
    queries
      .update(sandboxTokens)
      .set({ document: sql`${sql.placeholder("document")}` })
      .where(isToken),
  );
  return {
    async insert(token) {
      await insert().run({
        id: token.id,
        createdAt: token.createdAt,
        document: sandboxTokenDocument.write(token),
      });
    },
    async find(id) {
      const found = await find().get({ id });
      return found && sandboxTokenDocument.read(found.document);
    },
    async replace(token) {
      await replace().run({ id: token.id, document: sandboxTokenDocument.write(token) });
    },
  };
}
