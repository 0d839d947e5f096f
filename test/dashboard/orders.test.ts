import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { buy } from "../http/buy.ts";
import { type OrderJson, openMerchantsShop, type WorkedJson } from "./merchants-shop.ts";

let merchant: Awaited<ReturnType<typeof openMerchantsShop>>;
let next = 1001;

beforeAll(async () => {
  merchant = await openMerchantsShop();
});
afterAll(() => merchant[Symbol.asyncDispose]());

/** Buys two totes and a beanie, and gives the order as the merchant sees it. */
async function bought(): Promise<OrderJson> {
  await buy(merchant.shop.server.url, [
    { id: "canvas-tote", quantity: 2 },
    { id: "merino-beanie-moss", quantity: 1 },
  ]);
  return (await merchant.get<OrderJson>(`/orders/${next++}`)).json;
}

function refunded({ totals }: OrderJson): number | undefined {
  return totals.find(({ type }) => type === "amount_refunded")?.amount;
}

/** The first line's id and so many of its units. */
function some({ line_items }: OrderJson, quantity: number) {
  return [{ id: line_items[0]?.id, quantity }];
}

/** A page of the list. */
interface Page {
  readonly orders: readonly OrderJson[];
  readonly next?: { readonly behind: number; readonly behind_total: number };
}

/** What was done to an order, as `actor action`. */
async function doneTo({ number }: OrderJson): Promise<readonly string[]> {
  const { json } = await merchant.get<{ entries: { actor: string; action: string }[] }>(
    `/orders/${number}/history`,
  );
  return json.entries.map(({ actor, action }) => `${actor} ${action}`);
}

describe("orders", () => {
  test("are listed page by page, newest first", async () => {
    const numbers = [await bought(), await bought(), await bought()].map(({ number }) => number);
    const first = (await merchant.get<Page>("/orders?limit=2")).json;
    expect(first.orders.map(({ number }) => number)).toEqual(numbers.slice(1).reverse());
    const second = (await merchant.get<Page>(`/orders?limit=2&behind=${first.next?.behind}`)).json;
    expect(second.orders.map(({ number }) => number)).toEqual(numbers.slice(0, 1));
    expect(second.next).toBeUndefined();
  });

  test.each(["oldest", "lowest", "highest"] as const)(
    "are listed page by page, the %s first",
    async (sort) => {
      const all = (await merchant.get<Page>(`/orders?sort=${sort}`)).json.orders.map(({ number }) => number);
      const seen: number[] = [];
      let place = "";
      do {
        const page: Page = (await merchant.get<Page>(`/orders?sort=${sort}&limit=2${place}`)).json;
        seen.push(...page.orders.map(({ number }) => number));
        place = page.next ? `&behind=${page.next.behind}&behind_total=${page.next.behind_total}` : "";
      } while (place !== "");
      expect(seen).toEqual(all);
      expect(all.toSorted()).toEqual([1001, 1002, 1003]);
      if (sort === "oldest") expect(all).toEqual([1001, 1002, 1003]);
    },
  );

  test.each([
    ["search=1001", [1001]],
    ["search=ADA@example.com&limit=1", [1003]],
    ["search=nobody@example.com", []],
    ["status=canceled", []],
    ["status=confirmed&placed_from=2020-01-01T00:00:00Z&limit=1", [1003]],
    ["placed_before=2020-01-01T00:00:00Z", []],
  ])("are found by %s", async (query, numbers) => {
    const { json } = await merchant.get<Page>(`/orders?${query}`);
    expect(json.orders.map(({ number }) => number)).toEqual([...numbers]);
  });

  test.each([
    ["status=lost", "status"],
    ["limit=0", "limit"],
    ["limit=1000", "limit"],
    ["behind=x", "behind"],
    ["behind=1&behind_total=-1", "behind_total"],
    ["sort=prettiest", "sort"],
    ["placed_from=yesterday", "placed_from"],
  ])("asked for by %s are refused, naming the field", async (query, param) => {
    expect(await merchant.get(`/orders?${query}`)).toMatchObject({ status: 400, json: { param } });
  });

  test("show everything a merchant packs from, by number and by id", async () => {
    const order = await bought();
    expect(order).toMatchObject({
      status: "confirmed",
      currency: "usd",
      buyer: { email: "ada@example.com" },
      ship_to: { address: { line_one: "1 Market St" } },
      shipping_method: "Standard",
      fulfillments: [{ type: "shipping", status: "pending" }],
    });
    expect((await merchant.get(`/orders/${order.id}`)).json).toEqual(order);
  });

  test("are sent, tracked and delivered, and every step has an audit row", async () => {
    const order = await bought();
    const at = `/orders/${order.number}`;
    const sent = await merchant.post<WorkedJson>(`${at}/ship`, {
      line_items: some(order, 2),
      carrier: "usps",
      tracking_number: "9400 1118",
    });
    expect(sent).toMatchObject({
      status: 200,
      json: { order: { status: "processing" }, capture: "nothing_to_capture" },
    });
    const parcel = sent.json.order.fulfillments[0];
    expect(parcel).toMatchObject({
      carrier: "USPS",
      tracking_url: "https://tools.usps.com/go/TrackConfirmAction?tLabels=94001118",
    });
    const step = { fulfillment_id: parcel?.id, type: "out_for_delivery", location: "Oakland" };
    expect((await merchant.post(`${at}/track`, step)).status).toBe(200);
    expect(await merchant.post(`${at}/ready`)).toMatchObject({ json: { order: { status: "processing" } } });
    expect(await merchant.post(`${at}/deliver`)).toMatchObject({ json: { order: { status: "completed" } } });
    expect(await doneTo(order)).toEqual([
      "admin_api order.ship",
      "admin_api order.track",
      "admin_api order.ready_for_pickup",
      "admin_api order.deliver",
    ]);
  });

  test("are canceled in part, held, let go and noted on", async () => {
    const order = await bought();
    const at = `/orders/${order.number}`;
    const line_items = some(order, 1);
    const canceled = await merchant.post(`${at}/cancel`, { line_items, reason: "damaged" });
    expect(canceled.json).toMatchObject({ refund: { state: "succeeded", amount: 3003 } });
    const kept = await merchant.post<WorkedJson>(`${at}/cancel`, { line_items, refund: false });
    expect(kept.json.refund).toBeUndefined();
    expect(await merchant.post(`${at}/hold`)).toMatchObject({ json: { order: { status: "manual_review" } } });
    expect(await merchant.post(`${at}/ship`)).toMatchObject({
      status: 409,
      json: { type: "invalid_request", code: "wrong_status" },
    });
    expect((await merchant.post(`${at}/confirm`)).status).toBe(200);
    const noted = await merchant.post<WorkedJson>(`${at}/note`, { type: "credit", amount: 500 });
    expect(noted.json.order.adjustments.at(-1)).toMatchObject({ type: "credit", amount: 500 });
  });

  test("take goods back, for another amount than was paid", async () => {
    const { number } = await bought();
    await merchant.post(`/orders/${number}/ship`);
    const back = await merchant.post(`/orders/${number}/return`, { refund_amount: 4000, restock: true });
    expect(back.json).toMatchObject({ refund: { amount: 4000 }, order: { status: "completed" } });
  });
});

