import { eq, sql } from "drizzle-orm";
import type { SandboxCharge, SandboxStore } from "../../src/payments/sandbox/stores.ts";
import { sandboxChargeDocument } from "../documents.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { sandboxCharges } from "./schema.ts";

/** The sandbox provider's books over one connection. */
export function createSandboxStore(queries: Queries): SandboxStore {
  const ofAttempt = eq(sandboxCharges.attemptId, sql.placeholder("attemptId"));
  const findQuery = () =>
    queries.select({ document: sandboxCharges.document }).from(sandboxCharges).where(ofAttempt);
  const find = prepared(() => (queries.isLocking ? findQuery().for("no key update") : findQuery()));
  const look = prepared(findQuery);
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
  const read = (found: { document: string } | undefined) =>
    found && sandboxChargeDocument.read(found.document);
  return {
    async find(attemptId) {
      return read(await find().get({ attemptId }));
    },
    async look(attemptId) {
      return read(await look().get({ attemptId }));
    },
    async insert(charge) {
      await insert().run(row(charge));
    },
    async replace(charge) {
      await replace().run(row(charge));
    },
  };
}
