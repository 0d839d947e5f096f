import { describe, expect, test } from "bun:test";
import { DAY, MINUTE } from "../../src/clock.ts";
import type { Answer } from "../../src/idempotency/answer.ts";
import { type AgentId, asId } from "../../src/ids.ts";
import type { StagedOperation } from "../../src/operations/operation.ts";
import { createPerform, problemAnswer } from "../../src/operations/perform.ts";
import { succeed } from "../../src/problem.ts";
import { openTestShop } from "../checkout/shop.ts";

const endpoint = "https://agent.example/events";

/** A call that thinks for a while, and then does its change and keeps the answer with it, in one job. */
async function openShop() {
  const shop = await openTestShop();
  const begun = Promise.withResolvers<void>();
  const thought = Promise.withResolvers<void>();
  const perform = createPerform(shop);
  const change = (agent: string, answer: Answer, thinking?: Promise<void>) => {
    const operation: StagedOperation<undefined, Answer, undefined> = {
      name: "POST /agents/:name/pause",
      kind: "staged",
      subject: () => "agt_one",
      async handler(_, __, foresee) {
        begun.resolve();
        await thinking;
        await shop.write(async (stores) => {
          await stores.suspendedEndpoints.pause(asId<AgentId>(agent), endpoint, shop.clock.now());
          await foresee(stores, succeed(answer));
        });
        return succeed(answer);
      },
    };
    return perform({
      operation,
      input: undefined,
      context: undefined,
      caller: asId<AgentId>("the merchant"),
      key: "key",
      body: {},
      encode: (given) => given,
      refuse: (problem) => problemAnswer(problem, { status: 409, body: { kind: problem.kind } }),
    });
  };
  return {
    shop,
    change,
    slowly: (agent: string, answer: Answer) => change(agent, answer, thought.promise),
    begun: begun.promise,
    thinkToTheEnd: () => thought.resolve(),
    isDone: (agent: string) => shop.reads.suspendedEndpoints.isSuspended(asId<AgentId>(agent), endpoint),
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}

const of = (body: string): Answer => ({ status: 200, body });

describe("work in stages that is taken over while it is at work", () => {
  test("does nothing any more, and its key hears what came of the other", async () => {
    await using at = await openShop();
    const first = at.slowly("agt_first", of("first"));
    await at.begun;
    expect((await at.change("agt_second", of("second"))).body).toContain("idempotency_in_flight");
    at.shop.clock.advance(MINUTE);
    expect(await at.change("agt_second", of("second"))).toEqual(of("second"));
    at.thinkToTheEnd();
    expect((await first).body).toContain("idempotency_in_flight");
    expect([await at.isDone("agt_first"), await at.isDone("agt_second")]).toEqual([false, true]);
    expect(await at.change("agt_third", of("third"))).toEqual({ ...of("second"), replayed: true });
  });
});

test("work in stages that was left at work before the clock was set back is taken over after a minute", async () => {
  await using at = await openShop();
  void at.slowly("agt_first", of("first")).catch(() => {});
  await at.begun;
  at.shop.clock.advance(-DAY);
  expect((await at.change("agt_second", of("second"))).body).toContain("idempotency_in_flight");
  await Bun.sleep(0);
  at.shop.clock.advance(MINUTE);
  expect(await at.change("agt_second", of("second"))).toEqual(of("second"));
  at.thinkToTheEnd();
});
