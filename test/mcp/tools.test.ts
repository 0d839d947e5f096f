import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { demoApiKey } from "../../src/demo/shop.ts";
import { newestWire, releasedWires } from "../../src/protocols/acp/versions.ts";
import { demoAddress, demoBuyer, demoItems, demoToken } from "../../src/protocols/acp/words/examples.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { answerOf, connect, errorOf } from "./client.ts";

let shop: ServedShop;
let agent: Awaited<ReturnType<typeof connect>>;
let anybody: Awaited<ReturnType<typeof connect>>;

beforeAll(async () => {
  shop = await serveShop();
  agent = await connect(shop.server.url, demoApiKey);
  anybody = await connect(shop.server.url);
});
afterAll(async () => {
  await agent[Symbol.asyncDispose]();
  await anybody[Symbol.asyncDispose]();
  await shop[Symbol.asyncDispose]();
});

const [shippedShirt] = Object.values(newestWire.create.examples);
const details = { name: demoAddress.name, email: demoBuyer.email, address: demoAddress };

/** A session ready to be paid. */
async function createSession(): Promise<{ id: string }> {
  return answerOf(await agent.call("create_checkout_session", { payload: shippedShirt }));
}

function payment(token: string = demoToken) {
  const instrument = { type: "card", credential: { type: "spt", token } };
  return { payment_data: { handler_id: "card_tokenized", instrument } };
}

describe("the listing", () => {
  test("names every tool, with what a model needs to know of it", async () => {
    const { tools } = await agent.client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual([
      "search_products",
      "get_product",
      "create_cart",
      "update_cart",
      "checkout",
      "get_order_status",
      "create_checkout_session",
      "get_checkout_session",
      "update_checkout_session",
      "complete_checkout_session",
      "cancel_checkout_session",
      "initiate_checkout",
      "confirm_purchase",
    ]);
    for (const tool of tools) {
      expect([tool.name, tool.title, tool.description]).not.toContain(undefined);
      expect(tool.annotations?.readOnlyHint).toBe(/^(search_|get_|checkout$)/.test(tool.name));
    }
  });

  test("describes arguments in plain JSON Schema with nothing left to look up", async () => {
    const { tools } = await agent.client.listTools();
    for (const { name, inputSchema } of tools) {
      expect([name, JSON.stringify(inputSchema).includes("$ref")]).toEqual([name, false]);
      const ajv = new Ajv2020({ strict: true, strictTypes: false });
      addFormats(ajv);
      expect([name, typeof ajv.compile(inputSchema)]).toEqual([name, "function"]);
    }
  });

  test("describes a payload as the newest version takes it over REST", async () => {
    const { tools } = await agent.client.listTools();
    const ajv = new Ajv2020();
    addFormats(ajv);
    for (const operation of ["create", "update", "complete", "cancel"] as const) {
      const tool = tools.find(({ name }) => name === `${operation}_checkout_session`);
      const check = ajv.compile(tool?.inputSchema ?? false);
      for (const payload of Object.values(newestWire[operation].examples)) {
        const input = operation === "create" ? { payload } : { id: "cs_1", payload };
        expect([operation, check(input), check.errors]).toEqual([operation, true, null]);
      }
    }
  });
});

describe("without a bearer", () => {
  test.each([
    ["create_checkout_session", { payload: shippedShirt }],
    ["get_checkout_session", { id: "cs_1" }],
    ["update_checkout_session", { id: "cs_1", payload: {} }],
    ["complete_checkout_session", { id: "cs_1", payload: {} }],
    ["cancel_checkout_session", { id: "cs_1" }],
    ["get_order_status", { id: "ord_1" }],
    ["initiate_checkout", { items: [{ id: demoItems.tote, quantity: 1 }] }],
    ["confirm_purchase", { checkout_session_id: "cs_1", payment_token: demoToken }],
  ])("%s is refused", async (name, input) => {
    expect(errorOf(await anybody.call(name, input))).toMatchObject({
      type: "invalid_request",
      code: "unauthorized",
    });
  });

  test("whatever else is wrong with it", async () => {
    expect(errorOf(await anybody.call("confirm_purchase", {})).code).toBe("unauthorized");
  });

  test("the shop can be searched and looked at", async () => {
    const found = answerOf(await anybody.call("search_products", { query: "shirt" }));
    expect(found.products.length).toBeGreaterThan(0);
    const product = answerOf(await anybody.call("get_product", { id: found.products[0].id }));
    expect(product).toMatchObject({ id: found.products[0].id, title: found.products[0].title });
  });
});

