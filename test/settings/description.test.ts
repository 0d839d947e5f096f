import { describe, expect, test } from "bun:test";
import { Ajv } from "ajv";
import { parse } from "smol-toml";
import { contentsOf, type Described } from "../../src/settings/description.ts";
import { shopFileExample } from "../../src/settings/example.ts";
import { shopFileSchema } from "../../src/settings/json-schema.ts";
import { shopFileTable } from "../../src/settings/shop-file.ts";
import { mistakesIn, settingsOf, smallestShop } from "./load.ts";

const validate = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(shopFileSchema()));
const broughtBack = shopFileExample().replace(/^# (?=\[|[a-z_]+ = )/gm, "");

describe("The description of shop.toml", () => {
  test("makes the example that lies in the repository", async () => {
    // After a change: bun src/main.ts settings example > src/settings/shop.example.toml
    const kept = await Bun.file(new URL("../../src/settings/shop.example.toml", import.meta.url)).text();
    expect(shopFileExample()).toBe(kept);
  });

  test("shows every key in the example, but for the feed's many fields", () => {
    const shown = new Set<Described<unknown>>();
    collectShown(shopFileTable, parse(broughtBack), shown);
    const missing = everyKey(shopFileTable)
      .filter(({ path, described }) => !shown.has(described) && !/fields/.test(path))
      .map(({ path }) => path);
    expect(missing).toEqual([]);
  });

  test("has words for every key whose name does not say all", () => {
    const silent = everyKey(shopFileTable).filter(({ described }) => !described.description);
    expect(silent.length).toBeLessThan(everyKey(shopFileTable).length / 8);
  });

  test("gives each key left out a default that its own rule allows", () => {
    expect(mistakesIn({ shop: smallestShop })).toEqual([]);
    expect(settingsOf({ shop: smallestShop }).session.lifetimeMs).toBe(900_000);
  });
});

describe("The JSON Schema of shop.toml", () => {
  test.each([
    ["the smallest shop", smallestShop],
    ["the example", shopFileExample()],
    ["the example with every comment brought back", broughtBack],
    [
      "amounts and numbers in quotes",
      `session_minutes = "5"\n${smallestShop}[limits]\nminimum_order = "5.99"\n`,
    ],
  ])("allows %s", (_, shop) => {
    validate(parse(shop));
    expect(validate.errors ?? []).toEqual([]);
  });

  test.each([
    ["a misspelt key", `sesion_minutes = 5\n${smallestShop}`, "/"],
    ["a misspelt key in a table", `${smallestShop}[feed]\nrefresh = 5\n`, "/feed"],
    ["a key that is missing", smallestShop.replace(/^name.*$/m, ""), "/"],
    ["a value of another type", smallestShop.replace('"US"', "1"), "/origin/country"],
    ["a number out of bounds", `session_minutes = 0\n${smallestShop}`, "/session_minutes"],
    ["a word that is none of those allowed", `payments = "cash"\n${smallestShop}`, "/payments"],
    [
      "a destination of no known kind",
      `${smallestShop}[[feed.destinations]]\nname = "a"\nkind = "ftp"\n`,
      "/feed/destinations/0",
    ],
  ])("refuses %s, and so does the shop", (_, shop, where) => {
    expect(validate(parse(shop))).toBe(false);
    expect(validate.errors?.map(({ instancePath }) => instancePath || "/")).toContain(where);
    expect(mistakesIn({ shop })).not.toEqual([]);
  });
});

/** Notes every description that a value stands for in these. */
function collectShown(described: Described<unknown>, value: unknown, shown: Set<Described<unknown>>): void {
  if (value === undefined) return;
  shown.add(described);
  const contents = contentsOf(described);
  switch (contents.kind) {
    case "value":
      return;
    case "table":
      for (const [key, each] of Object.entries(contents.keys)) collectShown(each, valueAt(value, key), shown);
      return;
    case "tables":
      for (const item of Array.isArray(value) ? value : []) collectShown(contents.item, item, shown);
      return;
    case "kinds": {
      const kind = contents.kinds[String(valueAt(value, contents.key))];
      if (kind) collectShown(kind, value, shown);
      return;
    }
  }
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}

interface Key {
  readonly path: string;
  readonly described: Described<unknown>;
}

/** Every key there is, with the path to it. */
function everyKey(described: Described<unknown>, path = ""): readonly Key[] {
  const contents = contentsOf(described);
  switch (contents.kind) {
    case "value":
      return [{ path, described }];
    case "table":
      return Object.entries(contents.keys).flatMap(([key, each]) => everyKey(each, `${path}/${key}`));
    case "tables":
      return everyKey(contents.item, path);
    case "kinds":
      return Object.values(contents.kinds).flatMap((kind) => everyKey(kind, path));
  }
}
