import { describe, expect, test } from "bun:test";
import { HOUR, MINUTE } from "../../src/clock.ts";
import { newId, type SessionId } from "../../src/ids.ts";
import { minor, type PartsPerMillion } from "../../src/money.ts";
import { createSandboxPages, type SandboxOutcome } from "../../src/payments/sandbox/page.ts";
import { unresolvedPayments } from "../../src/payments/unresolved.ts";
import { wire20260417 } from "../../src/protocols/acp/2026-04-17/wire.ts";
import { versionBodies } from "../payments/version-agent.ts";
import { buyerOf as buyerAtPage, shownOf } from "./buyer.ts";
import { openTestShop, otherAgent, testAgent } from "./shop.ts";

type TestShop = Awaited<ReturnType<typeof openTestShop>>;

/** A buyer whose provider's page is the sandbox's. */
async function buyerOf(shop: TestShop, variant?: string) {
  const buyer = await buyerAtPage(shop, variant);
  const pages = createSandboxPages(shop.write, shop.clock);
  return {
    ...buyer,
    choose: async (outcome: SandboxOutcome) => {
      const open = await buyer.attempt();
      if (!open) throw new Error("no page is open");
      return pages.choose(open.id, outcome);
    },
  };
}

/** An agent of the newest version. */
const agentOf = (shop: TestShop, id: SessionId, agent = testAgent) => {
  const ask = (
    operation: "update" | "cancel" | "complete",
    body: unknown,
    key: string = crypto.randomUUID(),
  ) => shop.call(wire20260417, { operation, sessionId: id, body, agent, idempotencyKey: key });
  return {
    get: () => shop.call(wire20260417, { operation: "get", sessionId: id, agent }),
    update: (quantity: number, key?: string) =>
      ask("update", { line_items: [{ id: "voucher", quantity }] }, key),
    cancel: () => ask("cancel", {}),
    complete: () => ask("complete", versionBodies(wire20260417).complete("spt_approved")),
  };
};

describe("a buyer who presses Pay", () => {
  test("is sent to the provider's page, and comes back to an order", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    const pressed = await buyer.pay();
    const attempt = await buyer.attempt();
    expect(pressed).toEqual({ kind: "redirect", url: `http://localhost:3000/sandbox/pay/${attempt?.id}` });
    expect(await buyer.status()).toBe("requires_escalation");
    expect(await buyer.choose("paid")).toMatchObject({ kind: "sent", url: attempt?.hosted?.returnUrl });
    expect(await shop.hosted.returned(buyer.id)).toMatchObject({ kind: "completed" });
    expect(await shop.ordersMade()).toHaveLength(1);
  });

  test("proves nothing by coming back", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    await buyer.pay();
    expect(await shop.hosted.returned(buyer.id)).toMatchObject({ kind: "at_provider" });
    expect(await shop.ordersMade()).toHaveLength(0);
  });

  test("twice, in two tabs, has one page", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    const presses = await Promise.all([buyer.pay(), buyer.pay()]);
    expect(presses[0]).toEqual(presses[1]);
    expect(presses[0].kind).toBe("redirect");
  });

  test("in a tab that shows something else is shown what is being paid for", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    const old = shownOf(await buyer.session());
    await agentOf(shop, buyer.id).update(2);
    await buyer.pay();
    expect(await buyer.pay(old)).toMatchObject({ kind: "changed" });
  });

  test.each([
    ["an agent changed the session", (shop: TestShop, id: SessionId) => agentOf(shop, id).update(2)],
    ["the price is another", (shop: TestShop) => shop.setPrice("voucher", 2600)],
  ])("is charged nothing unseen: %s", async (_, happen) => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    const shown = shownOf(await buyer.session());
    await happen(shop, buyer.id);
    expect(await buyer.pay(shown)).toMatchObject({ kind: "changed" });
    expect(await buyer.attempt()).toBeUndefined();
    // What they were shown instead is theirs to pay.
    expect(await buyer.pay()).toMatchObject({ kind: "redirect" });
  });

  test("for what costs nothing is not sent anywhere", async () => {
    await using shop = await openTestShop();
    await shop.setPrice("voucher", 0);
    const buyer = await buyerOf(shop);
    expect(await buyer.pay()).toMatchObject({ kind: "completed" });
    expect(await shop.ordersMade()).toHaveLength(1);
  });

  test("after the session's time is told so", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    shop.clock.advance(HOUR);
    expect(await buyer.pay()).toMatchObject({ kind: "refused", problem: { kind: "session_expired" } });
  });

  test("for a session that is not there hears no more than that", async () => {
    await using shop = await openTestShop();
    const shown = { revision: "", total: minor(0) };
    expect(await shop.hosted.begin(newId("SessionId"), shown)).toEqual({ kind: "not_found" });
    expect(await shop.hosted.back(newId("SessionId"))).toEqual({ kind: "not_found" });
  });
});

