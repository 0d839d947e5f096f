import { describe, expect, test } from "bun:test";
import { DAY, HOUR, MINUTE, SECOND } from "../../../src/clock.ts";
import { minor } from "../../../src/money.ts";
import { productOf, variantOf } from "../../catalog/products.ts";
import { describeOfficial, validate } from "../../conformance/official.ts";
import { startFeedAgent } from "./feed-agent.ts";
import { openPushShop } from "./push-shop.ts";

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => productOf(`p${String(index).padStart(4, "0")}`));

describe("The first push", () => {
  test("creates a feed for the market, once, and sends every product in batches", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    await shop.put(...many(250));
    expect(await shop.push(agent.destination)).toMatchObject({
      outcome: "pushed",
      extent: "full",
      items: 250,
    });
    expect(agent.received[0]).toMatchObject({
      method: "POST",
      path: "/feeds",
      body: { target_country: "US" },
    });
    expect(agent.batches().map((batch) => batch.length)).toEqual([100, 100, 50]);
    expect(agent.products().size).toBe(250);
    await shop.push(agent.destination, { full: true });
    expect(agent.received.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  test("counts a batch in bytes, of which a letter may take three", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    const description = { plain: "麻".repeat(5000) };
    await shop.put(...many(60).map((product) => ({ ...product, description })));
    const { bytes } = await shop.push(agent.destination);
    // Each product has its description, and so has its variant: 30,000 bytes and a few.
    expect(agent.batches().map((batch) => batch.length)).toEqual([32, 28]);
    expect(bytes).toBeGreaterThan(60 * 30_000);
  });

  test("says who asks, in which version, and under which key it may be repeated", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    await shop.put(productOf("mug"));
    await shop.push(agent.destination);
    for (const { headers } of agent.received) {
      expect(headers.get("authorization")).toBe("Bearer secret");
      expect(headers.get("api-version")).toBe("2026-04-17");
      expect(headers.get("idempotency-key")).toMatch(/./);
      expect(headers.get("timestamp")).toBe("2026-06-01T12:00:00.000Z");
    }
  });

  test("that was cut short goes on where it ended, in the same feed", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    await shop.put(...many(250));
    let patches = 0;
    agent.answerWith(({ method }) => {
      if (method === "PATCH") patches += 1;
      return patches === 2 ? new Response("no", { status: 500 }) : undefined;
    });
    expect(await shop.push(agent.destination)).toMatchObject({ outcome: "failed" });
    agent.forgetRequests();
    expect(await shop.push(agent.destination)).toMatchObject({ outcome: "pushed", items: 150 });
    expect(agent.received.some(({ method }) => method === "POST")).toBeFalse();
    expect(agent.products().size).toBe(250);
  });

  test("whose create was answered by nobody asks again under the same key", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    await shop.put(productOf("mug"));
    agent.answerWith(({ method }) => (method === "POST" ? new Response("", { status: 502 }) : undefined));
    await shop.push(agent.destination);
    agent.answerWith(() => undefined);
    await shop.push(agent.destination);
    const keys = agent.received
      .filter(({ method }) => method === "POST")
      .map(({ headers }) => headers.get("idempotency-key"));
    expect(keys[0]).toBe(keys[1] ?? "");
  });
});

describe("Of 1,000 products", () => {
  test("the one that changed is sent, and no other", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    const products = many(1000);
    await shop.put(...products);
    await shop.push(agent.destination);
    agent.forgetRequests();
    const changed = productOf("p0500", {
      variants: [variantOf("p0500", "p0500-small", { price: minor(5200) })],
    });
    await shop.put(changed);
    expect(await shop.push(agent.destination)).toMatchObject({
      outcome: "pushed",
      extent: "changes",
      items: 1,
    });
    expect(agent.batches()).toEqual([["p0500"]]);
    expect(agent.products().get("p0500")?.variants[0]?.price).toEqual({ amount: 5200, currency: "USD" });
  });

  test("none is sent when what changed is nothing a feed shows", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    const products = many(3);
    await shop.put(...products);
    await shop.push(agent.destination);
    agent.forgetRequests();
    await shop.put(...products.map((product) => ({ ...product, tags: ["other"] })));
    expect(await shop.push(agent.destination)).toMatchObject({ outcome: "unchanged", items: 0 });
    expect(agent.received).toEqual([]);
  });
});

