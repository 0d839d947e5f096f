import { describe, expect, test } from "bun:test";
import { SECOND } from "../../src/clock.ts";
import type { ShopProcess } from "../e2e/shop-process.ts";
import { hasPostgres } from "../postgres-server.ts";
import { booksOf, letMinutePass, soldOnce, untilNothingIsOpen } from "./books.ts";
import { openShopOfProcesses } from "./shop-of-processes.ts";
import { startBuyers } from "./steady-buyers.ts";

/** CI is content with a few; `STILLS=50 bun test test/postgres/still-process.test.ts` is the long run. */
const stills = Number(process.env["STILLS"] ?? 1);
const agents = 12;
/** Ends a test that hangs, ms; none should come near it. */
const timeLimit = 300_000 + stills * 60_000;

/** How long agents wait for an answer before they ask again, ms. */
const PATIENCE = 10 * SECOND;

/** A process of which agents do not wait for ever. */
function impatiently(shop: ShopProcess): ShopProcess {
  return {
    ...shop,
    fetch: (path, init) => shop.fetch(path, { ...init, signal: AbortSignal.timeout(PATIENCE) }),
  };
}

describe.skipIf(!hasPostgres)(`two processes, one of which stands still ${stills} times,`, () => {
  test(
    "sell each thing once, though it goes on when others have taken over what it was at",
    async () => {
      await using shop = await openShopOfProcesses({ processes: 2 });
      const { processes } = shop;
      processes.splice(0, 2, ...processes.map(impatiently));
      const buyers = startBuyers(shop, agents);
      for (let count = 0; count < stills; count += 1) {
        await buyers.more(1 + Math.floor(Math.random() * 2 * agents));
        const still = processes.shift();
        if (!still) throw new Error("two processes serve");
        process.kill(still.pid, "SIGSTOP");
        await letMinutePass(shop);
        await buyers.more(agents);
        process.kill(still.pid, "SIGCONT");
        processes.push(still);
      }
      const bought = await buyers.end();
      await untilNothingIsOpen(shop);
      expect(await booksOf(shop)).toEqual(soldOnce(bought));
    },
    timeLimit,
  );
});
