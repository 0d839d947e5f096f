import { eq, sql } from "drizzle-orm";
import type { AttemptId } from "../../src/ids.ts";
import type { SandboxCharge, SandboxStore } from "../../src/payments/sandbox/stores.ts";
import { sandboxChargeDocument } from "../documents.ts";
import { sandboxCharges } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";

/** The sandbox provider's books over one connection. */
export function createSandboxStore(queries: Queries): SandboxStore {
  const ofAttempt = eq(sandboxCharges.attemptId, sql.placeholder("attemptId"));
  const find = prepared(() =>
    queries.select({ document: sandboxCharges.document }).from(sandboxCharges).where(ofAttempt),
  );
  const insert = prepared(() =>
    queries.insert(sandboxCharges).values({
      attemptId: sql.placeholder("attemptId"),
      amount: sql.placeholder("amount"),
      document: sql.placeholder("document"),
    }),
  );
  const replace = prepared(() =>
    queries
      .update(sandboxCharges)
      .set({ document: sql`${sql.placeholder("document")}` })
      .where(ofAttempt),
  );
  const row = (charge: SandboxCharge) => ({
    attemptId: charge.attemptId,
    amount: charge.amount,
    document: sandboxChargeDocument.write(charge),
  });
  async function read(attemptId: AttemptId): Promise<SandboxCharge | undefined> {
    const found = find().get({ attemptId });
    return found && sandboxChargeDocument.read(found.document);
  }
  return {
    find: read,
    look: read,
    async insert(charge) {
      insert().run(row(charge));
    },
    async replace(charge) {
      replace().run(row(charge));
    },
  };
}
