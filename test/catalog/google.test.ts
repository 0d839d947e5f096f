import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { describeRefusal } from "../../src/catalog/import/refusal.ts";
import { fixture, type ImportingShop, openImportingShop, refusalOf } from "./importing.ts";

let shop: ImportingShop;
beforeEach(() => {
  shop = openImportingShop();
});
afterEach(() => shop.close());

describe("a Google Merchant feed in a table", () => {
  test("is recognized, with spaces in its columns' names", async () => {
    expect(await shop.take(await fixture("google.tsv"))).toMatchObject({
      format: "google",
      rows: 3,
      products: { added: 2, refused: 0 },
      variants: 3,
    });
  });

  test("gives items of one group as variants, told apart by what they differ in", async () => {
    await shop.take(await fixture("google.tsv"));
    expect(await shop.product("SCARF")).toMatchObject({
      title: "Scarf",
      description: { plain: 'A 60" scarf.' },
      url: "https://shop.example/scarf",
      brand: "Harbor",
      categories: [
        { value: "Accessories > Scarves", taxonomy: "merchant" },
        { value: "Apparel > Scarves", taxonomy: "google_product_category" },
      ],
      attributes: { size: "one size", gender: "unisex" },
      media: [
        { url: "https://cdn.example/red.jpg" },
        { url: "https://cdn.example/red-2.jpg" },
        { url: "https://cdn.example/red,3.jpg" },
      ],
      variants: [
        {
          id: "SCARF-R",
          title: "Scarf, red",
          options: [{ name: "Color", value: "red" }],
          barcodes: [
            { type: "GTIN", value: "4006381333931" },
            { type: "MPN", value: "SC-R" },
          ],
          price: 2500,
          sale: {
            price: 2000,
            startsAt: Date.parse("2026-11-27T00:00:00-08:00"),
            endsAt: Date.parse("2026-11-30T23:59:00-08:00"),
          },
          stock: null,
          weight: { value: 0.4, unit: "lb" },
          condition: ["new"],
        },
        {
          id: "SCARF-B",
          title: "Scarf, blue",
          options: [{ name: "Color", value: "blue" }],
          url: "https://shop.example/scarf?c=blue",
          media: [{ url: "https://cdn.example/blue.jpg" }],
          price: 2600,
          stock: 0,
          backorder: false,
        },
      ],
    });
  });

  test.each([
    ["their beginning", ["Wool Scarf - Red", "Wool Scarf - Blue"], "Wool Scarf"],
    ["their end", ["The Red Wool Scarf", "The Blue Wool Scarf"], "Wool Scarf"],
    ["all of it", ["Wool Scarf", "Wool Scarf"], "Wool Scarf"],
    ["nothing, the first", ["Wool Scarf", "Silk Shawl"], "Wool Scarf"],
  ])("calls a product what its items' titles have in common: %s", async (_, titles, expected) => {
    const rows = titles.map((title, index) =>
      [`S${index}`, title, "5.00 USD", "preorder", "2027-05-01T09:00-0800", "SCARF", String(index)].join(
        "\t",
      ),
    );
    const head = "id\ttitle\tprice\tavailability\tavailability_date\titem_group_id\tsize";
    await shop.take([head, ...rows].join("\n"));
    expect(await shop.product("SCARF")).toMatchObject({
      title: expected,
      attributes: { availability_date: "2027-05-01T09:00-0800" },
      variants: titles.map((title) => ({ title })),
    });
  });

  test("gives an item without a group as a product of its own", async () => {
    await shop.take(await fixture("google.tsv"));
    expect(await shop.product("LAMP")).toMatchObject({
      attributes: { color: "black" },
      variants: [
        {
          id: "LAMP",
          options: [],
          price: 8000,
          stock: 0,
          backorder: true,
          condition: ["used"],
          weight: { unit: "kg" },
        },
      ],
    });
  });
});

