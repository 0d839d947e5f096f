import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "../src/log.ts";
import { type RunningServer, startServer } from "../src/server.ts";
import { loadSettings } from "../src/settings.ts";
import { openTerminal } from "./cli/terminal.ts";

const readme = await Bun.file(join(import.meta.dir, "../README.md")).text();

describe("the README's way to buy something", () => {
  let server: RunningServer;
  beforeAll(async () => {
    const directory = mkdtempSync(join(tmpdir(), "checkstand-readme-"));
    server = await startServer(loadSettings({ environment: { PORT: "0" }, directory, toSell: true }), {
      log: silentLog,
    });
  });
  afterAll(() => server.stop());

  const hasCurl = Bun.which("curl") !== null && Bun.which("bash") !== null;
  if (!hasCurl) process.stderr.write("skipped: the README's curl session needs curl and bash\n");
  test.skipIf(!hasCurl)("ends with an order of the total it says", async () => {
    const blocks = [...readme.matchAll(/^```bash\n(.*?)^```/gms)].map(([, block]) => block);
    const script = blocks.join("\n").replace("http://localhost:3000", server.url);
    // Asynchronously: the server answers from this very process.
    const shell = Bun.spawn(["bash", "-e"], { stdin: new Blob([script]), stdout: "pipe", stderr: "pipe" });
    const out = await new Response(shell.stdout).text();
    expect(await shell.exited).toBe(0);
    const completed = out.slice(out.lastIndexOf('{"id":"cs_'));
    expect(JSON.parse(completed)).toMatchObject({
      status: "completed",
      order: { order_number: "1001" },
      totals: expect.arrayContaining([expect.objectContaining({ type: "total", amount: 7505 })]),
    });
    expect(readme).toContain("$75.05");
  });
});

test("every variable the README names is one that is read, and the other way round", async () => {
  const table = readme.slice(readme.indexOf("| Variable"), readme.indexOf("A mistake in either"));
  const named = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(
    ([, cell = ""]) => cell.match(/[A-Z]+(_[A-Z]+)*/g) ?? [],
  );
  const source = await Bun.file(join(import.meta.dir, "../src/settings/environment.ts")).text();
  const read = [...source.matchAll(/variables\.optional\(\s*"([A-Z_]+)"/g)].map(([, name]) => name);
  expect(named.filter((name) => name !== "V").toSorted()).toEqual(
    [...read, "SHOP_CONFIG"].map(String).toSorted(),
  );
});

test("every command the README names says what it does", async () => {
  const table = readme.slice(readme.indexOf("| Command"), readme.indexOf("## In production"));
  const cells = [...table.matchAll(/^\| (`.*?) \|/gm)].map(([, cell = ""]) => cell);
  const commands = cells.flatMap((cell) =>
    [...cell.matchAll(/`([a-z -]+?)(?: [A-Z]+)?`/g)].map(([, words = ""]) => words),
  );
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands) {
    const done = await openTerminal().run(...command.split(" "), "--help");
    expect(done.out).toStartWith(`Usage: checkstand ${command} `);
  }
});