describe("a buyer at the provider's page", () => {
  test("may try another card after a declined one", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    await buyer.pay();
    expect(await buyer.choose("declined")).toMatchObject({ kind: "declined" });
    expect(await shop.hosted.returned(buyer.id)).toMatchObject({ kind: "at_provider" });
    await buyer.choose("paid");
    expect(await shop.hosted.returned(buyer.id)).toMatchObject({ kind: "completed" });
  });

  test("who turns back has a closed page, and everything is free again", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop, "mug");
    await buyer.pay();
    expect(await shop.available("mug")).toBe(0);
    const open = await buyer.attempt();
    expect(await shop.hosted.back(buyer.id)).toMatchObject({ kind: "free" });
    expect(await buyer.status()).toBe("ready_for_payment");
    expect(await shop.available("mug")).toBe(1);
    const pages = createSandboxPages(shop.write, shop.clock);
    expect(await pages.choose(open?.id ?? "", "paid")).toMatchObject({ kind: "over" });
  });

  test("who turns back after paying hears of the order", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    await buyer.pay();
    await buyer.choose("paid");
    expect(await shop.hosted.back(buyer.id)).toMatchObject({ kind: "completed" });
  });

  test("who paid in a way that takes its time has the order when the bank says so", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    await buyer.pay();
    await buyer.choose("late");
    expect(await shop.hosted.returned(buyer.id)).toMatchObject({ kind: "pending" });
    expect(await buyer.status()).toBe("in_progress");
    shop.clock.advance(2 * MINUTE);
    await shop.settlement.recover(10);
    expect(await buyer.status()).toBe("completed");
  });

  test("who paid in a way that the bank refuses later may pay again", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    await buyer.pay();
    await buyer.choose("late_declined");
    await shop.hosted.returned(buyer.id);
    shop.clock.advance(2 * MINUTE);
    await shop.settlement.recover(10);
    expect(await buyer.status()).toBe("ready_for_payment");
    expect(await buyer.pay()).toMatchObject({ kind: "redirect" });
  });

  test("who never pays holds nothing once the page's time is over, and it is late only after that", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    await buyer.pay();
    await buyer.choose("never");
    const isOverdue = async () => (await unresolvedPayments(shop.reads, shop.clock.now(), 10))[0]?.isOverdue;
    shop.clock.advance(39 * MINUTE);
    await shop.settlement.recover(10);
    expect(await buyer.status()).toBe("requires_escalation");
    expect(await isOverdue()).toBe(false);
    shop.clock.advance(5 * MINUTE);
    expect(await isOverdue()).toBe(false);
    shop.clock.advance(2 * MINUTE);
    expect(await isOverdue()).toBe(true);
    await shop.settlement.recover(10);
    expect(await buyer.status()).toBe("ready_for_payment");
  });
});