describe("a Google Merchant feed in XML", () => {
  test("is read item by item, and an item in another currency is refused where it begins", async () => {
    const report = await shop.take(await fixture("google.xml"));
    expect(report).toMatchObject({ format: "google", rows: 2, products: { added: 1, refused: 1 } });
    expect(report.refused.map(describeRefusal)).toEqual([
      'line 19, price "25.00 EUR": is not in USD, which this shop sells in',
    ]);
    expect(await shop.product("SCARF-R")).toMatchObject({
      title: "Scarf, red",
      description: { plain: "A warm scarf & nothing else.", html: "A <b>warm</b> scarf & nothing else." },
      brand: "Harbor & Pine",
      media: [
        { url: "https://cdn.example/red.jpg" },
        { url: "https://cdn.example/red-2.jpg" },
        { url: "https://cdn.example/red,3.jpg" },
      ],
      variants: [{ id: "SCARF-R", price: 2500 }],
    });
  });

  test("may be Atom", async () => {
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><entry>
      <g:id>A</g:id><title>Atom</title><link href="https://shop.example/a"/><g:price>1.00 USD</g:price>
      <g:availability>in stock</g:availability></entry></feed>`;
    await shop.take(atom);
    expect(await shop.product("A")).toMatchObject({ title: "Atom", url: "https://shop.example/a" });
  });

  test("may be Atom with a summary, and with links to other things than the item's page", async () => {
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><entry>
      <link rel="self" href="https://shop.example/feed/a"/><link rel="alternate" href="https://shop.example/a"/>
      <summary>&lt;p&gt;Nice&lt;/p&gt;</summary><g:id>A</g:id><title>Atom</title><g:price>1.00 USD</g:price>
      <g:availability>in stock</g:availability></entry></feed>`;
    await shop.take(atom);
    expect(await shop.product("A")).toMatchObject({
      url: "https://shop.example/a",
      description: { plain: "Nice" },
    });
  });

  const item = (elements: string) =>
    `<rss xmlns:g="http://base.google.com/ns/1.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><item><g:id>A</g:id>
      <g:price>1.00 USD</g:price><g:availability>in stock</g:availability>${elements}</item></channel></rss>`;

  test("means by an element of Google's what it says, not what the feed's or another's of that name does", async () => {
    const elements = `<title>Mug</title><g:title>Big mug</g:title><media:title>Photo</media:title>
      <g:link>https://shop.example/mug</g:link><link>https://shop.example/?p=1</link>
      <description>A mug.</description><g:description>A mug.</g:description>`;
    const report = await shop.take(item(elements));
    expect(report.warnings).toEqual([]);
    expect(await shop.product("A")).toMatchObject({
      title: "Big mug",
      url: "https://shop.example/mug",
      description: { plain: "A mug." },
    });
  });

  test("takes further images for further images", async () => {
    const images = ["a", "b", "a"].map(
      (name) => `<g:image_link>https://cdn.example/${name}.jpg</g:image_link>`,
    );
    const more = `<g:additional_image_link>https://cdn.example/c.jpg</g:additional_image_link>`;
    await shop.take(item(`<title>Mug</title>${images.join("")}${more}`));
    expect((await shop.product("A"))?.media.map(({ url }) => url)).toEqual([
      "https://cdn.example/a.jpg",
      "https://cdn.example/b.jpg",
      "https://cdn.example/c.jpg",
    ]);
  });

  test("that says two things of a title is taken with the first, and a warning", async () => {
    const report = await shop.take(item("<title>Mug</title><title>Becher</title>"));
    expect(report.warnings?.map(describeRefusal)).toEqual([
      'line 1, title "Mug": stands twice, with two values: the first is taken',
    ]);
    expect(await shop.product("A")).toMatchObject({ title: "Mug" });
  });

  test("that says two things of a price is refused", async () => {
    const told = await refusalOf(shop.take(item("<title>Mug</title><g:price>2.00 USD</g:price>")));
    expect(told).toContain('line 1, price "1.00 USD": stands twice, with two values: leave one');
  });

  test("with an address that holds a line break is refused", async () => {
    const told = await refusalOf(
      shop.take(item("<title>Mug</title><link>https://shop.example/mug\nhttps://shop.example/mug</link>")),
    );
    expect(told).toContain("must be a whole https:// address");
  });

  test("does not take what stands inside an element for the item's own", async () => {
    await shop.take(await fixture("google.xml"));
    expect((await shop.product("SCARF-R"))?.variants[0]?.price).toBe(2500 as never);
  });

  test("an item without an id is refused", async () => {
    const refusal = await refusalOf(
      shop.take("<rss><channel>\n<item><title>x</title></item></channel></rss>"),
    );
    expect(refusal).toContain("line 2, id: is required");
  });

  const bomb = `<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
<rss><channel><item><g:id>&lol2;</g:id></item></channel></rss>`;
  const external = `<!DOCTYPE rss [<!ENTITY passwd SYSTEM "file:///etc/passwd">]><rss>&passwd;</rss>`;
  test.each([
    ["a billion laughs", bomb, "Line 2 holds a document type (<!DOCTYPE …>)"],
    ["an entity from a file", external, "Line 1 holds a document type"],
    ["an entity nobody declared", "<rss><item><id>&boom;</id></item></rss>", "Line 1 is not well-formed XML"],
    ["an end that never comes", "<rss><channel>\n<item><g:id>A</g:id>", "Line 2 is not well-formed XML"],
    ["tags that cross", "<rss><a><b></a></b></rss>", "Line 1 is not well-formed XML"],
    [
      "an item of two megabytes",
      `<rss><item>\n<id>${"x".repeat(2_000_000)}</id></item></rss>`,
      "The item that begins on line 1 is longer than 1048576 characters.",
    ],
  ])("with %s is refused as a whole", async (_, xml, message) => {
    expect(await refusalOf(shop.take(xml))).toStartWith(message);
    expect(await shop.catalog.count()).toEqual({ products: 0, variants: 0 });
  });
});

