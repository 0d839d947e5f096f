import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { smallestShop } from "../settings/load.ts";
import { openTerminal } from "./terminal.ts";

describe("exit code 2, a word on stderr and nothing on stdout for", () => {
  test.each([
    ["no command", [], "Usage: checkstand"],
    ["an unknown command", ["kyes"], "(Did you mean keys?)"],
    ["an unknown option", ["keys", "list", "--jsn"], "(Did you mean --json?)"],
    ["a group without a command", ["keys"], "Usage: checkstand keys"],
    ["a missing argument", ["keys", "revoke"], "missing required argument 'key-id'"],
    ["too many arguments", ["version", "1"], "too many arguments"],
    [
      "a value that is not a number",
      ["orders", "list", "--limit", "many"],
      "It must be a whole number above zero.",
    ],
    [
      "a value that is not a choice",
      ["keys", "sign-with", "a", "--algorithm", "md5"],
      "Allowed choices are hmac-sha256, ed25519, es256.",
    ],
  ])("%s", async (_, words, note) => {
    const done = await openTerminal().run(...words);
    expect(done).toMatchObject({ code: 2, out: "" });
    expect(done.notes).toContain(note);
  });

  test("settings that are wrong", async () => {
    const done = await openTerminal({ environment: { PORT: "http" } }).run("keys", "list");
    expect(done).toEqual({
      code: 2,
      out: "",
      notes: 'The settings have a mistake:\n  PORT: found "http"; allowed: a whole number from 0 to 65535',
    });
  });
});

test("help is a result, with examples", async () => {
  const done = await openTerminal().run("keys", "--help");
  expect(done).toMatchObject({ code: 0, notes: "" });
  expect(done.out).toContain("checkstand keys create chatgpt");
});

test("a database that is none is said to be none, without a stack", async () => {
  const terminal = openTerminal({ environment: { DATABASE_URL: "file:notes.txt" } });
  terminal.file("shop.toml", smallestShop);
  terminal.file("notes.txt", "These are my notes, and there are quite a few of them.".repeat(20));
  const done = await terminal.run("keys", "list");
  expect(done).toMatchObject({ code: 1, out: "" });
  expect(done.notes).toStartWith("Cannot open the database");
  expect(done.notes).not.toContain("    at ");
});

describe("version", () => {
  test("is the one of package.json", async () => {
    expect((await openTerminal().run("--version")).out).toBe(manifest.version);
    expect((await openTerminal().run("version")).out).toStartWith(
      `checkstand ${manifest.version} (Bun ${Bun.version}, SQLite `,
    );
    expect(await openTerminal().json("version")).toMatchObject({
      checkstand: manifest.version,
      bun: Bun.version,
    });
  });

  test("of the program itself: result to stdout, errors to stderr, the code to the shell", () => {
    const main = join(import.meta.dir, "../../src/main.ts");
    const good = Bun.spawnSync([process.execPath, main, "version", "--json"]);
    expect(good.exitCode).toBe(0);
    expect(JSON.parse(good.stdout.toString())).toHaveProperty("checkstand", manifest.version);
    expect(good.stderr.toString()).toBe("");
    const bad = Bun.spawnSync([process.execPath, main, "no-such-command"]);
    expect(bad.exitCode).toBe(2);
    expect(bad.stdout.toString()).toBe("");
    expect(bad.stderr.toString()).toContain("unknown command");
  });
});

describe("when nobody reads on (`checkstand orders list | head -1`), the exit code says what was done:", () => {
  const hasShell = Bun.which("bash") !== null;
  if (!hasShell) process.stderr.write("skipped: a closed pipe needs bash to make it\n");
  test.skipIf(!hasShell).each([
    [["keys", "create"], 0],
    [["orders", "show", "1"], 1],
    [["nonsense"], 2],
  ] as const)("%p, %p", async (words, code) => {
    const { directory } = openTerminal();
    const command = [process.execPath, join(import.meta.dir, "../../src/main.ts"), ...words];
    // `:` has ended long before the program says its first word.
    const shell = Bun.spawn(["bash", "-c", '"$@" 2>&1 | :; exit $PIPESTATUS', "bash", ...command], {
      cwd: directory,
      env: {},
    });
    expect(await shell.exited).toBe(code);
  });
});
