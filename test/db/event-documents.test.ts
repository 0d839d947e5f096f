import { expect, test } from "bun:test";
import { agentOf } from "../checkout/requests.ts";
import { openTestShop } from "../checkout/shop.ts";
import { isTestedOnPostgres } from "../engines.ts";

const inFileAlone = test.skipIf(isTestedOnPostgres);

inFileAlone("an event keeps no copy of its order for as long as the order stands as it told", async () => {
  await using shop = await openTestShop();
  const agent = agentOf(shop);
  const { $client } = shop.database.writer;
  const copies = () =>
    $client
      .query<{ document: string | null }, []>("select document from outbox_events order by sequence")
      .all();
  await agent.complete(await agent.ready());
  expect(copies()).toEqual([{ document: null }]);
  const [order] = await shop.reads.orders.page(undefined, 1);
  if (!order) throw new Error("an order is made");
  await shop.write(({ orders }) => orders.replace({ ...order, status: "shipped" }));
  expect(copies()).toMatchObject([{ document: expect.stringContaining('"status":"confirmed"') }]);
});