test("Facebook's quantity and availability are those of its catalogue", async () => {
  const shop = openImportingShop();
  try {
    await shop.take(
      "id,title,availability,price,quantity_to_sell_on_facebook\na1,Mug,in stock,12.00 USD,3\n" +
        "a2,Cup,available for order,12.00 USD,0\na3,Jug,discontinued,12.00 USD,\n",
    );
    const variants = await Promise.all(
      ["a1", "a2", "a3"].map(async (id) => (await shop.product(id))?.variants[0]),
    );
    expect(variants).toMatchObject([
      { stock: 3, backorder: false },
      { stock: 0, backorder: true },
      { stock: 0, backorder: false },
    ]);
  } finally {
    await shop.close();
  }
});

describe("what is wrong with an item", () => {
  const header =
    "id\ttitle\tavailability\tprice\tsale_price\tsale_price_effective_date\timage_link\tshipping_weight";
  const good = "G\tGood\tin_stock\t1.00 USD\t\t\t\t";

  test.each([
    ["B\t\tin_stock\t1.00 USD\t\t\t\t", "line 3, title: is required"],
    ["B\tBad\tin_stock\t\t\t\t\t", "line 3, price: is required"],
    [
      "B\tBad\tin_stock\t1.00\t\t\t\t",
      'line 3, price "1.00": must be an amount and a currency, like "15.00 USD"',
    ],
    [
      "B\tBad\tin_stock\t1.00 EUR\t\t\t\t",
      'line 3, price "1.00 EUR": is not in USD, which this shop sells in',
    ],
    ["B\tBad\t\t1.00 USD\t\t\t\t", "line 3, availability: is required"],
    [
      "B\tBad\tsoon\t1.00 USD\t\t\t\t",
      'line 3, availability "soon": must be in_stock, out_of_stock, preorder or backorder',
    ],
    [
      "B\tBad\tin_stock\t1.00 USD\t\t\tpicture.jpg\t",
      'line 3, image_link "picture.jpg": must be a whole https:// address',
    ],
    [
      "B\tBad\tin_stock\t1.00 USD\t\t\t\t3 stone",
      'line 3, shipping_weight "3 stone": must be a number and g, kg, oz or lb, like "1.5 lb"',
    ],
    ["\tBad\tin_stock\t1.00 USD\t\t\t\t", "line 3, id: is required"],
  ])("%s", async (row, refusal) => {
    const report = await shop.take(`${header}\n${good}\n${row}\n`);
    expect(report.refused.map(describeRefusal)).toEqual([refusal]);
    expect(report.products).toMatchObject({ added: 1 });
  });

  test.each([
    ["2026-11-27"],
    ["soon/later"],
    ["2026-11-30T00:00Z/2026-11-27T00:00Z"],
    ["2026-11-27T00:00Z/2026-11-28T00:00Z/2026-11-29T00:00Z"],
  ])("a sale whose dates are %p is left out with a warning: it would not end", async (dates) => {
    const report = await shop.take(`${header}\nS\tSale\tin_stock\t2.00 USD\t1.00 USD\t${dates}\t\t\n`);
    expect(report.products).toMatchObject({ added: 1, refused: 0 });
    expect(report.warnings?.map(describeRefusal)).toEqual([
      `line 2, sale_price_effective_date "${dates}": must be two moments, like "2026-11-27T00:00-0800/2026-11-30T23:59-0800": without them the sale price is left out`,
    ]);
    const [variant] = (await shop.product("S"))?.variants ?? [];
    expect(variant).toMatchObject({ price: 200 });
    expect(variant).not.toHaveProperty("sale");
  });

  test.each([
    ["2026-11-27T00:00:00.000Z/2026-12-30T23:59:59.000Z", "2026-11-27T00:00:00Z", "2026-12-30T23:59:59Z"],
    ["2026-11-27T00:00+01/2026-12-30T23:59+01", "2026-11-27T00:00:00+01:00", "2026-12-30T23:59:00+01:00"],
    ["2026-11-27 / 2026-12-30", "2026-11-27T00:00:00Z", "2026-12-31T00:00:00Z"],
    ["2026-11-27 09:00:00 / 2026-12-30 10:00:00", "2026-11-27T09:00:00Z", "2026-12-30T10:00:00Z"],
  ])("a sale may hold %p", async (dates, startsAt, endsAt) => {
    await shop.take(`${header}\nS\tSale\tin_stock\t2.00 USD\t1.00 USD\t${dates}\t\t\n`);
    expect((await shop.product("S"))?.variants[0]).toMatchObject({
      sale: { price: 100, startsAt: Date.parse(startsAt), endsAt: Date.parse(endsAt) },
    });
  });

  test("an id longer than any request can name is refused", async () => {
    const id = "x".repeat(201);
    const rows = `id\ttitle\tavailability\tprice\titem_group_id\nA\tA\tin_stock\t1 USD\tone\n${id}\tB\tin_stock\t1 USD\ttwo\n`;
    const report = await shop.take(rows);
    expect(report.refused).toMatchObject([
      { line: 3, column: "id", reason: "must be an id of 1 to 200 characters without control characters" },
    ]);
    expect(await shop.product("two")).toBeUndefined();
  });

  test("a variant's id in two groups is refused the second time", async () => {
    const twice = `id\ttitle\tavailability\tprice\titem_group_id\nA\tA\tin_stock\t1 USD\tone\nA\tA\tin_stock\t1 USD\ttwo\n`;
    const report = await shop.take(twice);
    expect(report.refused.map(describeRefusal)).toEqual([
      'line 3, variant id "A": is the id of another variant further up in this file',
    ]);
  });
});
