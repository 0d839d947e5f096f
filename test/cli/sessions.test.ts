import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { asId, type SessionId } from "../../src/ids.ts";
import { newestWire } from "../../src/protocols/acp/versions.ts";
import { demoAddress, demoBuyer } from "../../src/protocols/acp/words/examples.ts";
import { openTestShop } from "../checkout/shop.ts";
import { smallestShop } from "../settings/load.ts";
import { openTerminal, type TestTerminal } from "./terminal.ts";

let shop: Awaited<ReturnType<typeof openTestShop>>;
let terminal: TestTerminal;
/** One that was bought, one that was canceled with a reason, one that waits for an address. */
let ids: { bought: string; canceled: string; waiting: string };

beforeAll(async () => {
  shop = await openTestShop({
    marketingConsents: [
      { channel: "email", displayText: "News", privacyPolicyUrl: "https://harbour.example/privacy" },
    ],
  });
  terminal = openTerminal({ environment: { DATABASE_URL: `file:${shop.database.file}` } });
  terminal.file("shop.toml", smallestShop);
  ids = { bought: await create(), canceled: await create(), waiting: await create({ address: undefined }) };
  const instrument = { type: "card", credential: { type: "spt", token: "spt_1" } };
  await call("complete", ids.bought, {
    payment_data: { handler_id: "card_tokenized", instrument },
    affiliate_attribution: { provider: "impact.example", token: "atp_secret", campaign_id: "camp_9" },
    marketing_consents: [{ channel: "email", opted_in: false }],
    risk_signals: { ip_address: "192.0.2.7" },
  });
  await call("cancel", ids.canceled, {
    intent_trace: { reason_code: "shipping_cost", trace_summary: "Shipping was half the price." },
  });
});
afterAll(() => shop[Symbol.asyncDispose]());

async function create(
  { address }: { address?: object | undefined } = { address: demoAddress },
): Promise<string> {
  const body = {
    line_items: [{ id: "shirt-small" }],
    currency: "usd",
    capabilities: {},
    locale: "en-US",
    fulfillment_details: { email: demoBuyer.email, address },
  };
  return (await shop.call(newestWire, { operation: "create", body })).json.id;
}

function call(operation: "complete" | "cancel", id: string, body: object) {
  return shop.call(newestWire, { operation, sessionId: asId<SessionId>(id), body });
}

describe("sessions list", () => {
  test("has the newest first, and says why one came to nothing", async () => {
    const { code, out } = await terminal.run("sessions", "list");
    expect(code).toBe(0);
    const lines = out.split("\n").slice(1);
    expect(lines.map((line) => line.split(" ")[0])).toEqual([ids.waiting, ids.canceled, ids.bought]);
    expect(lines[0]).toContain("A delivery address is needed");
    expect(lines[1]).toContain("shipping_cost: Shipping was half the price.");
    expect(lines[2]).toContain("completed");
  });

  test("can be asked for those of one status, and page by page", async () => {
    expect(await terminal.json("sessions", "list", "--status", "canceled")).toMatchObject([
      { id: ids.canceled },
    ]);
    expect(await terminal.json("sessions", "list", "--before", ids.waiting, "--limit", "1")).toMatchObject([
      { id: ids.canceled },
    ]);
    expect((await terminal.run("sessions", "list", "--status", "expired")).notes).toContain(
      "no such sessions",
    );
    expect((await terminal.run("sessions", "list", "--status", "lost")).code).toBe(2);
  });
});

test("sessions show has all of one", async () => {
  const { code, out } = await terminal.run("sessions", "show", ids.canceled);
  expect(code).toBe(0);
  expect(out).toContain("Why canceled  shipping_cost: Shipping was half the price.");
  expect(await terminal.json("sessions", "show", ids.bought)).toMatchObject({ status: "completed" });
  expect((await terminal.run("sessions", "show", "cs_nothing")).code).toBe(1);
});

test("orders show tells how the purchase came about, without the network's token", async () => {
  const { out } = await terminal.run("orders", "show", "1001");
  expect(out).toMatch(/Locale +en-US/);
  expect(out).toMatch(/Sold by +impact\.example, campaign camp_9/);
  expect(out).toMatch(/May be written to +email: no/);
  expect(out).toMatch(/Risk: IP address +192\.0\.2\.7/);
  expect(out).not.toContain("atp_secret");
  expect(JSON.stringify(await terminal.json("orders", "show", "1001"))).toContain("atp_secret");
});
