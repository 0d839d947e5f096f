import { describe, expect, test } from "bun:test";
import type { ShopProcess } from "../e2e/shop-process.ts";
import { hasPostgres } from "../postgres-server.ts";
import { booksOf, soldOnce, untilNothingIsOpen } from "./books.ts";
import { openShopOfProcesses } from "./shop-of-processes.ts";
import { startBuyers } from "./steady-buyers.ts";

/** CI is content with a few; `KILLS=50 bun test test/postgres/killed-process.test.ts` is the long run. */
const kills = Number(process.env["KILLS"] ?? 2);
const agents = 12;
/** Ends a test that hangs, ms; none should come near it. */
const timeLimit = 300_000 + kills * 20_000;

/** What a process says that cannot keep up, as one may on a slow machine. */
const tooBusy = "Too many ask the shop this at once; nothing was changed.";

/** A process that notes what becomes of requests to it. */
interface WatchedProcess extends ShopProcess {
  /** How many are under way. */
  underWay(): number;
  /** How many got no answer. */
  unanswered(): number;
  /** What it answered with a status above 499, but for what was not begun because more was asked than it could write. */
  readonly errors: readonly string[];
}

function watch(shop: ShopProcess): WatchedProcess {
  const errors: string[] = [];
  let underWay = 0;
  let unanswered = 0;
  return {
    ...shop,
    underWay: () => underWay,
    unanswered: () => unanswered,
    errors,
    async fetch(path, init) {
      underWay += 1;
      try {
        const response = await shop.fetch(path, init);
        // To its last byte: it may be killed in the middle of an answer.
        const text = await response.text();
        if (response.status >= 500 && !text.includes(tooBusy)) errors.push(`${response.status} ${text}`);
        return new Response(text, response);
      } catch (error) {
        unanswered += 1;
        throw error;
      } finally {
        underWay -= 1;
      }
    },
  };
}

describe.skipIf(!hasPostgres)(`of two processes, one of which is killed ${kills} times,`, () => {
  test(
    "the other one fails no request, and both sell each thing once",
    async () => {
      await using shop = await openShopOfProcesses({ processes: 0 });
      const { processes, start } = shop;
      /** Everybody that ever served, and how many requests were under way when they were killed. */
      const served: { process: WatchedProcess; atDeath: number }[] = [];
      const serve = async () => {
        const process = watch(await start());
        served.push({ process, atDeath: 0 });
        processes.push(process);
      };
      await Promise.all([serve(), serve()]);
      const buyers = startBuyers(shop, agents);
      for (let count = 0; count < kills; count += 1) {
        await buyers.more(1 + Math.floor(Math.random() * 2 * agents));
        // The one that has served longest; a balancer sends it nothing more.
        const dying = served.find(({ process }) => process === processes[0]);
        processes.shift();
        if (!dying) throw new Error("somebody serves");
        dying.atDeath = dying.process.underWay();
        dying.process.signal("SIGKILL");
        await Promise.all([dying.process.ended, serve()]);
      }
      await buyers.more(agents);
      // From here on leases of processes that serve run out, too, and whoever waits for one may wait in vain.
      const errors = served.flatMap(({ process }) => process.errors);
      const bought = await buyers.end();
      await untilNothingIsOpen(shop);

      expect(errors).toEqual([]);
      expect(served.filter(({ process, atDeath }) => process.unanswered() > atDeath)).toEqual([]);
      expect(await booksOf(shop)).toEqual(soldOnce(bought));
    },
    timeLimit,
  );
});
