import { expect, test } from "bun:test";
import { wire20260417 } from "../../src/protocols/acp/2026-04-17/wire.ts";
import { demoBuyer } from "../../src/protocols/acp/words/examples.ts";
import { requestsOf } from "../conformance/requests.ts";
import { totalOf } from "./requests.ts";
import { openTestShop } from "./shop.ts";

const certificate = { certificate_id: "R-4711", certificate_type: "resale", exempt_regions: ["CA"] } as const;

/** Two shirts to California for a buyer with a certificate. */
async function createExempt(shop: Awaited<ReturnType<typeof openTestShop>>, said: object = {}) {
  const buyer = { ...demoBuyer, tax_exemption: { ...certificate, ...said } };
  const { json } = await shop.call(wire20260417, {
    operation: "create",
    idempotencyKey: crypto.randomUUID(),
    body: { ...requestsOf(wire20260417.version).create({ item: "shirt-small", quantity: 2 }), buyer },
  });
  return json;
}

test("a shop that trusts exemptions charges no tax, says so, and keeps the certificate with the buyer", async () => {
  await using shop = await openTestShop({ trustsTaxExemptions: true });
  const session = await createExempt(shop);
  expect(session.totals).toContainEqual(
    expect.objectContaining({ type: "tax", amount: 0, description: "Tax exempt." }),
  );
  expect(totalOf(session, "total")).toBe(10_100);
  expect(session.messages).toEqual([]);
  expect(session.buyer.tax_exemption).toEqual(certificate);
});

test.each([
  ["in a shop that does not trust them", false, {}, "not taken at checkout here"],
  ["that has expired", true, { expires_at: "2026-05-31T00:00:00Z" }, "has expired"],
  ["of another state", true, { exempt_regions: ["NY"] }, "does not hold where these goods go"],
])("an exemption %s changes nothing but that the agent hears why", async (_, trusts, said, words) => {
  await using shop = await openTestShop({ trustsTaxExemptions: trusts });
  const session = await createExempt(shop, said);
  expect(totalOf(session, "tax")).toBe(792);
  expect(session.status).toBe("ready_for_payment");
  expect(session.messages).toMatchObject([{ type: "info", param: "$.buyer.tax_exemption" }]);
  expect(session.messages[0].content).toContain(words);
});

test("an exemption that runs out before the buyer pays charges nothing and shows the new total", async () => {
  await using shop = await openTestShop({ trustsTaxExemptions: true });
  const session = await createExempt(shop, { expires_at: "2026-06-01T12:05:00Z" });
  shop.clock.advance(6 * 60_000);
  const { json } = await shop.call(wire20260417, {
    operation: "complete",
    sessionId: session.id,
    idempotencyKey: crypto.randomUUID(),
    body: requestsOf(wire20260417.version).complete(),
  });
  expect(json.status).toBe("ready_for_payment");
  expect(totalOf(json, "total")).toBe(10_892);
  expect(await shop.ordersMade()).toEqual([]);
});
