import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { describeOfficialUcp, ucpErrors } from "../../conformance/official-ucp.ts";

import { type ServedShop, serveShop } from "../../http/shop-server.ts";
import { lastingPort } from "../../lasting-port.ts";
import {
  everyWay,
  home,
  hostProfiles,
  jane,
  type PlatformAnswer,
  type ProfileHost,
  patientOutgoing,
  payBy,
  type platform,
  profileIn,
  transports,
  ucpVersions,
  whole,
} from "./platform.ts";

describe.each(everyWay)("in %s over %s", (version, transport) => {
  let shop: ServedShop;
  let profiles: ProfileHost;
  let ask: ReturnType<typeof platform>;

  beforeAll(async () => {
    profiles = hostProfiles(() => Response.json(profileIn(version)));
    shop = await serveShop({ outgoing: patientOutgoing() });
    ask = transports[transport](shop, profiles.at("platform"));
  });
  afterAll(async () => {
    await shop[Symbol.asyncDispose]();
    profiles[Symbol.dispose]();
  });

  const create = async (body: object = whole) => (await ask("POST", "/checkout-sessions", body)).body;
  const amounts = (totals: readonly { type: string; amount: number }[]) =>
    Object.fromEntries(totals.map(({ type, amount }) => [type, amount]));

  test("a profile of this version is served, and names only the sandbox as a way to pay", async () => {
    const path = version === ucpVersions.at(-1) ? "" : `/${version}`;
    const response = await shop.fetch(`/.well-known/ucp${path}`, { redirect: "manual" });
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toMatch(/^public, max-age=(\d{3,}|[6-9]\d)$/);
    const body = JSON.parse(await response.text());
    expect(body.ucp.version).toBe(version);
    expect(Object.keys(body.ucp.payment_handlers)).toEqual(["dev.checkstand.sandbox"]);
    expect(ucpErrors(version, "profile", body)).toEqual([]);
  });

  test("a checkout says what is missing and becomes ready once it is there", async () => {
    const begun = await create({ line_items: whole.line_items });
    expect(begun.status).toBe("incomplete");
    expect(begun.messages.map(({ path }: { path: string }) => path)).toEqual([
      "$.fulfillment.methods[0].destinations[0]",
      "$.buyer.email",
    ]);
    const { body } = await ask("PUT", `/checkout-sessions/${begun.id}`, whole);
    expect(body.status).toBe("ready_for_complete");
    expect(body.line_items[0].id).toBe(begun.line_items[0].id);
    expect(body.buyer).toEqual(jane);
  });

  test("a destination without a street tells delivery and tax, and waits for the street", async () => {
    const { street_address: _, ...partial } = home;
    const begun = await create({
      ...whole,
      fulfillment: { methods: [{ type: "shipping", destinations: [partial] }] },
    });
    expect(begun.status).toBe("incomplete");
    expect(amounts(begun.totals)).toEqual({ subtotal: 4400, fulfillment: 599, tax: 319, total: 5318 });
    const answer = await ask("POST", `/checkout-sessions/${begun.id}/complete`, payBy("tok_approved"));
    expect(answer.body.messages[0]).toMatchObject({ code: "missing", severity: "recoverable" });
    expect((await ask("GET", `/checkout-sessions/${begun.id}`)).body.status).toBe("incomplete");
  });

  test("a PUT takes the place of everything said before", async () => {
    const begun = await create({ ...whole, discounts: { codes: ["NOPE"] } });
    expect(begun.discounts.codes).toEqual(["NOPE"]);
    const { body } = await ask("PUT", `/checkout-sessions/${begun.id}`, { line_items: whole.line_items });
    expect(body.buyer).toBeUndefined();
    expect(body.discounts).toBeUndefined();
    expect(body.fulfillment.methods[0].destinations).toBeUndefined();
    expect(body.status).toBe("incomplete");
  });

  test("a PUT that names the destination keeps it, and changes the option", async () => {
    const begun = await create();
    const [method] = begun.fulfillment.methods;
    const { id, type, line_item_ids, selected_destination_id } = method;
    const groups = [{ id: method.groups[0].id, selected_option_id: "express" }];
    const { body } = await ask("PUT", `/checkout-sessions/${begun.id}`, {
      ...whole,
      fulfillment: { methods: [{ id, type, line_item_ids, selected_destination_id, groups }] },
    });
    expect(body.fulfillment.methods[0].destinations).toEqual(method.destinations);
    expect(body.fulfillment.methods[0].groups[0].selected_option_id).toBe("express");
    expect(amounts(body.totals)).toEqual({ subtotal: 4400, fulfillment: 1499, tax: 319, total: 6218 });
  });

  test("a PUT that names a destination nobody has sent is refused, and changes nothing", async () => {
    const begun = await create();
    const methods = [{ type: "shipping", selected_destination_id: "elsewhere" }];
    const path = `/checkout-sessions/${begun.id}`;
    const { body } = await ask("PUT", path, { ...whole, fulfillment: { methods } });
    expect(body).toMatchObject({
      ucp: { status: "error" },
      messages: [{ code: "invalid", path: "$.fulfillment.methods" }],
    });
    expect((await ask("GET", path)).body).toEqual(begun);
  });

  test("a destination that is selected and not there is refused, and nothing is sent to another", async () => {
    const toElsewhere = (destinations: readonly object[]) => ({
      ...whole,
      fulfillment: { methods: [{ type: "shipping", destinations, selected_destination_id: "elsewhere" }] },
    });
    for (const destinations of [[{ ...home, id: "home" }], [home, home]]) {
      const { body } = await ask("POST", "/checkout-sessions", toElsewhere(destinations));
      expect(body).toMatchObject({
        code: "invalid",
        path: "$.fulfillment.methods[0].selected_destination_id",
      });
    }
    const { body } = await ask("POST", "/checkout-sessions", toElsewhere([home]));
    expect(body.status).toBe("ready_for_complete");
  });

  test("all totals but subtotal and total add up to the total", async () => {
    const { totals } = await create();
    const rows: readonly { type: string; amount: number }[] = totals;
    const parts = rows.filter(({ type }) => type !== "total").reduce((sum, { amount }) => sum + amount, 0);
    expect(parts).toBe(amounts(totals)["total"] ?? 0);
  });

  test("what is not shipped is bought without a destination", async () => {
    const begun = await create({ line_items: [{ item: { id: "gift-card-25" }, quantity: 1 }], buyer: jane });
    expect(begun.fulfillment).toBeUndefined();
    expect(begun.status).toBe("ready_for_complete");
    const paid = await ask("POST", `/checkout-sessions/${begun.id}/complete`, payBy("tok_approved"));
    expect(paid.body.status).toBe("completed");
  });

  test("a declined payment leaves the checkout to be paid another way", async () => {
    const { id } = await create();
    const declined = await ask("POST", `/checkout-sessions/${id}/complete`, payBy("tok_declined"));
    expect(declined.status).toBe(200);
    expect(declined.body.status).toBe("ready_for_complete");
    expect(declined.body.messages[0]).toMatchObject({ type: "error", code: "payment_failed" });
    const paid = await ask("POST", `/checkout-sessions/${id}/complete`, payBy("tok_approved"));
    expect(paid.body.status).toBe("completed");
    expect(paid.body.order.permalink_url).toContain("/orders/");
  });

  test("the same key answers the same, another body with it 409, another key after the end 409", async () => {
    const { id } = await create();
    const path = `/checkout-sessions/${id}/complete`;
    const first = await ask("POST", path, payBy("tok_approved"), { "idempotency-key": "one" });
    const again = await ask("POST", path, payBy("tok_approved"), { "idempotency-key": "one" });
    expect(again.body).toEqual(first.body);
    expect((await ask("POST", path, payBy("tok_other"), { "idempotency-key": "one" })).status).toBe(409);
    expect((await ask("POST", path, payBy("tok_approved"), { "idempotency-key": "two" })).status).toBe(409);
    expect((await ask("POST", `/checkout-sessions/${id}/cancel`)).status).toBe(409);
  });

  test("a change that comes while it is being paid changes nothing, and is told so in the version's own way", async () => {
    const { id } = await create();
    await ask("POST", `/checkout-sessions/${id}/complete`, payBy("tok_timeout"));
    const { status, body } = await ask("PUT", `/checkout-sessions/${id}`, {
      line_items: [{ item: { id: "cedar-candle" }, quantity: 1 }],
    });
    if (version === "2026-04-08") {
      expect({ status, code: body.code }).toEqual({ status: 409, code: "payment_in_progress" });
    } else {
      expect({ status, checkout: body.status }).toEqual({ status: 200, checkout: "complete_in_progress" });
      expect(body.messages).toEqual([
        expect.objectContaining({ code: "payment_in_progress", severity: "recoverable" }),
      ]);
      expect(body.line_items[0].quantity).toBe(2);
    }
  });

  test("a canceled checkout cannot be canceled again, changed or completed", async () => {
    const { id } = await create();
    expect((await ask("POST", `/checkout-sessions/${id}/cancel`)).body.status).toBe("canceled");
    expect((await ask("POST", `/checkout-sessions/${id}/cancel`)).status).toBe(409);
    expect((await ask("PUT", `/checkout-sessions/${id}`, whole)).status).toBe(409);
    expect((await ask("POST", `/checkout-sessions/${id}/complete`, payBy("tok_approved"))).status).toBe(409);
  });

  const cardFields: readonly object[] = [
    { credential: { type: "card", token: "4242424242424242" } },
    { credential: { type: "card", token: "tok", number: "4242 4242 4242 4242" } },
    { credential: { type: "card", token: "tok" }, display: { number: 4242424242424242 } },
  ];

  test.each(cardFields)("a card's number is refused wherever it stands: %j", async (fields) => {
    const { id } = await create();
    const instrument = { id: "i1", handler_id: "sandbox", type: "card", selected: true, ...fields };
    const answer = await ask("POST", `/checkout-sessions/${id}/complete`, {
      payment: { instruments: [instrument] },
    });
    expect(answer.body.ucp.status).toBe("error");
    expect(answer.body.messages[0].code).toBe("payment_failed");
  });

  const wrong: readonly (readonly [what: string, body: object, path: string])[] = [
    ["no items", { ...whole, line_items: [] }, "$.line_items"],
    ["no quantity", { line_items: [{ item: { id: "cedar-candle" } }] }, "$.line_items[0].quantity"],
    ["no e-mail address", { ...whole, buyer: { email: "jane" } }, "$.buyer.email"],
    [
      "no country",
      { ...whole, fulfillment: { methods: [{ type: "shipping", destinations: [{ postal_code: "1" }] }] } },
      "$.fulfillment.methods[0].destinations[0].address_country",
    ],
    ["pickup", { ...whole, fulfillment: { methods: [{ type: "pickup" }] } }, "$.fulfillment.methods[0].type"],
  ];

  test.each(wrong)(
    "a request with %s is an error of the protocol that names the place",
    async (_, body, path) => {
      const answer = await ask("POST", "/checkout-sessions", body);
      expect({ status: answer.status, path: answer.body.path }).toEqual({ status: 400, path });
      expect(answer.body.content).toMatch(/\.$/);
    },
  );

  if (version !== "2026-04-08") {
    const asserted = (quantity_unit: object) => ({
      ...whole,
      line_items: [{ item: { id: "cedar-candle", quantity_unit }, quantity: 2 }],
    });

    test("a quantity in another unit than the piece changes nothing, and the answer names the unit", async () => {
      const begun = await create();
      const { status, body } = await ask(
        "PUT",
        `/checkout-sessions/${begun.id}`,
        asserted({ unit: "KGM", scale: 2, display_text: "kg" }),
      );
      expect({ status, ucp: body.ucp.status }).toEqual({ status: 200, ucp: "error" });
      expect(body.messages[0]).toMatchObject({ path: "$.line_items[0].quantity", severity: "recoverable" });
      expect(body.messages[0].content).toContain("C62");
      expect((await ask("GET", `/checkout-sessions/${begun.id}`)).body.line_items).toEqual(begun.line_items);
    });

    test("a quantity that is said to count pieces is taken", async () => {
      const { line_items } = await create(asserted({ unit: "C62", display_text: "each" }));
      expect(line_items[0].quantity).toBe(2);
    });
  }

  test("an item that is not sold is an error of the business, and makes no checkout", async () => {
    const answer = await ask("POST", "/checkout-sessions", {
      line_items: [{ item: { id: "nope" }, quantity: 1 }],
    });
    expect(answer.status).toBe(200);
    expect(answer.body.messages[0]).toMatchObject({ code: "item_unavailable", severity: "unrecoverable" });
    expect(answer.body.id).toBeUndefined();
  });

  test("a cart is created, replaced, shown and thrown away", async () => {
    const { body: cart } = await ask("POST", "/carts", { line_items: whole.line_items });
    expect(cart.continue_url).toContain("/carts/");
    const one = [{ item: { id: "cedar-candle" }, quantity: 1 }];
    expect((await ask("PUT", `/carts/${cart.id}`, { line_items: one })).body.line_items[0].quantity).toBe(1);
    expect((await ask("GET", `/carts/${cart.id}`)).body.totals).toContainEqual(
      expect.objectContaining({ type: "total", amount: 2200 }),
    );
    expect((await ask("POST", `/carts/${cart.id}/cancel`)).body.id).toBe(cart.id);
    expect((await ask("GET", `/carts/${cart.id}`)).body.messages[0].code).toBe("not_found");
  });

  describeOfficialUcp("by the official schemas", () => {
    test("every answer of a checkout's life is valid", async () => {
      const { body: begun } = await ask("POST", "/checkout-sessions", { line_items: whole.line_items });
      const path = `/checkout-sessions/${begun.id}`;
      const answers: PlatformAnswer[] = [
        await ask("PUT", path, { ...whole, discounts: { codes: ["WELCOME10", "NOPE"] } }),
        await ask("PUT", path, whole),
        await ask("POST", `${path}/complete`, payBy("tok_insufficient_funds")),
        await ask("POST", `${path}/complete`, payBy("tok_approved")),
        await ask("GET", path),
      ];
      for (const { body } of [{ body: begun }, ...answers])
        expect({ status: body.status, errors: ucpErrors(version, "checkout", body) }).toEqual({
          status: body.status,
          errors: [],
        });
      const { body: other } = await ask("POST", "/checkout-sessions", whole);
      const canceled = await ask("POST", `/checkout-sessions/${other.id}/cancel`);
      expect(ucpErrors(version, "checkout", canceled.body)).toEqual([]);
    });

    test("carts and errors are valid", async () => {
      const { body: cart } = await ask("POST", "/carts", { line_items: whole.line_items, buyer: jane });
      expect(ucpErrors(version, "cart", cart)).toEqual([]);
      expect(ucpErrors(version, "error", (await ask("GET", "/checkout-sessions/cs_1")).body)).toEqual([]);
      expect(ucpErrors(version, "error", (await ask("GET", "/carts/cart_1")).body)).toEqual([]);
    });
  });
});