describe("several orders shipped by one call", () => {
  const ship = (orders: readonly object[], headers = {}) =>
    merchant.post<{ orders: { order: string; refused?: string }[] }>("/orders/ship", { orders }, headers);

  test("leave each with a parcel of its own, and what is refused of one keeps no other", async () => {
    const [one, held, other] = [await bought(), await bought(), await bought()];
    await merchant.post(`/orders/${held.number}/hold`);
    const { json } = await ship([
      { order: String(one.number), carrier: "dhl", tracking_number: "12345" },
      { order: held.id },
      { order: "9999" },
      { order: other.id },
    ]);
    expect(json.orders).toEqual([
      { order: String(one.number) },
      { order: held.id, refused: expect.stringContaining("held for review") },
      { order: "9999", refused: expect.stringContaining("no such order") },
      { order: other.id },
    ]);
    const parcels = await Promise.all(
      [one, held, other].map(async ({ id }) => {
        const { json: order } = await merchant.get<OrderJson>(`/orders/${id}`);
        return order.fulfillments.map(({ status, tracking_number }) => [status, tracking_number]);
      }),
    );
    expect(parcels).toEqual([[["shipped", "12345"]], [["pending", undefined]], [["shipped", undefined]]]);
  });

  test("are shipped once under one Idempotency-Key", async () => {
    const order = await bought();
    const key = { "idempotency-key": "several" };
    const first = await ship([{ order: order.id }], key);
    expect(await ship([{ order: order.id }], key)).toEqual(first);
    expect(await doneTo(order)).toEqual(["admin_api order.ship"]);
  });

  test("are named once each, or nothing is done", async () => {
    const order = await bought();
    expect(await ship([{ order: order.id }, { order: String(order.number) }])).toMatchObject({
      status: 422,
      json: { code: "order_named_twice" },
    });
    expect(await doneTo(order)).toEqual([]);
  });

  test.each([[[]], [[{}]], [[{ order: "1001", tracking: "1Z" }]], [[{ order: 1001 }]]])(
    "are not named by %j",
    async (orders) => {
      expect((await ship(orders)).status).toBe(400);
    },
  );
});