describe("search_products", () => {
  test("gives ids that checkout takes, with prices that checkout asks", async () => {
    const { products } = answerOf(await anybody.call("search_products", { query: "canvas tote" }));
    const [variant] = products[0].variants;
    const session = answerOf(
      await agent.call("create_checkout_session", {
        payload: { line_items: [{ id: variant.id }], currency: "usd", capabilities: {} },
      }),
    );
    expect(session.line_items[0]).toMatchObject({
      item: { id: variant.id },
      unit_amount: variant.price.amount,
    });
  });

  test("keeps to prices and stock when asked", async () => {
    const all = answerOf(await anybody.call("search_products", { limit: 50 })).products;
    const stocked = answerOf(await anybody.call("search_products", { limit: 50, in_stock: true })).products;
    expect(stocked.length).toBeLessThan(all.length);
    const cheap = answerOf(await anybody.call("search_products", { limit: 50, max_price: 2500 })).products;
    expect(cheap.length).toBeGreaterThan(0);
    for (const { variants } of cheap)
      expect(variants.some((each: { price: { amount: number } }) => each.price.amount <= 2500)).toBe(true);
  });

  test("pages to the end without a gap or a repetition", async () => {
    const all = answerOf(await anybody.call("search_products", { limit: 50 }));
    expect(all.next_cursor).toBeUndefined();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = answerOf(await anybody.call("search_products", { limit: 3, cursor }));
      seen.push(...page.products.map((product: { id: string }) => product.id));
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(all.products.map((product: { id: string }) => product.id));
  });

  test.each([
    [{ limit: 51 }, "$.limit"],
    [{ cursor: "-1" }, "$.cursor"],
    [{ query: 7 }, "$.query"],
    [{ max_price: 1.5 }, "$.max_price"],
  ])("refuses %p at %s", async (input, param) => {
    expect(errorOf(await anybody.call("search_products", input))).toMatchObject({ code: "invalid", param });
  });
});

test("get_product finds a product by one of its variants, and says when there is none", async () => {
  const product = answerOf(await anybody.call("get_product", { id: demoItems.shirt }));
  expect(product.variants.map((variant: { id: string }) => variant.id)).toContain(demoItems.shirt);
  expect(errorOf(await anybody.call("get_product", { id: "nothing" })).code).toBe("not_found");
});

describe("the five checkout tools", () => {
  test("take a session from its first item to its order", async () => {
    const created = answerOf(
      await agent.call("create_checkout_session", {
        meta: { api_version: "2026-04-17", idempotency_key: "walk-1" },
        payload: { line_items: [{ id: demoItems.shirt }], currency: "usd", capabilities: {} },
      }),
    );
    expect(created.status).toBe("not_ready_for_payment");
    const { id } = created;
    const updated = answerOf(
      await agent.call("update_checkout_session", { id, payload: { fulfillment_details: details } }),
    );
    expect(updated.status).toBe("ready_for_payment");
    expect(answerOf(await agent.call("get_checkout_session", { id }))).toEqual(updated);
    const completed = answerOf(await agent.call("complete_checkout_session", { id, payload: payment() }));
    expect(completed).toMatchObject({ status: "completed", order: { checkout_session_id: id } });
    const status = answerOf(await agent.call("get_order_status", { id: completed.order.id }));
    expect(status).toMatchObject({ id: completed.order.id, status: "confirmed" });
    expect(answerOf(await agent.call("get_order_status", { id }))).toEqual(status);
    expect(errorOf(await agent.call("cancel_checkout_session", { id })).code).toBe("session_not_cancelable");
  });

  test("cancel with and without a reason", async () => {
    const one = await createSession();
    const reason = { intent_trace: { reason_code: "shipping_cost" } };
    expect(
      answerOf(await agent.call("cancel_checkout_session", { id: one.id, payload: reason })),
    ).toMatchObject({ status: "canceled" });
    const other = await createSession();
    expect(answerOf(await agent.call("cancel_checkout_session", { id: other.id })).status).toBe("canceled");
  });

  test.each(releasedWires.map((wire) => [wire.version, wire] as const))(
    "speak %s when asked to",
    async (version, wire) => {
      const payload = Object.values(wire.create.examples)[0];
      const meta = { api_version: version };
      const session = answerOf(await agent.call("create_checkout_session", { meta, payload }));
      expect(Object.hasOwn(session, "capabilities")).toBe(version >= "2026-01-30");
      const newest = answerOf(await agent.call("get_checkout_session", { id: session.id }));
      expect(newest.protocol).toEqual({ version: newestWire.version });
    },
  );

  test("answer a decline as a session that says so, in every version", async () => {
    for (const wire of [releasedWires[0], newestWire]) {
      const { id } = await createSession();
      const token = "spt_sandbox_declined";
      const old = { payment_data: { token, provider: "stripe" }, buyer: demoBuyer };
      const declined = answerOf(
        await agent.call("complete_checkout_session", {
          meta: { api_version: wire?.version },
          id,
          payload: wire === newestWire ? payment(token) : old,
        }),
      );
      expect(declined.status).toBe("ready_for_payment");
      expect(declined.messages).toContainEqual(expect.objectContaining({ code: "payment_declined" }));
    }
  });

  test("answer the same to the same idempotency key, and refuse another payload under it", async () => {
    const meta = { idempotency_key: "same-1" };
    const first = answerOf(await agent.call("create_checkout_session", { meta, payload: shippedShirt }));
    const second = answerOf(await agent.call("create_checkout_session", { meta, payload: shippedShirt }));
    expect(second).toEqual(first);
    const [, other] = Object.values(newestWire.create.examples);
    expect(errorOf(await agent.call("create_checkout_session", { meta, payload: other })).code).toBe(
      "idempotency_conflict",
    );
  });
});