test("After the clock was set back, a destination is pushed to at once, and then as often as before", async () => {
  await using agent = startFeedAgent();
  await using shop = openPushShop(agent.destination);
  await shop.put(productOf("mug"));
  await shop.run();
  shop.clock.advance(-DAY);
  await shop.put(productOf("cup"));
  expect(await shop.due()).toBeLessThanOrEqual(shop.clock.now());
  await shop.run();
  expect([...agent.products().keys()].sort()).toEqual(["cup", "mug"]);
  expect(await shop.due()).toBe((shop.clock.now() + DAY) as ReturnType<typeof shop.clock.now>);
});

describe("A sale of the last unit", () => {
  test("is told within a minute", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    await shop.put(productOf("mug", { variants: [variantOf("mug", "mug", { stock: 1 })] }));
    await shop.run();
    expect(await shop.due()).toBe((shop.clock.now() + DAY) as ReturnType<typeof shop.clock.now>);
    await shop.reserve("mug", 1);
    expect(await shop.due()).toBeLessThanOrEqual(shop.clock.now() + MINUTE);
    shop.clock.advance(30 * SECOND);
    await shop.run();
    expect(agent.products().get("mug")?.variants[0]?.availability).toEqual({
      available: false,
      status: "out_of_stock",
    });
  });
});

test("A sale price is told when it begins and when it ends, though nothing was written", async () => {
  await using agent = startFeedAgent();
  await using shop = openPushShop(agent.destination);
  const now = shop.clock.now();
  const at = (milliseconds: number) => (now + milliseconds) as typeof now;
  const sale = { price: minor(3600), startsAt: at(HOUR), endsAt: at(2 * HOUR) };
  await shop.put(productOf("mug", { variants: [variantOf("mug", "mug", { sale })] }), productOf("shirt"));
  await shop.run();
  const price = () => agent.products().get("mug")?.variants[0]?.price?.amount;
  expect(price()).toBe(4800);
  agent.forgetRequests();
  shop.clock.advance(HOUR);
  await shop.run();
  expect([price(), agent.batches()]).toEqual([3600, [["mug"]]]);
  shop.clock.advance(HOUR);
  await shop.run();
  expect(price()).toBe(4800);
});

test("A product's last day and the day it can be had from are told when they pass, though nothing was written", async () => {
  await using agent = startFeedAgent();
  await using shop = openPushShop(agent.destination);
  // It is five in the morning of the first of June where the shop is.
  await shop.put(
    productOf("poster", { merchantFields: { expiration_date: "2026-06-01" } }),
    productOf("console", {
      merchantFields: { availability_date: "2026-06-02" },
      variants: [variantOf("console", "console", { stock: 0, backorder: true })],
    }),
  );
  await shop.run();
  const statuses = () =>
    ["poster", "console"].map((id) => agent.products().get(id)?.variants[0]?.availability?.status);
  expect(statuses()).toEqual(["in_stock", "preorder"]);
  shop.clock.advance(19 * HOUR - SECOND);
  await shop.run();
  expect(statuses()).toEqual(["in_stock", "preorder"]);
  shop.clock.advance(SECOND);
  await shop.run();
  expect(statuses()).toEqual(["discontinued", "backorder"]);
});

