import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { writeNative } from "../../src/catalog/native.ts";
import type { Currency } from "../../src/money.ts";
import { fixture } from "../catalog/importing.ts";
import { productOf } from "../catalog/products.ts";
import { smallestShop } from "../settings/load.ts";
import { openTerminal } from "./terminal.ts";

const lines = (...ids: string[]) =>
  ids.map((id) => `${writeNative(productOf(id), "usd" as Currency)}\n`).join("");

/** A terminal in the folder of a shop of the merchant's own. */
function openShopTerminal(...world: Parameters<typeof openTerminal>) {
  const terminal = openTerminal(...world);
  terminal.file("shop.toml", smallestShop);
  return terminal;
}

describe("catalog import", () => {
  test("brings a Shopify export in and says what it did", async () => {
    const terminal = openShopTerminal();
    terminal.file("products.csv", await fixture("shopify.csv"));
    const done = await terminal.run("catalog", "import", "products.csv");
    expect(done).toEqual({
      code: 0,
      out: [
        "shopify, 5 rows: products 2 added, 0 changed, 0 unchanged, 1 of these unpublished, 1 left out; 3 variants for sale.",
        "Left out:",
        '  line 6, Gift Card "Gift Card": is a gift card: nobody here can issue its code. To sell it untaxed and send codes by hand, set gift_cards = true in [catalog] of shop.toml',
      ].join("\n"),
      notes: "",
    });
  });

  test("names each refused row and what was left out, and still brings in the rest", async () => {
    const terminal = openShopTerminal();
    const rows = "ID,Type,Name,Regular price\n1,simple,Mug,12\n2,simple,Cup,dear\n3,grouped,Set,\n";
    terminal.file("products.csv", rows);
    const { code, out } = await terminal.run("catalog", "import", "products.csv");
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      "woocommerce, 3 rows: products 1 added, 0 changed, 0 unchanged, 1 refused, 1 left out; 1 variant for sale.",
      "Refused; what is stored of these products stays as it is:",
      '  line 3, Regular price "dear": must be an amount in USD written like 12.50',
      "Left out:",
      '  line 4, Type "grouped": a grouped product is a page of other products, which are imported by themselves',
    ]);
  });

  test("says that products go into the demo shop where there is no shop.toml", async () => {
    const terminal = openTerminal();
    terminal.file("a.jsonl", lines("a"));
    const { code, notes } = await terminal.run("catalog", "import", "a.jsonl");
    expect([code, notes]).toEqual([
      0,
      `There is no shop.toml here: this goes into the demo shop, ${join(terminal.directory, "data/demo.db")}. For a shop of your own: checkstand init`,
    ]);
  });

  test("changes nothing in a dry run, and says it as JSON on request", async () => {
    const terminal = openShopTerminal();
    terminal.makeDatabase();
    terminal.file("a.jsonl", lines("a"));
    expect(await terminal.json("catalog", "import", "a.jsonl", "--dry-run")).toMatchObject({
      format: "jsonl",
      dryRun: true,
      products: { added: 1 },
    });
    expect(await terminal.run("catalog", "export")).toMatchObject({ code: 0, out: "" });
  });

  test("fails on a file that is wrong as a whole, and says why, for people and for programs", async () => {
    const terminal = openShopTerminal();
    terminal.file("bad.csv", "Handle,Title,Variant Price\ntee,Tee,dear\n");
    const reason = "Nothing in this file can be taken, and nothing was changed.";
    expect(await terminal.run("catalog", "import", "bad.csv")).toEqual({
      code: 1,
      out: "",
      notes: `${reason}\n  line 2, Variant Price "dear": must be an amount in USD written like 12.50`,
    });
    const { code, out } = await terminal.run("catalog", "import", "bad.csv", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: reason, refused: [{ line: 2, column: "Variant Price" }] });
  });

  test("fails when there is no such file, and on a format nobody knows", async () => {
    const terminal = openShopTerminal();
    expect(await terminal.run("catalog", "import", "none.csv")).toMatchObject({
      code: 1,
      notes: expect.stringMatching(/^Cannot read .*none\.csv: there is none\.$/),
    });
    expect(await terminal.run("catalog", "import", "none.csv", "--format", "excel")).toMatchObject({
      code: 2,
    });
  });

  test("asks before it withdraws what is gone, after showing it", async () => {
    const terminal = openShopTerminal({ answers: { "Withdraw them?": ["n", "y"] } });
    terminal.file("all.jsonl", lines("a", "b"));
    terminal.file("one.jsonl", lines("a"));
    await terminal.run("catalog", "import", "all.jsonl");
    const kept = await terminal.run("catalog", "import", "one.jsonl", "--sync");
    expect(kept.notes).toBe("No longer in the file (1 product):\n  b  Linen shirt");
    expect(kept.out).toContain("1 unchanged; 1 variant for sale.");
    const gone = await terminal.run("catalog", "import", "one.jsonl", "--sync");
    expect(gone.out).toContain("1 unchanged, 1 withdrawn;");
  });

  test("withdraws nothing without a word where nobody can be asked", async () => {
    const terminal = openShopTerminal();
    terminal.file("all.jsonl", lines("a", "b"));
    terminal.file("one.jsonl", lines("a"));
    await terminal.run("catalog", "import", "all.jsonl");
    expect(await terminal.run("catalog", "import", "one.jsonl", "--sync")).toMatchObject({
      code: 1,
      notes: expect.stringContaining("Nothing was changed. Add --yes"),
    });
    expect((await terminal.run("catalog", "import", "one.jsonl", "--sync", "--yes")).out).toContain(
      "1 withdrawn",
    );
  });

  test("fetches a catalogue from an address", async () => {
    await using server = Bun.serve({
      port: 0,
      fetch: (request) =>
        new URL(request.url).pathname === "/feed.jsonl"
          ? new Response(lines("a"))
          : new Response("no", { status: 404 }),
    });
    const terminal = openShopTerminal();
    expect((await terminal.run("catalog", "import", `${server.url}feed.jsonl`)).out).toContain("1 added");
    expect(await terminal.run("catalog", "import", `${server.url}none`)).toMatchObject({
      code: 1,
      notes: `Cannot fetch ${server.url}none: it answers 404.`,
    });
  });
});

