import { expect, test } from "bun:test";
import { orderTools } from "../../src/mcp/order-tools.ts";
import { acpVersion } from "../../src/protocols/acp/version.ts";
import { newestWire } from "../../src/protocols/acp/versions.ts";
import { agentOf } from "../checkout/requests.ts";
import { openTestShop, otherAgent, testAgent } from "../checkout/shop.ts";

test("an agent sees its own orders only; another's looks like none", async () => {
  await using shop = await openTestShop();
  const agent = agentOf(shop);
  const { order } = (await agent.complete(await agent.ready())).json;
  const address = "192.0.2.1";
  const [tool] = orderTools({ ...shop.reads, shop: shop.terms.shop, newest: acpVersion(newestWire) });
  for (const id of [order.id, order.checkout_session_id]) {
    expect(await tool?.call({ id }, { agent: testAgent, address })).toMatchObject({
      ok: true,
      value: { id: order.id },
    });
    expect(await tool?.call({ id }, { agent: otherAgent, address })).toMatchObject({
      ok: false,
      error: { code: "not_found" },
    });
  }
});
