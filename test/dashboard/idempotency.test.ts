import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { adminRoutes } from "../../src/dashboard/admin-api.ts";
import type { AdminServices } from "../../src/dashboard/services.ts";
import { demoAdminToken } from "../../src/demo/shop.ts";
import { testShop } from "../checkout/shop.ts";
import { buy } from "../http/buy.ts";
import { type OrderJson, openMerchantsShop } from "./merchants-shop.ts";

let merchant: Awaited<ReturnType<typeof openMerchantsShop>>;
let next = 1001;

beforeAll(async () => {
  merchant = await openMerchantsShop();
});
afterAll(() => merchant[Symbol.asyncDispose]());

async function bought(buyer?: string): Promise<OrderJson> {
  await buy(
    merchant.shop.server.url,
    [{ id: "canvas-tote", quantity: 2 }],
    buyer === undefined ? {} : { buyer: { first_name: "Bob", last_name: "Babbage", email: buyer } },
  );
  return (await merchant.get<OrderJson>(`/orders/${next++}`)).json;
}

const percentEncoded = (text: string) =>
  [...text].map((letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, "0")}`).join("");

/** An address after `/admin/api`, and others that mean the same. */
type Spellings = readonly [string, ...string[]];

async function ofOrder(action: string, before: (order: OrderJson) => Promise<unknown> = async () => {}) {
  const order = await bought();
  await before(order);
  const names = [String(order.number), order.id, `0${order.number}`, percentEncoded(order.id)];
  const paths = names.flatMap((name) => [`/orders/${name}/${action}`, `/orders/${name}/${action}/`]);
  const spellings: Spellings = [paths[0] ?? "", ...paths.slice(1)];
  return { order, spellings };
}

function ofProduct(action: string, body: object, product = "canvas-tote") {
  const names = [product, percentEncoded(product)];
  const paths = names.flatMap((name) => [`/products/${name}/${action}`, `/products/${name}/${action}/`]);
  const spellings: Spellings = [paths[0] ?? "", ...paths.slice(1)];
  return { spellings, body };
}

/** Somebody who was invited and came in. */
async function ofPerson(action: string, body: object) {
  const email = `${action}@shop.example`;
  const { json } = await merchant.post<{ link: string }>("/people/invite", { email, role: "packer" });
  await merchant.shop.fetch(new URL(json.link).pathname, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ name: "Paul", password: "a sentence nobody guesses" }).toString(),
    redirect: "manual",
  });
  const list = await merchant.get<{ people: { id: string; email: string }[] }>("/people");
  const id = list.json.people.find((person) => person.email === email)?.id ?? "";
  const names = [id, percentEncoded(id)];
  const paths = names.flatMap((name) => [`/people/${name}/${action}`, `/people/${name}/${action}/`]);
  const spellings: Spellings = [paths[0] ?? "", ...paths.slice(1)];
  return { spellings, body };
}

const ship = ({ number }: OrderJson) => merchant.post(`/orders/${number}/ship`);

/** Every POST there is: how its work is prepared, what it is sent, and how else its address can be spelled. */
const calls: Readonly<
  Record<string, () => Promise<{ spellings: Spellings; body?: object | undefined; order?: OrderJson }>>
> = {
  "/orders/:order/ship": () => ofOrder("ship"),
  "/orders/:order/ready": () => ofOrder("ready"),
  "/orders/:order/deliver": () => ofOrder("deliver", ship),
  "/orders/:order/track": async () => {
    const made = await ofOrder("track", ship);
    const { json } = await merchant.get<OrderJson>(`/orders/${made.order.number}`);
    const parcel = json.fulfillments.find(({ status }) => status === "shipped");
    return { ...made, body: { fulfillment_id: parcel?.id, type: "in_transit" } };
  },
  "/orders/:order/hold": () => ofOrder("hold"),
  "/orders/:order/confirm": () => ofOrder("confirm", ({ number }) => merchant.post(`/orders/${number}/hold`)),
  "/orders/:order/cancel": () => ofOrder("cancel"),
  "/orders/:order/return": () => ofOrder("return", ship),
  "/orders/:order/capture": () => ofOrder("capture"),
  "/orders/:order/refund": async () => ({ ...(await ofOrder("refund")), body: { amount: 100 } }),
  "/orders/:order/note": async () => ({
    ...(await ofOrder("note")),
    body: { type: "credit", amount: 100 },
  }),
  "/orders/:order/withdraw": async () => {
    const made = await ofOrder("withdraw");
    return { ...made, body: { line_item_ids: made.order.line_items.map(({ id }) => id) } };
  },
  "/orders/ship": async () => {
    const order = await bought();
    return {
      order,
      spellings: ["/orders/ship", "/orders/ship/"],
      body: { orders: [{ order: order.id }] },
    };
  },
  "/products/many": async () => ({
    spellings: ["/products/many", "/products/many/"],
    body: { products: [{ id: "canvas-tote" }], do: "show" },
  }),
  "/findings/look": async () => ({
    spellings: ["/findings/look", "/findings/look/"],
  }),
  "/signing-keys/rotate": async () => ({
    spellings: ["/signing-keys/rotate", "/signing-keys/rotate/"],
  }),
  "/uploads/:upload/import": async () => {
    const response = await merchant.shop.fetch("/admin/api/uploads", {
      method: "POST",
      headers: { authorization: `Bearer ${demoAdminToken}` },
      body: "no catalogue at all",
    });
    const { id } = (await response.json()) as { id: string };
    return { spellings: [`/uploads/${id}/import`, `/uploads/${id}/import/`] };
  },
  "/products": async () => ({
    spellings: ["/products", "/products/"],
    body: { title: "Made once", variants: [{ price: 100 }] },
  }),
  "/products/:product/edit": async () => ofProduct("edit", { brand: "Changed once" }),
  "/products/:product/give-back": async () => {
    await merchant.post(`/products/canvas-tote/edit`, { title: "Given back once" });
    return ofProduct("give-back", { fields: [{ field: "title" }] });
  },
  "/products/:product/copy": async () => ofProduct("copy", {}),
  "/products/:product/variants": async () => {
    await merchant.post("/products", { id: "canvas-case", title: "Case", variants: [{ price: 100 }] });
    return ofProduct("variants", { variant: { id: "added-once", price: 100 } }, "canvas-case");
  },
  "/variants/:variant/stock": async () => {
    const names = ["canvas-tote", percentEncoded("canvas-tote")];
    const paths = names.flatMap((name) => [`/variants/${name}/stock`, `/variants/${name}/stock/`]);
    return {
      spellings: [paths[0] ?? "", ...paths.slice(1)],
      body: { by: 1, reason: "found once" },
    };
  },
  "/discounts": async () => ({
    spellings: ["/discounts", "/discounts/"],
    body: { name: "Once", code: "once", amount: 100 },
  }),
  "/discounts/:discount/disable": async () => {
    const { json } = await merchant.post<{ id: string }>("/discounts", {
      name: "Ended",
      code: "ended",
      amount: 100,
    });
    const names = ["ended", "ENDED", json.id, percentEncoded("ended")];
    return { spellings: ["/discounts/Ended/disable", ...names.map((name) => `/discounts/${name}/disable/`)] };
  },
  "/people/:person/role": async () => ofPerson("role", { role: "reader" }),
  "/people/:person/remove": async () => ofPerson("remove", {}),
  "/people/:person/sessions/end": async () => ofPerson("sessions/end", {}),
  "/people/:person/second-factor/remove": async () => ofPerson("second-factor/remove", {}),
  "/tokens/:token/revoke": async () => {
    const { json } = await merchant.post<{ id: string }>("/tokens", {
      name: "Once",
      scopes: ["orders:look"],
    });
    const names = [json.id, percentEncoded(json.id)];
    return { spellings: [`/tokens/${json.id}/revoke`, ...names.map((name) => `/tokens/${name}/revoke/`)] };
  },
  "/keys/:key/revoke": async () => {
    const { json } = await merchant.post<{ id: string }>("/agents/to-be-shut-out/keys");
    const names = [json.id, percentEncoded(json.id)];
    return { spellings: [`/keys/${json.id}/revoke`, ...names.map((name) => `/keys/${name}/revoke/`)] };
  },
  "/webhooks/replay": async () => {
    const { json } = await merchant.get<{ events: { id: string }[] }>("/webhooks?limit=1");
    return {
      spellings: ["/webhooks/replay", "/webhooks/replay/"],
      body: { event_ids: [json.events[0]?.id] },
    };
  },
  "/buyers/erase": async () => {
    await bought("bob@example.com");
    return {
      spellings: ["/buyers/erase", "/buyers/erase/"],
      body: { email: "bob@example.com", even_if_open: true },
    };
  },
  "/hosts/allow": async () => ofHost("allow"),
  "/hosts/block": async () => ofHost("block"),
  "/hosts/unlist": async () => {
    await merchant.post("/hosts/block", { host: "unlist.example" });
    return ofHost("unlist");
  },
};

function ofHost(action: string) {
  const spellings: Spellings = [`/hosts/${action}`, `/hosts/${action}/`];
  return { spellings, body: { host: `${action}.example` } };
}

/** They show a secret that is kept nowhere, and so cannot show it again. */
const neverRepeated = new Set(["/agents/:agent/keys", "/people/invite", "/tokens"]);

/** A file that was sent changes nothing: sent again, it is another upload. */
const filesTaken = new Set(["/uploads"]);

const posts = adminRoutes({ shop: testShop, reads: {} } as AdminServices)
  .filter(({ method }) => method === "POST")
  .map(({ path }) => path);

async function send(path: string, key: string, body: object = {}) {
  const response = await merchant.shop.fetch(`/admin/api${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${demoAdminToken}`,
      "content-type": "application/json",
      "idempotency-key": key,
    },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    replayed: response.headers.get("idempotent-replayed"),
    text: await response.text(),
  };
}

test("every POST of the API is looked at here", () => {
  expect([...Object.keys(calls), ...neverRepeated, ...filesTaken].sort()).toEqual([...posts].sort());
});

describe("sent again under its key, however its address is spelled", () => {
  test.each(Object.entries(calls))("POST %s does its work once", async (path, prepare) => {
    const { spellings, body, order } = await prepare();
    const key = `once ${path}`;
    const [first, ...others] = spellings;
    const answered = await send(first, key, body);
    expect(answered.replayed).toBeNull();
    const before = order && (await merchant.get(`/orders/${order.number}/history`)).json;
    for (const spelling of others)
      expect([spelling, await send(spelling, key, body)]).toEqual([
        spelling,
        { ...answered, replayed: "true" },
      ]);
    if (order) expect((await merchant.get(`/orders/${order.number}/history`)).json).toEqual(before);
  });
});

describe("a key", () => {
  test.each(["/orders", "/orders/", "/jobs"])("says nothing where %s is only read", async (path) => {
    const headers = { authorization: `Bearer ${demoAdminToken}`, "idempotency-key": "of-a-look" };
    const response = await merchant.shop.fetch(`/admin/api${path}`, { headers });
    expect(response.status).toBe(200);
    expect(response.headers.get("idempotent-replayed")).toBeNull();
  });

  test("means another call with another order, and for other work", async () => {
    const [one, other] = [await bought(), await bought()];
    for (const path of [
      `/orders/${one.number}/refund`,
      `/orders/${other.number}/refund`,
      `/orders/${one.number}/hold`,
    ])
      expect(await send(path, "the same key")).toMatchObject({ status: 200, replayed: null });
  });

  test("is refused with another body", async () => {
    const { number, id } = await bought();
    await send(`/orders/${number}/refund`, "key", { amount: 100 });
    expect((await send(`/orders/${id}/refund/`, "key", { amount: 200 })).status).toBe(422);
  });
});
