import { expect, test } from "bun:test";
import { type AttemptId, asId, type ProductId, type VariantId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
import { setMerchantFields } from "../catalog/merchant-fields.ts";
import { productOf, variantOf } from "../catalog/products.ts";
import { type ContractShop, onEveryEngine } from "./contract.ts";

const product = (id: string) => asId<ProductId>(id);
const variant = (id: string) => asId<VariantId>(id);
const attempt = (id: string) => asId<AttemptId>(id);

/** A product of one variant, `<id>-small`, of which there are ten. */
const one = (id: string, given = {}, more = {}) =>
  productOf(id, { variants: [variantOf(id, `${id}-small`, given)], ...more });
const put = (
  shop: ContractShop,
  wanted: Parameters<typeof shop.reads.catalog.put>[0],
  countedAt?: Parameters<typeof shop.reads.catalog.put>[2],
) => shop.write(({ catalog }) => catalog.put(wanted, shop.clock.now(), countedAt));
const available = async (shop: ContractShop, id: string) =>
  (await shop.reads.catalog.sellable(variant(id)))?.available;

onEveryEngine("the catalogue", (shop) => {
  test("gives a product back as it was put, and says what putting did", async () => {
    const shirt = one("shirt", {}, { title: "Hemd „Größe“ 👕" });
    expect(await put(shop(), shirt)).toBe("added");
    expect(await put(shop(), shirt)).toBe("unchanged");
    expect(await put(shop(), { ...shirt, title: "Hemd" })).toBe("changed");
    expect(await shop().reads.catalog.product(product("shirt"))).toEqual({
      ...shirt,
      title: "Hemd",
      merchantFields: {},
    });
    expect((await shop().reads.catalog.offered(product("shirt")))?.offers).toHaveLength(1);
  });

  test("keeps the price there was, and reads a changed variant anew", async () => {
    await put(shop(), one("cap", { price: minor(900) }));
    await shop().reads.catalog.sellable(variant("cap-small"));
    await put(shop(), one("cap", { price: minor(700) }));
    expect(await shop().reads.catalog.sellable(variant("cap-small"))).toMatchObject({
      variant: { price: 700 },
      earlierPrice: { price: 900, until: shop().clock.now() },
    });
  });

  test("withdraws, pages in the order of bytes and counts", async () => {
    for (const id of ["Zebra", "apple", "Äpfel", "a-b", "a_b"]) await put(shop(), one(id));
    const ids = (await shop().reads.catalog.titles(product("Z"), 3)).map(({ id }) => String(id));
    expect(ids).toEqual(["Zebra", "a-b", "a_b"]);
    expect(await shop().write(({ catalog }) => catalog.withdraw(product("Zebra"), shop().clock.now()))).toBe(
      true,
    );
    expect(await shop().reads.catalog.product(product("Zebra"))).toBeUndefined();
    expect((await shop().reads.catalog.page(product("Y"), 2)).map(({ id }) => String(id))).toEqual([
      "a-b",
      "a_b",
    ]);
    expect(await shop().reads.catalog.variantOwner(variant("Zebra-small"))).toMatchObject({
      isListed: false,
    });
    expect(await shop().reads.catalog.count()).toEqual({ products: 6, variants: 6 });
    expect(await shop().reads.catalog.storedVariants(product("apple"))).toHaveLength(1);
  });

  test("says of many ids at once which are taken, also once withdrawn, and what they are chosen by", async () => {
    await put(shop(), one("bowl", { options: [{ name: "Size", value: "Small" }] }));
    await put(shop(), one("dish"));
    await shop().write(({ catalog }) => catalog.withdraw(product("dish"), shop().clock.now()));
    const ids = [variant("bowl-small"), variant("dish-small"), variant("cup-small")];
    const { catalog } = shop().reads;
    expect(await catalog.variantOwners(ids)).toEqual(
      new Map([
        [variant("bowl-small"), { productId: product("bowl"), isListed: true }],
        [variant("dish-small"), { productId: product("dish"), isListed: false }],
      ]),
    );
    expect(await catalog.variantOwners([])).toEqual(new Map());
    const choices = await catalog.storedChoices([product("dish"), product("cup"), product("bowl")]);
    expect(
      choices.map(({ id, productId, options }) => [id, productId, options.map(({ value }) => value)]),
    ).toEqual([
      [variant("bowl-small"), product("bowl"), ["Small"]],
      [variant("dish-small"), product("dish"), expect.any(Array)],
    ]);
  });

  test("keeps what the merchant says through imports", async () => {
    await put(shop(), one("mug"));
    await shop().write(({ catalog }) =>
      setMerchantFields(catalog, product("mug"), { age_group: "adult" }, shop().clock.now()),
    );
    await put(shop(), one("mug", {}, { title: "Another mug" }));
    expect((await shop().reads.catalog.said(product("mug")))?.merchantFields).toEqual({ age_group: "adult" });
  });

  test("names what an id meant that nothing is sold under", async () => {
    expect((await shop().reads.catalog.meantBy("mug")).variants.map(String)).toEqual(["mug-small"]);
    expect((await shop().reads.catalog.meantBy("mug-smal")).variants.map(String)).toContain("mug-small");
  });

  test("reserves no more than there is, whoever tries at the same time", async () => {
    await put(shop(), one("last", { stock: 5 }));
    const tries = Array.from({ length: 20 }, (_, index) =>
      shop().write(({ catalog }) =>
        catalog.reserve(attempt(`pay_race_${index}`), variant("last-small"), 1, shop().clock.now()),
      ),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(5);
    expect(await available(shop(), "last-small")).toBe(0);
    expect(await shop().reads.catalog.countLowStock(0)).toBe(1);
  });

  test("runs a job again whose units were taken since it saw them", async () => {
    await put(shop(), one("few", { stock: 5 }));
    const id = variant("few-small");
    const tries = Array.from({ length: 20 }, (_, index) =>
      shop().write(async ({ catalog }) => {
        if ((await catalog.sellable(id))?.available === 0) return false;
        await catalog.reserveSeen(attempt(`pay_seen_${index}`), id, 1, shop().clock.now());
        return true;
      }),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(5);
    expect(await available(shop(), "few-small")).toBe(0);
  });

  test("gives back, sells, restocks, and counts no sale twice", async () => {
    await put(shop(), one("book"));
    const id = variant("book-small");
    const now = shop().clock.now();
    await shop().write(async ({ catalog }) => {
      await catalog.reserve(attempt("pay_1"), id, 3, now);
      await catalog.reserve(attempt("pay_2"), id, 2, now);
      await catalog.release(attempt("pay_1"));
      await catalog.sell(attempt("pay_2"));
    });
    expect(await available(shop(), "book-small")).toBe(8);
    await shop().write(({ catalog }) => catalog.restock(attempt("pay_2"), id, 1, now));
    expect(await available(shop(), "book-small")).toBe(9);
    await shop().write(({ catalog }) => catalog.acknowledge([attempt("pay_2")], now));
    await put(shop(), one("book", { stock: 9 }), shop().later(1));
    expect(await available(shop(), "book-small")).toBe(9);
    expect(await shop().reads.catalog.heldAtProvider(id)).toBe(0);
  });
});

onEveryEngine("search", (shop) => {
  const found = async (words: string, more = {}) =>
    (await shop().questions.search.search({ words, limit: 10, ...more })).products.map(
      ({ product: { id } }) => String(id),
    );

  test("finds by words, their beginnings and forms, without accents, the title before the rest", async () => {
    await put(
      shop(),
      one(
        "rain-jacket",
        { price: minor(9000) },
        { title: "Rain Jacket", description: { plain: "Over a shirt." } },
      ),
    );
    await put(shop(), one("linen-shirt", { price: minor(4000) }, { title: "Linen Shirts" }));
    await put(
      shop(),
      one(
        "cafe-cup",
        { stock: 0 },
        { title: "Café Cup", categories: [], description: { plain: "Holds coffee." } },
      ),
    );
    expect(await found("shirt")).toEqual(["linen-shirt", "rain-jacket"]);
    expect(await found("jack")).toEqual(["rain-jacket"]);
    expect(await found("cafe")).toEqual(["cafe-cup"]);
    expect(await found("rain shirt")).toEqual(["rain-jacket"]);
    expect(await found("purple shirt")).toEqual(["linen-shirt", "rain-jacket"]);
    expect(await found("nothing-of-it")).toEqual([]);
    expect(await found("'; drop table products; --")).toEqual([]);
  });

  test("keeps to prices and to what is in stock, and pages without words", async () => {
    expect(await found("shirt", { priceTo: minor(5000) })).toEqual(["linen-shirt"]);
    expect(await found("cup", { inStock: true })).toEqual([]);
    const first = await shop().questions.search.search({ words: "", limit: 2 });
    const second = await shop().questions.search.search({ words: "", limit: 2, from: first.next });
    expect([...first.products, ...second.products].map(({ product: { id } }) => String(id))).toEqual([
      "rain-jacket",
      "linen-shirt",
      "cafe-cup",
    ]);
    expect(second.next).toBeUndefined();
  });
});

onEveryEngine("the feed's changes", (shop) => {
  const changedSince = async (change: number) =>
    (await shop().reads.feeds.changedAfter(change, 100)).map(({ productId }) => String(productId));

  test("grow with every change a feed can show, and with no other", async () => {
    const before = await shop().reads.feeds.lastChange();
    await put(shop(), one("first"));
    await put(shop(), one("second"));
    expect(await changedSince(before)).toEqual(["first", "second"]);
    const last = await shop().reads.feeds.lastChange();
    await put(shop(), one("first"));
    expect(await shop().reads.feeds.lastChange()).toBe(last);
    await shop().write(({ catalog }) =>
      catalog.reserve(attempt("pay_f"), variant("first-small"), 1, shop().clock.now()),
    );
    expect(await changedSince(last)).toEqual(["first"]);
  });

  test("are none that nobody can see yet, and none of them is missed", async () => {
    const start = await shop().reads.feeds.lastChange();
    const seen = new Set<string>();
    let from = start;
    const writing = Array.from({ length: 30 }, (_, index) =>
      shop().write(async ({ catalog }) => {
        await catalog.put(one(`many-${index}`), shop().clock.now());
        if (index % 7 === 0) await catalog.put(one(`more-${index}`), shop().clock.now());
      }),
    );
    let done = false;
    const all = Promise.all(writing).then(() => {
      done = true;
    });
    for (let last = false; !last; last = done) {
      const page = await shop().reads.feeds.changedAfter(from, 3);
      for (const { productId, change } of page) {
        seen.add(String(productId));
        from = Math.max(from, change);
      }
      await Bun.sleep(1);
    }
    await all;
    for (
      let page = await shop().reads.feeds.changedAfter(from, 3);
      page.length > 0;
      page = await shop().reads.feeds.changedAfter(from, 3)
    )
      for (const { productId, change } of page) {
        seen.add(String(productId));
        from = Math.max(from, change);
      }
    expect(seen.size).toBe(35);
  });

  test("stand still in a snapshot, whatever is written meanwhile", async () => {
    await using snapshot = await shop().takeSnapshot();
    await put(shop(), one("later"));
    const ids: string[] = [];
    for await (const page of snapshot.pages()) ids.push(...page.map(({ product: { id } }) => String(id)));
    expect(ids).not.toContain("later");
    expect(ids).toEqual(ids.toSorted());
    expect(await snapshot.countVariants()).toBe(ids.length);
    const fed = await snapshot.product(product("first"));
    expect(fed?.reserved.get(variant("first-small"))).toBe(1);
    expect(await snapshot.product(product("later"))).toBeUndefined();
    expect(snapshot.lastChange).toBeLessThan(await shop().reads.feeds.lastChange());
  });
});

onEveryEngine("what a feed's destinations were sent", (shop) => {
  test("is remembered, paged and forgotten", async () => {
    const state = { name: "openai", terms: "t", lastChange: 3, failures: 0 };
    const sent = (id: string) => ({ productId: id, fingerprint: "ab".repeat(32), title: id, variants: [] });
    await shop().write(async ({ feeds }) => {
      await feeds.putDestination(state);
      await feeds.putDestination({ ...state, failures: 2 });
      for (const id of ["b", "a", "c"]) await feeds.putSent("openai", sent(id));
      await feeds.putSent("openai", { ...sent("a"), title: "A" });
      await feeds.forgetSent("openai", "c");
      for (let push = 0; push < 4; push += 1)
        await feeds.addPush(
          {
            destination: "openai",
            startedAt: shop().later(push),
            finishedAt: shop().later(push),
            extent: "full",
            outcome: "pushed",
            items: push,
            bytes: 1,
          },
          2,
        );
    });
    expect(await shop().reads.feeds.destination("openai")).toEqual({ ...state, failures: 2 });
    expect(await shop().reads.feeds.sent("openai", "a")).toEqual({ ...sent("a"), title: "A" });
    expect((await shop().reads.feeds.allSent("openai", "a", 9)).map(({ productId }) => productId)).toEqual([
      "b",
    ]);
    expect((await shop().reads.feeds.pushes("openai", 9)).map(({ items }) => items)).toEqual([3, 2]);
    expect(await shop().reads.feeds.pushes(undefined, 1)).toHaveLength(1);
  });
});
