import { demoItems } from "../../src/protocols/acp/words/examples.ts";
import { buy } from "./agent.ts";
import { letMinutePass } from "./books.ts";
import type { ShopOfProcesses } from "./shop-of-processes.ts";

/** Agents that buy one thing after another, whatever becomes of the shop meanwhile. */
export interface SteadyBuyers {
  /** How many purchases came to an order. */
  bought(): number;
  /** Settles when so many more have. */
  more(count: number): Promise<void>;
  /**
   * Begins no purchase any more, and gives how many there were once each has come to its order. Where all wait for what
   * a process had when it was lost, lets the minute pass after which others may have it.
   */
  end(): Promise<number>;
}

/** How long a purchase may take before its agent begins another one beside it, ms: the load goes on. */
const PATIENCE = 2_000;

/** So many purchases an agent has at a time at most: what waits for those that were lost must not become the load. */
const MOST_AT_A_TIME = 8;

/** Lets so many agents buy at a time, asking the processes in turn. A purchase that fails for good fails them all. */
export function startBuyers(shop: ShopOfProcesses, agents: number): SteadyBuyers {
  const purchases: Promise<unknown>[] = [];
  let bought = 0;
  let isOver = false;

  async function buyOnAndOn(agent: number): Promise<void> {
    const underWay = new Set<Promise<unknown>>();
    while (!isOver) {
      const purchase = buy(shop, demoItems.tote, agent).then(() => {
        bought += 1;
        underWay.delete(purchase);
      });
      underWay.add(purchase);
      purchases.push(purchase);
      const isFull = underWay.size === MOST_AT_A_TIME;
      await Promise.race([...underWay, ...(isFull ? [] : [Bun.sleep(PATIENCE)])]);
    }
  }

  const buying = Promise.all(Array.from({ length: agents }, (_, agent) => buyOnAndOn(agent)));
  // Heard of by whoever waits, and not before.
  buying.catch(() => {});
  return {
    bought: () => bought,
    async more(count) {
      const enough = bought + count;
      while (bought < enough) await Promise.race([Bun.sleep(5), buying]);
    },
    async end() {
      isOver = true;
      await buying;
      const ended = Promise.all(purchases);
      for (let before = -1; bought < purchases.length; before = bought) {
        if (bought === before) await letMinutePass(shop);
        await Promise.race([Bun.sleep(PATIENCE / 2), ended]);
      }
      return purchases.length;
    },
  };
}