test.each(ucpVersions)(
  "what the documentation of %s shows as an example works in the sandbox",
  async (version) => {
    const port = lastingPort();
    await using shop = await serveShop({ environment: { PORT: String(port) }, outgoing: patientOutgoing() });
    const document = JSON.parse(await (await shop.fetch(`/openapi/ucp-${version}.json`)).text());
    const { parameters, requestBody } = document.paths["/ucp/checkout-sessions"].post;
    const { example } = parameters.find(({ name }: { name: string }) => name === "UCP-Agent");
    const [body] = Object.values<{ value: object }>(requestBody.content["application/json"].examples);
    const response = await shop.fetch("/ucp/checkout-sessions", {
      method: "POST",
      headers: { "ucp-agent": example, "content-type": "application/json" },
      body: JSON.stringify(body?.value),
    });
    expect(response.status).toBe(201);
  },
);

test("the newest profile leads to those of older versions, which lead nowhere", async () => {
  await using shop = await serveShop();
  const read = async (path: string) => JSON.parse(await (await shop.fetch(path)).text()).ucp;
  const newest = await read("/.well-known/ucp");
  expect(Object.keys(newest.supported_versions)).toEqual(ucpVersions.slice(0, -1));
  for (const [version, address] of Object.entries<string>(newest.supported_versions)) {
    const older = await read(new URL(address).pathname);
    expect(older.version).toBe(version);
    expect(older.supported_versions).toBeUndefined();
  }
});