describe("What is gone", () => {
  const shirts = (...ids: string[]) =>
    productOf("shirt", {
      variants: ids.map((id) =>
        variantOf("shirt", id, { title: id, options: [{ name: "Size", value: id }] }),
      ),
    });
  const gone = { available: false, status: "discontinued" };

  test("is taken out by its availability: a withdrawn product, an unpublished one, one that is refused", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    const [withdrawn, hidden, refused, kept] = ["a", "b", "c", "d"].map((id) => productOf(id));
    if (!withdrawn || !hidden || !refused || !kept) throw new Error("four were made");
    await shop.put(withdrawn, hidden, refused, kept);
    await shop.push(agent.destination);
    agent.forgetRequests();
    await shop.withdraw(withdrawn);
    await shop.put({ ...hidden, published: false }, { ...refused, media: [] });
    expect(await shop.push(agent.destination)).toMatchObject({ items: 3 });
    for (const id of ["a", "b", "c"]) {
      expect(
        agent
          .products()
          .get(id)
          ?.variants.map(({ availability }) => availability),
      ).toEqual([gone]);
    }
    agent.forgetRequests();
    expect(await shop.push(agent.destination)).toMatchObject({ outcome: "unchanged" });
  });

  test("is a variant that is no longer listed, said once with the others", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    await shop.put(shirts("s", "m", "l"));
    await shop.push(agent.destination);
    await shop.put(shirts("s", "l"));
    await shop.push(agent.destination);
    const status = () =>
      agent
        .products()
        .get("shirt")
        ?.variants.map(({ id, availability }) => `${id} ${availability?.status}`);
    expect(status()).toEqual(["s in_stock", "l in_stock", "m discontinued"]);
    await shop.put({ ...shirts("s", "l"), title: "Other" });
    await shop.push(agent.destination);
    expect(status()).toEqual(["s in_stock", "l in_stock"]);
  });

  test("comes back when it is listed again", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    const mug = productOf("mug");
    await shop.put(mug);
    await shop.push(agent.destination);
    await shop.withdraw(mug);
    await shop.push(agent.destination);
    await shop.put(mug);
    await shop.push(agent.destination);
    expect(agent.products().get("mug")?.variants[0]?.availability?.available).toBeTrue();
  });
});

describe("A full push, once a day,", () => {
  test("reads back what the agent holds, mends what drifted and says so", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    await shop.put(...many(5));
    await shop.run();
    const held = [...agent.feeds.values()][0];
    held?.delete("p0000");
    const wrong = held?.get("p0001");
    if (wrong)
      held?.set("p0001", {
        ...wrong,
        variants: wrong.variants.map((variant) => ({ ...variant, price: { amount: 1, currency: "USD" } })),
      });
    held?.set("stranger", { id: "stranger", variants: [{ id: "stranger-1", title: "Stranger" }] });
    agent.forgetRequests();
    shop.clock.advance(DAY);
    expect(await shop.due()).toBeLessThanOrEqual(shop.clock.now());
    await shop.run();
    expect(agent.batches()).toEqual([["p0000", "p0001", "stranger"]]);
    expect(agent.products().get("p0001")?.variants[0]?.price?.amount).toBe(4800);
    expect(agent.products().get("stranger")?.variants[0]?.availability?.available).toBeFalse();
    expect(shop.alarms).toMatchObject([{ destination: "agent", kind: "drifted" }]);
    expect((await shop.reads.feeds.pushes("agent", 1))[0]).toMatchObject({
      extent: "full",
      drifted: 3,
      items: 3,
    });
  });

  test("takes out once what is gone here and not there", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    const mug = productOf("mug");
    await shop.put(mug, productOf("shirt"));
    await shop.push(agent.destination);
    await shop.withdraw(mug);
    agent.forgetRequests();
    expect(await shop.push(agent.destination, { full: true })).toMatchObject({ items: 1, drifted: 0 });
    expect(agent.batches()).toEqual([["mug"]]);
  });

  test("does not call drift what changed here since", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    await shop.put(...many(3));
    await shop.run();
    shop.clock.advance(DAY);
    await shop.put(productOf("p0001", { title: "Other" }));
    await shop.run();
    expect((await shop.reads.feeds.pushes("agent", 1))[0]).toMatchObject({
      extent: "full",
      drifted: 0,
      items: 1,
    });
    expect(shop.alarms).toEqual([]);
  });

  test("sends everything where the agent does not tell what it holds", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    await shop.put(...many(3));
    await shop.run();
    agent.answerWith(({ method }) => (method === "GET" ? new Response("", { status: 405 }) : undefined));
    shop.clock.advance(DAY);
    await shop.run();
    expect((await shop.reads.feeds.pushes("agent", 1))[0]).toMatchObject({ extent: "full", items: 3 });
  });

  test("takes nothing that others put there out of a feed that the settings name", async () => {
    await using agent = startFeedAgent();
    agent.feeds.set("shared", new Map([["theirs", { id: "theirs", variants: [{ id: "t", title: "T" }] }]]));
    const destination = { ...agent.destination, feedId: "shared" };
    await using shop = openPushShop(destination);
    await shop.put(productOf("mug"));
    await shop.push(destination);
    await shop.push(destination, { full: true });
    expect(agent.received.some(({ method }) => method === "POST")).toBeFalse();
    expect(agent.products().get("theirs")).toEqual({ id: "theirs", variants: [{ id: "t", title: "T" }] });
  });
});

