import { describe, expect, test } from "bun:test";
import { shopAgentId } from "../../src/agents/shop-agent.ts";
import { DAY, MINUTE } from "../../src/clock.ts";
import { slowedDown, strangerAt } from "../../src/discounts/code-guesses.ts";
import { tooManyGuesses } from "../../src/discounts/stores.ts";
import { asId, type SessionId } from "../../src/ids.ts";
import { newestWire } from "../../src/protocols/acp/versions.ts";
import { openTestShop, otherAgent, testAgent } from "../checkout/shop.ts";
import { discountOf } from "./discounts.ts";

async function openShop() {
  const shop = await openTestShop();
  await shop.write(({ discounts }) => discounts.insert(discountOf({ code: "TEN" })));
  let guesses = 0;
  async function create(codes: readonly string[], agent = testAgent) {
    const body = {
      line_items: [{ id: "voucher" }],
      currency: "usd",
      capabilities: {},
      discounts: { codes },
    };
    return (await shop.call(newestWire, { operation: "create", body, agent })).json;
  }
  return {
    shop,
    create,
    /** Tries so many codes that are none, ten a session. */
    async guess(count: number) {
      for (let left = count; left > 0; left -= 10) {
        await create(Array.from({ length: Math.min(10, left) }, () => `WRONG${guesses++}`));
      }
    },
    async update(id: string, codes: readonly string[]) {
      const sessionId = asId<SessionId>(id);
      return (await shop.call(newestWire, { operation: "update", sessionId, body: { discounts: { codes } } }))
        .json;
    },
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}

const appliedIn = (session: { discounts: { applied: { code: string }[] } }) =>
  session.discounts.applied.map(({ code }) => code);

describe("an agent that tries codes at random", () => {
  test("waits a minute after twenty wrong ones, and is told so", async () => {
    await using orderService = await openShop();
    await orderService.guess(19);
    expect(appliedIn(await orderService.create(["TEN"]))).toEqual(["TEN"]);
    await orderService.guess(1);
    const slowed = await orderService.create(["TEN"]);
    expect(appliedIn(slowed)).toEqual([]);
    expect(slowed.discounts.rejected).toMatchObject([{ code: "TEN", reason: "discount_code_invalid" }]);
    expect(slowed.discounts.rejected[0].message).toContain("Send it again in a minute");
    expect(slowed.status).toBe("ready_for_payment");
    orderService.shop.clock.advance(MINUTE);
    expect(appliedIn(await orderService.create(["TEN"]))).toEqual(["TEN"]);
  });

  test("waits no longer than that when the clock is set back meanwhile", async () => {
    await using orderService = await openShop();
    await orderService.guess(20);
    orderService.shop.clock.advance(-DAY);
    expect(appliedIn(await orderService.create(["TEN"]))).toEqual([]);
    orderService.shop.clock.advance(MINUTE);
    expect(appliedIn(await orderService.create(["TEN"]))).toEqual(["TEN"]);
  });

  test("does not slow down another agent", async () => {
    await using orderService = await openShop();
    await orderService.guess(20);
    expect(appliedIn(await orderService.create(["TEN"], otherAgent))).toEqual(["TEN"]);
  });

  test("is not counted twice for the same wrong code", async () => {
    await using orderService = await openShop();
    for (let count = 0; count < 30; count += 1) await orderService.create(["TYPO"]);
    expect(appliedIn(await orderService.create(["TEN"]))).toEqual(["TEN"]);
  });

  test("has a code looked up no sooner by sending it again to the session that has it already", async () => {
    await using orderService = await openShop();
    await orderService.guess(20);
    const { id } = await orderService.create(["TEN"]);
    expect(appliedIn(await orderService.update(id, ["TEN"]))).toEqual([]);
  });

  test("keeps what its sessions have been granted", async () => {
    await using orderService = await openShop();
    const { id } = await orderService.create(["TEN"]);
    await orderService.guess(20);
    expect(appliedIn(await orderService.update(id, ["ten", "ANOTHER"]))).toEqual(["ten"]);
  });
});

describe("of strangers that act as the shop", () => {
  async function openStreet() {
    const shop = await openTestShop();
    await shop.write(({ discounts }) => discounts.insert(discountOf({ code: "TEN" })));
    let guesses = 0;
    const look = (address: string, code: string) =>
      shop.write((stores) => {
        const guesser = { agent: shopAgentId, stranger: strangerAt(address) };
        return slowedDown(stores, guesser, new Set(), shop.clock.now()).byCode(code);
      });
    return {
      look,
      /** How many of so many new wrong codes were looked up. */
      async guess(address: string, count: number) {
        let lookedUp = 0;
        for (let left = count; left > 0; left -= 1)
          if ((await look(address, `WRONG${guesses++}`)) !== tooManyGuesses) lookedUp += 1;
        return lookedUp;
      },
      [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
    };
  }

  test("one who tries codes at random stops at a half, and another's code holds", async () => {
    await using street = await openStreet();
    expect(await street.guess("192.0.2.66", 40)).toBe(10);
    expect(await street.look("192.0.2.66", "TEN")).toBe(tooManyGuesses);
    expect(await street.look("192.0.2.1", "TEN")).toMatchObject({ code: "TEN" });
  });

  test("however many try, they come to twenty a minute together", async () => {
    await using street = await openStreet();
    let lookedUp = 0;
    for (let host = 1; host <= 60; host += 1) lookedUp += await street.guess(`192.0.2.${host}`, 20);
    expect(lookedUp).toBe(20);
  });
});

test("wrong codes stay counted over a restart, and are not when the change that tried them is undone", async () => {
  const shop = await openTestShop();
  const agent = { agent: testAgent.id };
  const now = shop.clock.now();
  const look = (code: string) =>
    shop.write((stores) => slowedDown(stores, agent, new Set(), now).byCode(code));
  const undone = shop.write(async (stores) => {
    for (let count = 0; count < 20; count += 1)
      await slowedDown(stores, agent, new Set(), now).byCode(`UNDONE${count}`);
    throw new Error("the disk is full");
  });
  await expect(undone).rejects.toThrow("the disk is full");
  expect(await look("FIRST")).toBeUndefined();
  for (let count = 1; count < 20; count += 1) await look(`WRONG${count}`);
  expect(await look("ANOTHER")).toBe(tooManyGuesses);
  expect(await look("FIRST")).toBeUndefined();
  await using reopened = await shop.reopen();
  const after = await reopened.write((stores) => slowedDown(stores, agent, new Set(), now).byCode("ANOTHER"));
  expect(after).toBe(tooManyGuesses);
});
