import { count, eq, lte, sql } from "drizzle-orm";
import type { StrangerPaymentStore } from "../../src/payments/stranger-payments.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { strangerPayments } from "./schema.ts";

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
      await put().run({ attempt, countedAs, now });
    },
    async remove(attempt) {
      await remove().run({ attempt });
    },
    async recent(countedAs, since) {
      await forget().run({ since });
      return {
        ofAgent: (await ofAgent().get({ countedAs }))?.number ?? 0,
        together: (await together().get())?.number ?? 0,
      };
    },
  };
}