describe("An agent", () => {
  test("that refuses a product keeps no other out, and the product is named", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    await shop.put(...many(20));
    agent.answerWith(({ method, body }) => {
      const { products = [] } = (body ?? {}) as { products?: { id: string }[] };
      if (method !== "PATCH" || !products.some(({ id }) => id === "p0007")) return undefined;
      return Response.json(
        { type: "invalid_request", code: "invalid", message: "Prohibited", param: "products" },
        { status: 400 },
      );
    });
    const record = await shop.push(agent.destination);
    expect(record).toMatchObject({ outcome: "pushed", items: 19 });
    expect(record.reason).toBe("1 product was refused: p0007 (Prohibited (products))");
    expect(shop.alarms).toMatchObject([{ kind: "refused" }]);
    expect(agent.products().size).toBe(19);
  });

  test("that has lost the feed gets a new one with everything in it", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    await shop.put(...many(3));
    await shop.push(agent.destination);
    agent.feeds.clear();
    await shop.put(productOf("p0001", { title: "Other" }));
    expect(await shop.push(agent.destination)).toMatchObject({ outcome: "failed" });
    expect(await shop.push(agent.destination)).toMatchObject({ outcome: "pushed", items: 3 });
    expect(agent.products().size).toBe(3);
  });

  test("that has lost the feed and still knows how it answered the request for it gets a new one", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    const answers = new Map<string, string>();
    agent.answerWith(({ method, headers }) => {
      const key = headers.get("idempotency-key") ?? "";
      const id = answers.get(key);
      if (method !== "POST") return undefined;
      if (id === undefined) answers.set(key, `feed_${answers.size + 1}`);
      return id === undefined ? undefined : Response.json({ id }, { status: 201 });
    });
    await shop.put(...many(3));
    await shop.push(agent.destination);
    agent.feeds.set("feed_0", new Map());
    agent.feeds.delete("feed_1");
    await shop.put(productOf("p0001", { title: "Other" }));
    expect(await shop.push(agent.destination)).toMatchObject({ outcome: "failed" });
    expect(await shop.push(agent.destination)).toMatchObject({ outcome: "pushed", items: 3 });
  });

  test.each([
    ["in seconds", { "retry-after": "600" }, 10 * MINUTE],
    [
      "until a moment",
      { date: "Mon, 01 Jun 2026 09:00:00 GMT", "retry-after": "Mon, 01 Jun 2026 09:05:00 GMT" },
      5 * MINUTE,
    ],
    ["for ever, a day", { "retry-after": "99999999999" }, DAY],
    ["in no known form, a minute", { "retry-after": "soon" }, MINUTE],
  ])("that asks for time %s is given it", async (_, headers, wait) => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    await shop.put(productOf("mug"));
    agent.answerWith(() => new Response("", { status: 429, headers }));
    await shop.run();
    expect((await shop.due()) - shop.clock.now()).toBe(wait);
  });

  test("that does not answer is given up when the shop closes, and the rest is sent when it opens", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    await shop.put(productOf("mug"));
    const closing = new AbortController();
    agent.answerWith(() => {
      closing.abort(new Error("closing"));
      return new Promise<Response>(() => {});
    });
    expect(await shop.push(agent.destination, { signal: closing.signal }).catch(String)).toBe(
      "Error: closing",
    );
    expect(await shop.reads.feeds.pushes("agent", 10)).toEqual([]);
    agent.answerWith(() => undefined);
    expect(await shop.push(agent.destination)).toMatchObject({ outcome: "pushed" });
  });

  test("that cannot be reached is tried again, ever later, and the third failure is told", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    await shop.put(productOf("mug"));
    agent.answerWith(() => new Response("down", { status: 500 }));
    const waits: number[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await shop.run();
      const wait = ((await shop.due()) ?? 0) - shop.clock.now();
      waits.push(wait);
      shop.clock.advance(wait);
    }
    expect(waits).toEqual([MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]);
    expect(shop.alarms).toEqual([
      { destination: "agent", kind: "failing", detail: "agent answered 500: down" },
    ]);
    agent.answerWith(() => undefined);
    await shop.run();
    expect(await shop.reads.feeds.destination("agent")).toMatchObject({ failures: 0, lastChange: 2 });
  });

  test("whose token is not set is not asked", async () => {
    await using agent = startFeedAgent();
    const destination = { ...agent.destination, token: { variable: "AGENT_TOKEN" } };
    await using shop = openPushShop(destination);
    expect((await shop.push(destination)).reason).toBe("AGENT_TOKEN is not set; agent needs it.");
    expect(agent.received).toEqual([]);
  });
});