describe("without an idempotency key nobody is charged twice", () => {
  test("when the completion is repeated", async () => {
    const { id } = await createSession();
    const complete = () => agent.call("complete_checkout_session", { id, payload: payment() });
    const first = answerOf(await complete());
    const second = answerOf(await complete());
    expect(second.order.id).toBe(first.order.id);
    const confirmed = await agent.call("confirm_purchase", {
      checkout_session_id: id,
      payment_token: demoToken,
    });
    expect(answerOf(confirmed).order.id).toBe(first.order.id);
  });

  test("when it is called many times at once", async () => {
    const { id } = await createSession();
    const results = await Promise.all(
      Array.from({ length: 8 }, () => agent.call("complete_checkout_session", { id, payload: payment() })),
    );
    const orders = results.flatMap((result) => (result.ok ? [result.value.order?.id] : []));
    expect(new Set(orders.filter((order) => order !== undefined)).size).toBe(1);
    for (const result of results) {
      if (!result.ok) expect(["payment_in_progress", "idempotency_in_flight"]).toContain(result.error.code);
    }
    const session = answerOf(await agent.call("get_checkout_session", { id }));
    expect(orders).toContain(session.order.id);
  });

  test("when the charge went through and its answer was lost", async () => {
    const { id } = await createSession();
    const complete = () =>
      agent.call("complete_checkout_session", { id, payload: payment("spt_sandbox_timeout") });
    const first = await complete();
    const second = await complete();
    const session = answerOf(await agent.call("get_checkout_session", { id }));
    const seen = [first, second].flatMap((result) => (result.ok ? [result.value.order?.id] : []));
    for (const order of seen) if (order !== undefined) expect(order).toBe(session.order.id);
    expect(["completed", "in_progress"]).toContain(session.status);
  });
});

