import { describe, expect, test } from "bun:test";
import { chmodSync, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { openTerminal } from "./terminal.ts";

const flags = (
  "--name Fern --timezone America/Los_Angeles --country US --state CA --city Oakland --postal-code 94607 " +
  "--terms https://shop.example/terms --privacy https://shop.example/privacy"
).split(" ");

const lineIn = (text: string) => /^ADMIN_TOKEN=([\w-]{43})$/m.exec(text)?.[1];

describe("init", () => {
  test("makes a random ADMIN_TOKEN in a .env that only its owner reads, and says where, not what", async () => {
    const terminal = openTerminal();
    const done = await terminal.run("init", ...flags);
    const file = join(terminal.directory, ".env");
    const token = lineIn(readFileSync(file, "utf8")) ?? "";
    expect(token).toHaveLength(43);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(done.notes).toContain(`Made an ADMIN_TOKEN in ${file}`);
    expect(done.notes).toContain("/admin");
    expect(done.out + done.notes).not.toContain(token);
    expect(readFileSync(join(terminal.directory, "shop.toml"), "utf8")).not.toContain(token);
  });

  test("puts it beside the shop.toml it writes", async () => {
    const terminal = openTerminal();
    terminal.file("here", "");
    const made = await terminal.json("init", ...flags, "--file", "shop-two.toml");
    expect(made).toEqual({
      file: join(terminal.directory, "shop-two.toml"),
      adminToken: { place: "made", file: join(terminal.directory, ".env") },
    });
  });

  test("adds it to a .env that is there, which others can then no longer read", async () => {
    const terminal = openTerminal();
    const file = terminal.file(".env", "PORT=8080\nADMIN_TOKEN=\n# ADMIN_TOKEN=old");
    chmodSync(file, 0o644);
    await terminal.run("init", ...flags);
    const text = readFileSync(file, "utf8");
    expect(text).toStartWith("PORT=8080\nADMIN_TOKEN=\n# ADMIN_TOKEN=old\n");
    expect(lineIn(text)).toBeDefined();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test.each(["ADMIN_TOKEN=mine\n", "export ADMIN_TOKEN = 'mine'\n", 'PORT=1\nADMIN_TOKEN="mine"'])(
    "never changes one that is there: %p",
    async (text) => {
      const terminal = openTerminal();
      const file = terminal.file(".env", text);
      const done = await terminal.run("init", ...flags);
      expect(readFileSync(file, "utf8")).toBe(text);
      expect(done.notes).toContain("left as it is");
    },
  );

  test("makes none where the environment has one", async () => {
    const terminal = openTerminal({ environment: { ADMIN_TOKEN: "mine" } });
    const done = await terminal.run("init", ...flags);
    expect(existsSync(join(terminal.directory, ".env"))).toBe(false);
    expect(done.notes).toContain("the ADMIN_TOKEN that is set in the environment");
  });

  test("makes none where it writes no shop.toml", async () => {
    const terminal = openTerminal();
    terminal.file("shop.toml", "");
    expect((await terminal.run("init", ...flags)).code).toBe(2);
    expect(existsSync(join(terminal.directory, ".env"))).toBe(false);
  });

  test.each([
    ["says where the feed leads without product_url", [], true],
    ["does not say so with one", ["--product-url", "https://shop.example/{handle}"], false],
  ])("%s", async (_, more, said) => {
    const { notes } = await openTerminal().run("init", ...flags, ...more);
    expect(notes.includes("Without product_url the feed links products to small pages")).toBe(said);
  });
});

test("the program itself takes the token from the .env beside it", async () => {
  const terminal = openTerminal();
  await terminal.run("init", ...flags);
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "../../src/main.ts"), "doctor"], {
    cwd: terminal.directory,
    env: {},
    stdout: "pipe",
    stderr: "ignore",
  });
  expect(await child.stdout.text()).toMatch(/good +dashboard +\S+\/admin, opened by ADMIN_TOKEN/);
});