test("OpenAI's own API has its own paths, version and a country in every change", async () => {
  await using agent = startFeedAgent("openai");
  await using shop = openPushShop(agent.destination);
  await shop.put(productOf("mug"));
  await shop.push(agent.destination);
  expect(agent.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /product_feeds",
    "PATCH /product_feeds/feed_1/products",
  ]);
  expect(agent.received[1]?.body).toMatchObject({ target_country: "US", products: [{ id: "mug" }] });
  expect(agent.received[1]?.headers.get("api-version")).toBe("2025-09-12");
});

test("Other settings are pushed as a whole", async () => {
  await using agent = startFeedAgent();
  await using shop = openPushShop(agent.destination);
  await shop.put(...many(3));
  await shop.push(agent.destination);
  const changed = shop.pushes({ settings: { ...shop.feed, defaults: { return_window: 14 } } });
  expect(await changed.due()).toBeLessThanOrEqual(shop.clock.now() + MINUTE);
  expect(await changed.push(agent.destination)).toMatchObject({ extent: "full" });
});

test("Another feed of the same name gets everything, and what was in the first stays as others have it", async () => {
  await using agent = startFeedAgent();
  const theirs = { id: "theirs", variants: [{ id: "t", title: "T" }] };
  agent.feeds.set("shared", new Map([["theirs", theirs]]));
  agent.feeds.set("other", new Map());
  await using shop = openPushShop(agent.destination);
  await shop.put(...many(3));
  const pushed = async (feedId?: string) => {
    const destination = { ...agent.destination, feedId };
    const pushes = shop.pushes({ settings: { ...shop.feed, destinations: [destination] } });
    expect(await pushes.due()).toBeLessThanOrEqual(shop.clock.now() + MINUTE);
    return pushes.push(destination);
  };
  expect(await pushed("shared")).toMatchObject({ outcome: "pushed", items: 3 });
  shop.clock.advance(MINUTE);
  expect(await pushed("other")).toMatchObject({ extent: "full", items: 3 });
  shop.clock.advance(MINUTE);
  expect(await pushed("shared")).toMatchObject({ extent: "full" });
  shop.clock.advance(MINUTE);
  expect(await pushed()).toMatchObject({ extent: "full", items: 3 });
  expect([...agent.feeds].map(([id, products]) => `${id} ${products.size}`)).toEqual([
    "shared 4",
    "other 3",
    "feed_3 3",
  ]);
  expect(agent.feeds.get("shared")?.get("theirs")).toEqual(theirs);
});

describeOfficial("Requests to the Feed API", () => {
  test("are valid by the official schema, also those that take products out", async () => {
    await using agent = startFeedAgent();
    await using shop = openPushShop(agent.destination);
    const mug = productOf("mug");
    await shop.put(mug, productOf("shirt"));
    await shop.push(agent.destination);
    await shop.withdraw(mug);
    await shop.push(agent.destination);
    const [create, ...patches] = agent.received;
    const file = "schema.feed.json";
    expect(validate("2026-04-17", "CreateFeedRequest", create?.body, file)).toEqual([]);
    expect(patches).toHaveLength(2);
    for (const { body } of patches) {
      expect(validate("2026-04-17", "UpsertProductsRequest", body, file)).toEqual([]);
    }
  });
});