describe("errors are those of the binding", () => {
  test("code -32000, the ACP error object as data, its message as the message", async () => {
    const result = await agent.call("create_checkout_session", {
      payload: { line_items: [{ id: demoItems.tote }], capabilities: {} },
    });
    expect(result).toMatchObject({ ok: false, code: -32_000 });
    expect(errorOf(result)).toMatchObject({
      type: "invalid_request",
      code: "missing",
      param: "$.payload.currency",
    });
  });

  test("list the versions served with the newest first, as over HTTP", async () => {
    const result = await agent.call("create_checkout_session", {
      meta: { api_version: "1999-01-01" },
      payload: {},
    });
    expect(errorOf(result)).toMatchObject({
      supported_versions: ["2026-04-17", "2026-01-30", "2026-01-16", "2025-12-12", "2025-09-29"],
    });
  });

  test.each([
    [
      "create_checkout_session",
      { meta: { api_version: "1999-01-01" }, payload: {} },
      "unsupported_api_version",
      undefined,
    ],
    ["create_checkout_session", {}, "invalid", "$.payload"],
    ["create_checkout_session", { meta: { idempotency_key: "" } }, "invalid", "$.meta.idempotency_key"],
    ["get_checkout_session", {}, "missing", "$.id"],
    ["get_checkout_session", { id: "cs_unknown" }, "not_found", undefined],
    [
      "update_checkout_session",
      { id: "cs_1", payload: { line_items: [] } },
      "invalid",
      "$.payload.line_items",
    ],
    ["get_order_status", { id: "ord_unknown" }, "not_found", undefined],
    ["initiate_checkout", { items: [] }, "invalid", "$.items"],
    ["confirm_purchase", { checkout_session_id: "cs_1" }, "missing", "$.payment_token"],
  ])("%s with %p is %s", async (name, input, code, param) => {
    const error = errorOf(await agent.call(name, input));
    expect([error.code, error.param]).toEqual([code, param]);
  });

  test("a tool there is not is a wrong parameter of the protocol itself", async () => {
    expect(await agent.call("rob_shop")).toMatchObject({ ok: false, code: -32_602 });
  });
});

describe("the guides' short flow", () => {
  test("buys in three calls", async () => {
    const { products } = answerOf(await agent.call("search_products", { query: "shirt", in_stock: true }));
    const variant = products[0].variants.find((each: { available: boolean }) => each.available);
    const session = answerOf(
      await agent.call("initiate_checkout", {
        items: [{ id: variant.id, quantity: 2 }],
        shipping_address: demoAddress,
        email: demoBuyer.email,
      }),
    );
    expect(session).toMatchObject({ status: "ready_for_payment", line_items: [{ quantity: 2 }] });
    const confirm = { checkout_session_id: session.id, payment_token: demoToken };
    const first = answerOf(await agent.call("confirm_purchase", { ...confirm, idempotency_key: "short-1" }));
    expect(first).toMatchObject({ status: "completed", order: { checkout_session_id: session.id } });
    expect(answerOf(await agent.call("confirm_purchase", confirm)).order.id).toBe(first.order.id);
  });

  test("takes an address without a postal code where there are none, and misses it elsewhere", async () => {
    const begin = (country: string) =>
      agent.call("initiate_checkout", {
        items: [{ id: demoItems.tote, quantity: 1 }],
        shipping_address: { ...demoAddress, country, state: "", postal_code: "" },
      });
    const { fulfillment_details: told } = answerOf(await begin("HK"));
    expect(told.address).toMatchObject({ country: "HK", postal_code: "" });
    expect(errorOf(await begin("DE"))).toMatchObject({
      code: "missing",
      param: "$.shipping_address.postal_code",
    });
  });

  test("says of an error which of its own arguments is to blame, and of others none", async () => {
    const items = [{ id: demoItems.tote, quantity: 1 }];
    const unknown = await agent.call("initiate_checkout", {
      items: [...items, { id: "nothing", quantity: 1 }],
    });
    const nowhere = { ...demoAddress, country: "XX" };
    const misled = await agent.call("initiate_checkout", { items, shipping_address: nowhere });
    const { id } = answerOf(await agent.call("initiate_checkout", { items }));
    const tooEarly = await agent.call("confirm_purchase", {
      checkout_session_id: id,
      payment_token: demoToken,
    });
    expect([unknown, misled, tooEarly].map((answer) => errorOf(answer).param)).toEqual([
      "$.items[1].id",
      "$.shipping_address.country",
      undefined,
    ]);
  });

  test("is described at /tools.json as function-calling definitions of the very same tools", async () => {
    const response = await shop.fetch("/tools.json");
    expect(response.status).toBe(200);
    const definitions = (await response.json()) as {
      type: string;
      function: { name: string; description: string; parameters: object };
    }[];
    const { tools } = await agent.client.listTools();
    expect(definitions).toEqual(
      ["search_products", "initiate_checkout", "confirm_purchase"].map((name) => {
        const tool = tools.find((each) => each.name === name);
        return {
          type: "function",
          function: {
            name,
            description: tool?.description ?? "",
            parameters: tool?.inputSchema ?? {},
          },
        };
      }),
    );
  });
});
