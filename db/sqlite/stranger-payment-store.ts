import { count, eq, lte, sql } from "drizzle-orm";
import type { StrangerPaymentStore } from "../../src/payments/stranger-payments.ts";
import { strangerPayments } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";

/** Payments of strangers over one connection. */
export function createStrangerPaymentStore(queries: Queries): StrangerPaymentStore {
  const { attemptId, agentId, openedAt } = strangerPayments;
  const put = prepared(() =>
    queries.insert(strangerPayments).values({
      attemptId: sql.placeholder("attempt"),
      agentId: sql.placeholder("countedAs"),
      openedAt: sql.placeholder("now"),
    }),
  );
  const remove = prepared(() =>
    queries.delete(strangerPayments).where(eq(attemptId, sql.placeholder("attempt"))),
  );
  const forget = prepared(() =>
    queries.delete(strangerPayments).where(lte(openedAt, sql.placeholder("since"))),
  );
  const together = prepared(() => queries.select({ number: count() }).from(strangerPayments));
  const ofAgent = prepared(() =>
    queries
      .select({ number: count() })
      .from(strangerPayments)
      .where(eq(agentId, sql.placeholder("countedAs"))),
  );
  return {
    async put(attempt, countedAs, now) {
      put().run({ attempt, countedAs, now });
    },
    async remove(attempt) {
      remove().run({ attempt });
    },
    async recent(countedAs, since) {
      forget().run({ since });
      return {
        ofAgent: ofAgent().get({ countedAs })?.number ?? 0,
        together: together().get()?.number ?? 0,
      };
    },
  };
}
