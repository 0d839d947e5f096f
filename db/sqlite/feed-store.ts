import { and, asc, desc, eq, gt, lte, sql } from "drizzle-orm";
import type { SentProduct } from "../../src/feed/push/push-state.ts";
import type { FeedStore } from "../../src/feed/stores.ts";
import { asId, type ProductId } from "../../src/ids.ts";
import { feedDestinationDocument, feedPushDocument, sentProductDocument } from "../documents.ts";
import { feedChanges, feedDestinations, feedPushes, feedSent } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";

const placeholder = sql.placeholder;

/** What feeds remember, over one connection. */
export function createFeedStore(queries: Queries): FeedStore {
  return {
    ...catalogChanges(queries),
    ...destinations(queries),
    ...pushes(queries),
    ...sentProducts(queries),
  };
}

/** What has changed in the catalogue. */
function catalogChanges(queries: Queries): Pick<FeedStore, "lastChange" | "changedAfter"> {
  const last = prepared(() =>
    queries.select({ number: sql<number | null>`max(${feedChanges.number})` }).from(feedChanges),
  );
  const changes = prepared(() =>
    queries
      .select()
      .from(feedChanges)
      .where(gt(feedChanges.number, placeholder("change")))
      .orderBy(asc(feedChanges.number))
      .limit(placeholder("limit")),
  );

  return {
    async lastChange() {
      return last().get()?.number ?? 0;
    },
    async changedAfter(change, limit) {
      const rows = changes().all({ change, limit });
      return rows.map(({ number, productId }) => ({ productId: asId<ProductId>(productId), change: number }));
    },
  };
}

/** How destinations stand. */
function destinations(queries: Queries): Pick<FeedStore, "destination" | "putDestination"> {
  const findDestination = prepared(() =>
    queries
      .select()
      .from(feedDestinations)
      .where(eq(feedDestinations.name, placeholder("name"))),
  );
  const putDestination = prepared(() =>
    queries
      .insert(feedDestinations)
      .values({ name: placeholder("name"), document: placeholder("document") })
      .onConflictDoUpdate({ target: feedDestinations.name, set: { document: sql`excluded.document` } }),
  );
  return {
    async destination(name) {
      const row = findDestination().get({ name });
      return row && feedDestinationDocument.read(row.document);
    },
    async putDestination(state) {
      putDestination().run({ name: state.name, document: feedDestinationDocument.write(state) });
    },
  };
}

/** How pushes to destinations went. */
function pushes(queries: Queries): Pick<FeedStore, "addPush" | "pushes"> {
  const addPush = prepared(() =>
    queries.insert(feedPushes).values({
      destination: placeholder("destination"),
      startedAt: placeholder("startedAt"),
      document: placeholder("document"),
    }),
  );
  const oldestKept = prepared(() =>
    queries
      .select({ id: feedPushes.id })
      .from(feedPushes)
      .where(eq(feedPushes.destination, placeholder("destination")))
      .orderBy(desc(feedPushes.id))
      .limit(1)
      .offset(placeholder("kept")),
  );
  const forgetPushes = prepared(() =>
    queries
      .delete(feedPushes)
      .where(
        and(eq(feedPushes.destination, placeholder("destination")), lte(feedPushes.id, placeholder("id"))),
      ),
  );
  const allPushes = prepared(() =>
    queries.select().from(feedPushes).orderBy(desc(feedPushes.id)).limit(placeholder("limit")),
  );
  const pushesTo = prepared(() =>
    queries
      .select()
      .from(feedPushes)
      .where(eq(feedPushes.destination, placeholder("destination")))
      .orderBy(desc(feedPushes.id))
      .limit(placeholder("limit")),
  );

  return {
    async addPush(push, kept) {
      const { destination, startedAt } = push;
      addPush().run({ destination, startedAt, document: feedPushDocument.write(push) });
      const old = oldestKept().get({ destination, kept });
      if (old !== undefined) forgetPushes().run({ destination, id: old.id });
    },
    async pushes(destination, limit) {
      const rows =
        destination === undefined ? allPushes().all({ limit }) : pushesTo().all({ destination, limit });
      return rows.map(({ document }) => feedPushDocument.read(document));
    },
  };
}

/** What a destination was sent of each product. */
function sentProducts(queries: Queries): Pick<FeedStore, "sent" | "allSent" | "putSent" | "forgetSent"> {
  const isSentTo = eq(feedSent.destination, placeholder("destination"));
  const findSent = prepared(() =>
    queries
      .select()
      .from(feedSent)
      .where(and(isSentTo, eq(feedSent.productId, placeholder("productId")))),
  );
  const pageOfSent = prepared(() =>
    queries
      .select()
      .from(feedSent)
      .where(and(isSentTo, gt(feedSent.productId, placeholder("after"))))
      .orderBy(asc(feedSent.productId))
      .limit(placeholder("limit")),
  );
  const putSent = prepared(() =>
    queries
      .insert(feedSent)
      .values({
        destination: placeholder("destination"),
        productId: placeholder("productId"),
        fingerprint: placeholder("fingerprint"),
        document: placeholder("document"),
      })
      .onConflictDoUpdate({
        target: [feedSent.destination, feedSent.productId],
        set: { fingerprint: sql`excluded.fingerprint`, document: sql`excluded.document` },
      }),
  );
  const forgetSent = prepared(() =>
    queries.delete(feedSent).where(and(isSentTo, eq(feedSent.productId, placeholder("productId")))),
  );

  return {
    async sent(destination, productId) {
      const row = findSent().get({ destination, productId });
      return row && readSent(row);
    },
    async allSent(destination, after, limit) {
      return pageOfSent().all({ destination, after, limit }).map(readSent);
    },
    async putSent(destination, { productId, fingerprint, ...rest }) {
      const bytes = Buffer.from(fingerprint, "hex");
      putSent().run({
        destination,
        productId,
        fingerprint: bytes,
        document: sentProductDocument.write(rest),
      });
    },
    async forgetSent(destination, productId) {
      forgetSent().run({ destination, productId });
    },
  };
}

function readSent({ productId, fingerprint, document }: typeof feedSent.$inferSelect): SentProduct {
  return {
    productId,
    fingerprint: Buffer.from(fingerprint).toString("hex"),
    ...sentProductDocument.read(document),
  };
}
