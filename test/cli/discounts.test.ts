import { describe, expect, test } from "bun:test";
import type { Discount } from "../../src/discounts/discount.ts";
import { openTerminal } from "./terminal.ts";

const terminal = openTerminal();
terminal.makeDatabase();

test("a discount by code is made, listed and ended", async () => {
  const made = await terminal.run(
    "discounts",
    "create",
    "Summer sale",
    "--percent",
    "12.5",
    "--code",
    "Summer",
    "--ends-at",
    "2099-09-01",
    "--max-uses",
    "100",
    "--max-uses-per-buyer",
    "1",
    "--minimum-subtotal",
    "50",
    "--categories",
    "Clothing",
    "--categories",
    "Bags",
  );
  expect(made.notes).toBe("");
  expect(made.out).toMatch(/^Code +SUMMER$/m);
  expect(made.out).toMatch(/^Takes off +12\.5 %$/m);
  expect(made.out).toMatch(/^Only for +Clothing, Bags$/m);
  expect(made.out).toMatch(/^From +\$50\.00$/m);
  const listed = await terminal.run("discounts", "list");
  expect(listed.out).toMatch(/Summer sale +SUMMER +12\.5 % +0 of 100 +on +2099-09-01T00:00:00\.000Z/);
  expect(await terminal.run("discounts", "disable", "summer")).toMatchObject({
    code: 0,
    out: "summer takes nothing off any more.",
  });
  expect((await terminal.run("discounts", "list")).out).toContain("disabled");
});

test("a discount for a product that is not there is made, and told of", async () => {
  const made = await terminal.run(
    "discounts",
    "create",
    "Early",
    "--percent",
    "5",
    "--products",
    "tee",
    "mug",
  );
  expect(made).toMatchObject({
    code: 0,
    out: expect.stringContaining("Early"),
    notes: "The catalogue has no product tee, mug. See: checkstand catalog export",
  });
});

test("a discount that comes by itself is made and ended by its id", async () => {
  const discount = (await terminal.json(
    "discounts",
    "create",
    "Ten off",
    "--amount",
    "10.00",
    "--stackable",
  )) as Discount;
  expect(discount).toMatchObject({ value: { kind: "fixed", amount: 1000 }, stackable: true, priority: 10 });
  expect(discount.code).toBeUndefined();
  expect(await terminal.json("discounts", "disable", discount.id)).toEqual({
    id: discount.id,
    done: "disabled",
  });
  expect(await terminal.json("discounts", "disable", discount.id)).toEqual({
    id: discount.id,
    done: "disabled_before",
  });
});

test("free shipping is a discount, too", async () => {
  const made = await terminal.run("discounts", "create", "Ship it", "--free-shipping", "--code", "SHIPIT");
  expect(made.out).toMatch(/^Takes off +delivery$/m);
});

describe("what cannot be a discount", () => {
  test.each([
    [["Nothing"], 2, "Say one of percent, amount and free_shipping."],
    [["Both", "--percent", "5", "--amount", "5"], 2, "Say one of"],
    [["Much", "--percent", "101"], 2, "at most 100"],
    [["Double", "--percent", "200"], 2, "at most 100"],
    [["None", "--percent", "0"], 2, "above 0"],
    [["Words", "--percent", "five"], 2, "percent must be a number"],
    [["Negative", "--amount", "-5"], 2, "--amount must be an amount"],
    [["Cents", "--amount", "1.234"], 2, "--amount must be an amount"],
    [[" ", "--amount", "1"], 2, "needs a name"],
    [["Spaces", "--amount", "1", "--code", "TWO WORDS"], 2, "A code is"],
    [["Again", "--amount", "1", "--code", "shipit"], 1, "Another discount has the code SHIPIT"],
    [
      ["Past", "--amount", "1", "--starts-at", "2026-02-01", "--ends-at", "2026-01-01"],
      2,
      "end before it starts",
    ],
    [["Scope", "--free-shipping", "--products", "mug"], 2, "for whole orders"],
    [["Uses", "--amount", "1", "--max-uses", "0"], 2, "above zero"],
    [["Day", "--amount", "1", "--ends-at", "soon"], 2, "--ends-at must be a day"],
  ])("%p fails with %i: %s", async (words, code, notes) => {
    const before = ((await terminal.json("discounts", "list")) as unknown[]).length;
    const done = await terminal.run("discounts", "create", ...words);
    expect(done).toMatchObject({ code, out: "" });
    expect(done.notes).toContain(notes);
    expect(await terminal.json("discounts", "list")).toHaveLength(before);
  });

  test("one nobody made cannot be ended", async () => {
    expect(await terminal.run("discounts", "disable", "WINTER")).toMatchObject({
      code: 1,
      notes: "There is no discount WINTER. See: checkstand discounts list",
    });
  });
});
