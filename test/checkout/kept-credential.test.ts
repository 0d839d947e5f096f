import { expect, test } from "bun:test";
import { MINUTE } from "../../src/clock.ts";
import { asId, type SessionId } from "../../src/ids.ts";
import { servedWires } from "../../src/protocols/acp/versions.ts";
import { sharedToken } from "../payments/credentials.ts";
import { versionAgent } from "../payments/version-agent.ts";
import { openTestShop } from "./shop.ts";

const newest = servedWires().at(-1);
if (!newest) throw new Error("some version is served");
const wire = newest;

/** A checkout that was paid with a token; `open` gives its attempt while that is open. */
async function paying(token: string, given: Parameters<typeof openTestShop>[0] = {}) {
  const shop = await openTestShop(given);
  const agent = versionAgent(shop, wire);
  const id = await agent.ready();
  const complete = () => agent.complete(id, token, "one key");
  return {
    shop,
    complete,
    first: await complete(),
    open: () => shop.reads.attempts.open(asId<SessionId>(id)),
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}

test("a charge that nobody heard of keeps what it is paid with, to be sent again", async () => {
  await using lost = await paying("spt_unreachable");
  expect((await lost.open())?.credential).toEqual(sharedToken("spt_unreachable"));
  lost.shop.clock.advance(5 * MINUTE);
  await lost.shop.settlement.recover(10);
  expect((await lost.open())?.credential).toEqual(sharedToken("spt_unreachable"));
});

test("a charge that the provider has named keeps it no longer, and its retry hears how that ended", async () => {
  await using slow = await paying("spt_processing");
  expect(slow.first.json.status).toBe("in_progress");
  const attempt = await slow.open();
  expect([attempt?.reference, attempt?.credential]).toEqual([expect.any(String), undefined]);
  slow.shop.clock.advance(MINUTE);
  expect((await slow.complete()).json.status).toBe("completed");
});

test("a charge that nobody can tell of keeps it for ten minutes, and is looked for without it", async () => {
  await using unknown = await paying("spt_unreachable", {
    provider: (sandbox) => ({ ...sandbox, lookUp: async () => ({ kind: "unknown", detail: "no answer" }) }),
  });
  for (const [minutes, isKept] of [
    [9, true],
    [2, false],
    [30, false],
  ] as const) {
    unknown.shop.clock.advance(minutes * MINUTE);
    await unknown.shop.settlement.recover(10);
    const attempt = await unknown.open();
    expect([attempt?.state, attempt?.credential !== undefined]).toEqual(["open", isKept]);
  }
});
