import { describe, expect, test } from "bun:test";
import { eventually } from "../jobs/workshop.ts";
import { hasPostgres, startPostgres } from "../postgres-server.ts";
import { booksOf, soldOnce, untilNothingIsOpen } from "./books.ts";
import { startCuttingProxy } from "./cutting-proxy.ts";
import { openShopOfProcesses } from "./shop-of-processes.ts";
import { startBuyers } from "./steady-buyers.ts";

/** CI is content with a few; `STOPS=20 CUTS=200 ENDS=50 bun test test/postgres/server-faults.test.ts` is the long run. */
const stops = Number(process.env["STOPS"] ?? 1);
const cuts = Number(process.env["CUTS"] ?? 15);
const ends = Number(process.env["ENDS"] ?? 4);
const agents = 12;
/** Ends a test that hangs, ms; none should come near it. */
const timeLimit = 300_000 + stops * 30_000 + (cuts + ends) * 3_000;

describe.skipIf(!hasPostgres)("two processes sell each thing once, and number without a gap,", () => {
  test(
    `though their connections are cut at COMMIT ${cuts} times`,
    async () => {
      await using server = await startPostgres();
      await using proxy = await startCuttingProxy(server.port);
      const databaseUrl = await server.freshDatabase();
      const servedFrom = databaseUrl.replace(`:${server.port}/`, `:${proxy.port}/`);
      await using shop = await openShopOfProcesses({ processes: 2, databaseUrl, servedFrom });
      const buyers = startBuyers(shop, agents);
      for (let cut = 0; cut < cuts; cut += 1) {
        proxy.cutNext();
        await eventually(() => proxy.isDone());
        await buyers.more(1);
      }
      const bought = await buyers.end();
      await untilNothingIsOpen(shop);
      expect(await booksOf(shop)).toEqual(soldOnce(bought));
      expect(Object.values(proxy.made).reduce((sum, times) => sum + times, 0)).toBe(cuts);
    },
    timeLimit,
  );

  test(
    `though an administrator ends all their connections ${ends} times`,
    async () => {
      await using shop = await openShopOfProcesses({ processes: 2 });
      const buyers = startBuyers(shop, agents);
      for (let end = 0; end < ends; end += 1) {
        await buyers.more(1 + Math.floor(Math.random() * agents));
        await shop.rows(`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()`);
      }
      await buyers.more(agents);
      const bought = await buyers.end();
      await untilNothingIsOpen(shop);
      expect(await booksOf(shop)).toEqual(soldOnce(bought));
    },
    timeLimit,
  );

  test(
    `though the server is stopped at once ${stops} times`,
    async () => {
      // It makes sure of every file when it starts again: all at once takes less long.
      await using server = await startPostgres(["recovery_init_sync_method=syncfs"]);
      const databaseUrl = await server.freshDatabase();
      await using shop = await openShopOfProcesses({ processes: 2, databaseUrl });
      const buyers = startBuyers(shop, agents);
      for (let stop = 0; stop < stops; stop += 1) {
        await buyers.more(1 + Math.floor(Math.random() * 2 * agents));
        await server.crash();
        await server.start();
      }
      await buyers.more(agents);
      const bought = await buyers.end();
      await untilNothingIsOpen(shop);
      expect(await booksOf(shop)).toEqual(soldOnce(bought));
    },
    timeLimit,
  );
});
