import { describe, expect, test } from "bun:test";
import { smallestShop } from "../settings/load.ts";
import { openTerminal } from "./terminal.ts";

describe("config check", () => {
  test("says that there are no mistakes, and where it looked", async () => {
    const terminal = openTerminal();
    const path = terminal.file("shop.toml", smallestShop);
    expect(await terminal.run("config", "check")).toEqual({
      code: 0,
      out: `No mistakes in ${path} and the environment.`,
      notes: "",
    });
    expect(await terminal.json("config", "check")).toEqual({
      ok: true,
      shop_file: path,
      mistakes: [],
      remarks: [],
    });
  });

  test("says what is understood and better written otherwise", async () => {
    const terminal = openTerminal();
    terminal.file("shop.toml", `${smallestShop}[feed]\ngeneration = "b"\n`);
    const { code, out } = await terminal.run("config", "check");
    expect([code, out]).toEqual([0, expect.stringContaining('shop.toml: feed.generation: "b" is called')]);
  });

  test("names every mistake in both at once, with exit code 2", async () => {
    const terminal = openTerminal({ environment: { PORT: "http", STRIPE_SECRET_KEY: "pk_private" } });
    terminal.file("shop.toml", `${smallestShop}[limits]\nmax_quantity = 0\n`);
    const words = await terminal.run("config", "check");
    expect(words).toMatchObject({ code: 2, out: "" });
    for (const where of [
      "PORT: found",
      "STRIPE_SECRET_KEY: found a value not shown",
      "limits.max_quantity: found 0",
    ])
      expect(words.notes).toContain(where);

    const { code, out } = await terminal.run("config", "check", "--json");
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      ok: false,
      mistakes: expect.arrayContaining([
        { where: "PORT", reason: 'found "http"; allowed: a whole number from 0 to 65535' },
        { where: "shop.toml: limits.max_quantity", reason: expect.stringContaining("found 0; allowed:") },
      ]),
      remarks: [],
    });
    expect(out).not.toContain("pk_private");
  });

  test("finds what only forbids to sell, as serve does", async () => {
    const terminal = openTerminal({ environment: { PUBLIC_BASE_URL: "https://shop.example" } });
    terminal.file("shop.toml", smallestShop);
    const { code, notes } = await terminal.run("config", "check");
    expect([code, notes]).toEqual([2, expect.stringContaining("STRIPE_SECRET_KEY: is not set")]);
  });
});
