import { expect, test } from "bun:test";
import { demoApiKey } from "../../src/demo/shop.ts";
import { demoItems, demoToken } from "../../src/protocols/acp/words/examples.ts";
import { answerOf, connect } from "../mcp/client.ts";
import { patience, programs, startShop } from "./shop-process.ts";

test.each(programs)(
  "$name: anybody finds a product over MCP, an agent buys it",
  async (program) => {
    await using shop = await startShop(program);
    await using anybody = await connect(shop.url);
    const found = answerOf(await anybody.call("search_products", { query: "gift card" }));
    expect(JSON.stringify(found)).toContain(demoItems.giftCard);

    await using agent = await connect(shop.url, demoApiKey);
    const items = [{ id: demoItems.giftCard, quantity: 1 }];
    const session = answerOf(await agent.call("initiate_checkout", { items, email: "jane@example.com" }));
    const purchase = { checkout_session_id: session.id, payment_token: demoToken };
    const completed = answerOf(await agent.call("confirm_purchase", purchase));
    expect(answerOf(await agent.call("get_order_status", { id: completed.order.id }))).toMatchObject({
      id: completed.order.id,
    });
  },
  patience,
);
