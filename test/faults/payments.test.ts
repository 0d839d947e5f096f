import { describe, expect, test } from "bun:test";
import { patience, programs } from "../e2e/shop-process.ts";
import { type FaultName, faults } from "../stripe/faults.ts";
import { type PageDeath, pageDeaths, payThroughDeath } from "./payments/dying-page.ts";
import { buyThroughDeath, everyDeath } from "./payments/dying-shop.ts";
import { payThrough } from "./payments/faulty-page.ts";
import { buyThrough } from "./payments/faulty-stripe.ts";

/** `bun scripts/faults.ts` does 200 of each. */
const COMPLETES = 5;
const boughtOnceEach = { charges: COMPLETES, orders: COMPLETES, completedSessions: COMPLETES, doubles: 0 };
const names = Object.keys(faults).filter((name): name is FaultName => name in faults);

describe("agents that retry buy once each", () => {
  test.each([...names, "refused" as const])(
    "though every charge meets %s",
    async (fault) => {
      const row = await buyThrough(fault, COMPLETES);
      expect(row).toMatchObject(boughtOnceEach);
      expect(row.retried).toBeGreaterThanOrEqual(COMPLETES);
    },
    patience,
  );
});

describe("agents that retry payments by Google Pay buy once each", () => {
  // What changes what an answer says of an amount says nothing of a payment method, which has none.
  const atMethods = names.filter((name) => !name.startsWith("wrong"));
  const everyFault = [
    ...atMethods.map((fault) => [fault, "the making of a payment method"] as const),
    ...names.map((fault) => [fault, "the charge of a payment method"] as const),
  ];
  test.each(everyFault)(
    "though there is %s at %s",
    async (fault, way) => {
      const row = await buyThrough(fault, COMPLETES, way);
      expect(row).toMatchObject(boughtOnceEach);
      expect(row.retried).toBeGreaterThanOrEqual(COMPLETES);
    },
    patience,
  );
});

describe("buyers who pay by hand buy once each", () => {
  test.each(names)(
    "though every request about their page meets %s",
    async (fault) => {
      expect(await payThrough(fault, COMPLETES)).toMatchObject(boughtOnceEach);
    },
    patience,
  );
});

describe("a buyer who pays by hand while the shop is killed buys once", () => {
  const [fromSource] = programs;
  const deaths = Object.keys(pageDeaths).filter((death): death is PageDeath => death in pageDeaths);
  test.each(deaths)(
    "though that is %s",
    async (death) => {
      if (!fromSource) throw new Error("there is a program");
      const row = await payThroughDeath(fromSource, death, 1);
      expect(row).toMatchObject({ charges: 1, orders: 1, completedSessions: 1, doubles: 0 });
    },
    patience,
  );
});

describe("an agent whose shop is killed buys once", () => {
  const [fromSource] = programs;
  test.each(everyDeath)(
    "by %s, though that is %s",
    async (way, death) => {
      if (!fromSource) throw new Error("there is a program");
      const row = await buyThroughDeath(fromSource, way, death, 1);
      expect(row).toMatchObject({ charges: 1, orders: 1, completedSessions: 1, doubles: 0 });
    },
    patience,
  );
});