describe("an agent whose buyer is at the provider's", () => {
  test("is told so", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    await buyer.pay();
    expect((await agentOf(shop, buyer.id).get()).json.status).toBe("requires_escalation");
  });

  test("may change the session, and the page is closed for it", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    await buyer.pay();
    const { status, json } = await agentOf(shop, buyer.id).update(2);
    expect([status, json.status]).toEqual([200, "ready_for_payment"]);
    expect(await buyer.attempt()).toBeUndefined();
  });

  test("may cancel it", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    await buyer.pay();
    expect((await agentOf(shop, buyer.id).cancel()).json.status).toBe("canceled");
  });

  test("may pay for it instead", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    await buyer.pay();
    expect((await agentOf(shop, buyer.id).complete()).json.status).toBe("completed");
    expect(await shop.ordersMade()).toHaveLength(1);
  });

  test("hears of the order when the buyer was first", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    await buyer.pay();
    await buyer.choose("paid");
    expect((await agentOf(shop, buyer.id).complete()).json.status).toBe("completed");
    expect(await shop.ordersMade()).toHaveLength(1);
    expect((await agentOf(shop, buyer.id).update(2)).status).toBe(409);
  });

  test("does not close the page by repeating what was answered before", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    const agent = agentOf(shop, buyer.id);
    const first = await agent.update(2, "the same key");
    await buyer.pay();
    expect((await agent.update(2, "the same key")).body).toBe(first.body);
    expect(await buyer.status()).toBe("requires_escalation");
  });

  test("that does not own the session cannot close its page", async () => {
    await using shop = await openTestShop();
    const buyer = await buyerOf(shop);
    await buyer.pay();
    expect((await agentOf(shop, buyer.id, otherAgent).update(2)).status).toBe(404);
    expect(await buyer.status()).toBe("requires_escalation");
  });

  test("hears 409 where the page cannot be closed", async () => {
    await using shop = await openTestShop({
      provider: (sandbox) => ({
        ...sandbox,
        hosted: { ...sandbox.hosted, expire: async () => ({ kind: "unknown", detail: "no answer" }) },
      }),
    });
    const buyer = await buyerOf(shop);
    await buyer.pay();
    const answers = await Promise.all([
      agentOf(shop, buyer.id).update(2),
      agentOf(shop, buyer.id).cancel(),
      agentOf(shop, buyer.id).complete(),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409]);
    expect(await buyer.status()).toBe("requires_escalation");
    expect(await shop.hosted.back(buyer.id)).toMatchObject({ kind: "at_provider" });
  });
});

describe("buyers at the provider's hold of what there is", () => {
  const half = 500_000 as PartsPerMillion;

  test("no more than their share, and one at least", async () => {
    await using shop = await openTestShop({ limits: { unpaidStock: half } });
    await shop.setStock("voucher", 3);
    const [first, second, third] = [await buyerOf(shop), await buyerOf(shop), await buyerOf(shop)];
    expect([await first.pay(), await second.pay(), await third.pay()]).toMatchObject([
      { kind: "redirect" },
      { kind: "redirect" },
      { kind: "refused", problem: { kind: "out_of_stock" } },
    ]);
    // What was paid is nobody's share.
    await first.choose("paid");
    await shop.hosted.returned(first.id);
    await shop.hosted.back(second.id);
    expect(await third.pay()).toMatchObject({ kind: "redirect" });
    await shop.setStock("voucher", 1);
  });

  test("the last one of an item", async () => {
    await using shop = await openTestShop({ limits: { unpaidStock: half } });
    await shop.setStock("voucher", 1);
    expect(await (await buyerOf(shop)).pay()).toMatchObject({ kind: "redirect" });
  });

  test("nothing that an agent's buyer could not still buy", async () => {
    await using shop = await openTestShop({ limits: { unpaidStock: half } });
    await shop.setStock("voucher", 2);
    const [first, second] = [await buyerOf(shop), await buyerOf(shop)];
    await first.pay();
    expect(await second.pay()).toMatchObject({ kind: "refused" });
    expect((await agentOf(shop, second.id).complete()).json.status).toBe("completed");
  });
});