describe("catalog export", () => {
  test("writes what import reads back unchanged", async () => {
    const terminal = openTerminal();
    terminal.file("products.csv", await fixture("woocommerce.csv"));
    await terminal.run("catalog", "import", "products.csv");
    const exported = (await terminal.run("catalog", "export")).out;
    terminal.file("catalog.jsonl", `${exported}\n`);
    expect(await terminal.json("catalog", "import", "catalog.jsonl")).toMatchObject({
      products: { added: 0, changed: 0, unchanged: 4, refused: 0 },
    });
    const elsewhere = openTerminal();
    elsewhere.file("catalog.jsonl", `${exported}\n`);
    await elsewhere.run("catalog", "import", "catalog.jsonl");
    expect((await elsewhere.run("catalog", "export")).out).toBe(exported);
  });
});

describe("catalog set", () => {
  const withShirt = async () => {
    const terminal = openTerminal();
    terminal.file("all.jsonl", lines("shirt"));
    await terminal.run("catalog", "import", "all.jsonl");
    return terminal;
  };

  test("says of a product what no export carries, and imports keep it", async () => {
    const terminal = await withShirt();
    const set = await terminal.run(
      "catalog",
      "set",
      "shirt",
      "return_deadline_in_days=30",
      "age_group=adult",
    );
    expect(set).toEqual({ code: 0, out: "return_window=30\nage_group=adult", notes: "" });
    await terminal.run("catalog", "import", "all.jsonl");
    expect(await terminal.json("catalog", "set", "shirt")).toEqual({
      id: "shirt",
      fields: { return_window: "30", age_group: "adult" },
    });
  });

  test("says what is handed out for digital goods, which no feed tells", async () => {
    const terminal = await withShirt();
    const file = "download_url=https://files.example/guide.pdf";
    expect((await terminal.run("catalog", "set", "shirt", file, "license_key=KEY-1")).out).toBe(
      `${file}\nlicense_key=KEY-1`,
    );
    expect((await terminal.run("catalog", "set", "shirt", "license_key=")).out).toBe(file);
    expect(await terminal.run("catalog", "set", "shirt", "download_url=guide.pdf")).toMatchObject({
      code: 2,
      notes: "download_url must be an address such as https://files.example/guide.pdf.",
    });
  });

  test("takes a field back", async () => {
    const terminal = await withShirt();
    await terminal.run("catalog", "set", "shirt", "return_window=30", "age_group=adult");
    expect((await terminal.run("catalog", "set", "shirt", "age_group=")).out).toBe("return_window=30");
  });

  test.each([
    ["ancient", '"ancient" is no field of the feed with its value, like return_window=30. The fields are'],
    ["shoe_size=44", '"shoe_size=44" is no field of the feed with its value, like return_window=30.'],
    ["return_window=soon", "return_window must be"],
    [
      "title=Blouse",
      "title is what checkout sells by, and cannot be set for the feed alone: change it with `checkstand catalog edit`",
    ],
    ["inventory_quantity=0", "inventory_quantity is what checkout sells by"],
    ["item_weight=2 kg", "weight is what checkout sells by"],
    ["is_digital=yes", "is_digital is what checkout sells by"],
    ["shipping=US::Free:0 USD", "for the feed alone: change [shipping] in shop.toml."],
    ["geo_price=79.99 USD (California)", "geo_price is what checkout sells by"],
    ["geo_availability=in_stock (Texas)", "countries in [limits] of shop.toml"],
  ])("refuses %s", async (word, notes) => {
    const terminal = await withShirt();
    expect(await terminal.run("catalog", "set", "shirt", word)).toMatchObject({
      code: 2,
      notes: expect.stringContaining(notes),
    });
  });

  test("fails for a product there is not", async () => {
    const terminal = await withShirt();
    expect(await terminal.run("catalog", "set", "nothing", "return_window=30")).toMatchObject({ code: 1 });
  });
});

describe("catalog source", () => {
  test("says where the catalogue comes from, and that nobody has looked yet", async () => {
    const terminal = openTerminal();
    terminal.file("shop.toml", `${smallestShop}[catalog]\nsource = "/srv/exports"\n`);
    terminal.makeDatabase();
    expect((await terminal.run("catalog", "source")).out).toContain("/srv/exports");
    expect(await terminal.json("catalog", "source")).toMatchObject({
      source: { location: "/srv/exports", format: "auto", sync: false, interval: 3_600_000 },
      record: null,
    });
  });

  test("says when shop.toml names none", async () => {
    const terminal = openTerminal();
    terminal.makeDatabase();
    expect((await terminal.run("catalog", "source")).notes).toContain("names no source");
  });
});