describe("the same request sent again under its Idempotency-Key", () => {
  test("is done once and answered alike", async () => {
    const order = await bought();
    const ship = (quantity: number) =>
      merchant.post<WorkedJson>(
        `/orders/${order.number}/ship`,
        { line_items: some(order, quantity) },
        { "idempotency-key": "parcel" },
      );
    const first = await ship(1);
    expect(await ship(1)).toEqual(first);
    expect(first.json.order.line_items[0]?.quantity).toEqual({ ordered: 2, current: 2, fulfilled: 1 });
    expect(await doneTo(order)).toEqual(["admin_api order.ship"]);
    expect(await ship(2)).toMatchObject({ status: 422, json: { code: "idempotency_conflict" } });
  });

  test("is refused alike, too", async () => {
    const order = await bought();
    const refuse = () =>
      merchant.post(`/orders/${order.number}/return`, {}, { "idempotency-key": "nothing to return" });
    expect(await refuse()).toMatchObject({ status: 409, json: { code: "nothing_left" } });
    await merchant.post(`/orders/${order.number}/ship`);
    expect(await refuse()).toMatchObject({ status: 409, json: { code: "nothing_left" } });
  });
});

describe("a refund", () => {
  test("under the same Idempotency-Key is made once, however often it is asked for", async () => {
    const order = await bought();
    const ask = (key: string) =>
      merchant.post<WorkedJson>(
        `/orders/${order.number}/refund`,
        { amount: 1000 },
        { "idempotency-key": key },
      );
    const answers = await Promise.all([ask("one"), ask("one"), ask("one")]);
    // Those that come while the first is at work are told to wait.
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect(refunded((await ask("one")).json.order)).toBe(1000);
    expect(refunded((await ask("two")).json.order)).toBe(2000);
    expect((await doneTo(order)).filter((auditAction) => auditAction.endsWith("order.refund"))).toHaveLength(
      2,
    );
  });

  test("under the same key on another order is another refund", async () => {
    for (const { number } of [await bought(), await bought()]) {
      const { json } = await merchant.post<WorkedJson>(
        `/orders/${number}/refund`,
        { amount: 100 },
        { "idempotency-key": "same" },
      );
      expect(refunded(json.order)).toBe(100);
    }
  });

  test("of units takes them out, of all that is left everything", async () => {
    const order = await bought();
    const at = `/orders/${order.number}/refund`;
    const lines = await merchant.post<WorkedJson>(at, { line_items: some(order, 2), restock: true });
    expect(lines.json.order.line_items[0]?.status).toBe("removed");
    const rest = await merchant.post<WorkedJson>(at);
    expect(refunded(rest.json.order)).toBe(order.totals.find(({ type }) => type === "total")?.amount);
    expect(await merchant.post(at)).toMatchObject({ status: 409, json: { code: "no_refund" } });
  });
});

describe("what cannot be done changes nothing", () => {
  let order: OrderJson;
  beforeAll(async () => {
    order = await bought();
  });

  test.each([
    ["ship", { line_items: [{ id: "li_0", quantity: 1 }] }, 422, "unknown_line"],
    ["ship", { line_items: [{ id: "li_0", quantity: 0 }] }, 400, "invalid"],
    ["ship", { line_items: "all" }, 400, "invalid"],
    ["ship", { carrier: "" }, 400, "invalid"],
    ["ship", { carrier: "x".repeat(1001) }, 400, "invalid"],
    ["ship", { tracking_url: "javascript:alert(1)" }, 422, "not_an_address"],
    ["ship", { tracking_url: "https://[" }, 422, "not_an_address"],
    ["ship", { tracking: "1Z" }, 400, "invalid"],
    ["deliver", {}, 409, "nothing_left"],
    ["deliver", { fulfillment_id: "ful_0" }, 404, "unknown_fulfillment"],
    ["track", {}, 400, "missing"],
    ["track", { fulfillment_id: "ful_0", type: "lost" }, 400, "invalid"],
    ["cancel", { refund_amount: 999_999_999 }, 409, "more_than_left"],
    ["cancel", { refund_amount: 0 }, 400, "invalid"],
    ["cancel", { refund_amount: 1.5 }, 400, "invalid"],
    ["return", {}, 409, "nothing_left"],
    ["refund", { amount: -1 }, 400, "invalid"],
    ["refund", { amount: 999_999_999 }, 409, "more_than_left"],
    ["confirm", {}, 409, "no_change"],
    ["note", { type: "gift" }, 400, "invalid"],
  ])("%s %j answers %i %s", async (action, body, status, code) => {
    const answer = await merchant.post<{ message: string }>(`/orders/${order.number}/${action}`, body);
    expect(answer).toMatchObject({ status, json: { type: "invalid_request", code } });
    expect(answer.json.message).not.toBe("");
    expect((await merchant.get(`/orders/${order.id}`)).json).toEqual(order);
  });

  test.each(["ship", "deliver", "cancel", "refund", "hold"])(
    "%s of an order that is not there is a 404",
    async (action) => {
      expect(await merchant.post(`/orders/9999/${action}`)).toMatchObject({
        status: 404,
        json: { code: "unknown_order" },
      });
    },
  );
});
