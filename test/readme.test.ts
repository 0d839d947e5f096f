import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { silentLog } from "../src/log.ts";
import { type RunningServer, startServer } from "../src/server.ts";
import { contentsOf } from "../src/settings/description.ts";
import { variableKeys } from "../src/settings/environment.ts";
import { loadSettings } from "../src/settings.ts";
import { fixture } from "./catalog/importing.ts";
import { openTerminal } from "./cli/terminal.ts";
import { folderForRun } from "./temporary-folder.ts";

const readme = await Bun.file(join(import.meta.dir, "../README.md")).text();

describe("the README's way to buy something", () => {
  let server: RunningServer;
  beforeAll(async () => {
    const directory = folderForRun("readme");
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
    const completed = out.slice(out.lastIndexOf('{"id":"cs_'), out.indexOf('{"result"'));
    expect(JSON.parse(completed)).toMatchObject({
      status: "completed",
      order: { order_number: "1001" },
      totals: expect.arrayContaining([expect.objectContaining({ type: "total", amount: 7505 })]),
    });
    expect(readme).toContain("$75.05");
    // The demo shop is told of no port but its own, which it does not know before it has it.
    const link = new URL(out.trim().split("\n").at(-1) ?? "");
    const page = await fetch(server.url + link.pathname);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Canvas Tote")]);
  });
});

const answersToInit = [
  ...["--name", "Alder & Fern", "--timezone", "America/Los_Angeles"],
  ...["--country", "US", "--state", "CA", "--city", "Oakland", "--postal-code", "94607"],
  ...["--terms", "https://shop.example/terms", "--privacy", "https://shop.example/privacy"],
];

test("the README's way to a shop of one's own works in the order it is written", async () => {
  const [, block = ""] = /^## Your own shop\n\n```sh\n(.*?)^```/ms.exec(readme) ?? [];
  const commands = [...block.matchAll(/^bun run checkstand (.*?) *(#.*)?$/gm)].map(([, words = ""]) =>
    words.split(" "),
  );
  expect(commands.at(-1)).toEqual(["serve"]);
  const terminal = openTerminal();
  terminal.file("export.csv", await fixture("shopify.csv"));
  for (const [command = "", ...words] of commands.slice(0, -1)) {
    const done = await terminal.run(command, ...words, ...(command === "init" ? answersToInit : []));
    expect([command, done.notes, done.code]).toEqual([command, done.notes, 0]);
  }
});

test("the table of variables says what their description says", () => {
  const rows = Object.entries(variableKeys).map(([name, described]) => {
    const { whenLeftOut } = contentsOf(described);
    const standard = "default" in described ? `\`${described["default"]}\`` : "none";
    const meaning = described.description?.replace(`; default: ${whenLeftOut}`, "");
    return `| \`${name}\` | ${meaning} | ${whenLeftOut ?? standard} |`;
  });
  const [table = ""] = /^\| Variable(.*\n)*?(?=\n)/m.exec(readme) ?? [];
  expect(table.trimEnd().split("\n")).toEqual(["| Variable | Meaning | Default |", "|---|---|---|", ...rows]);
});

const commandTable = readme.slice(readme.indexOf("| Command"), readme.indexOf("## What an agent hears"));
const namedCommands = [...commandTable.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = ""]) =>
  [...cell.matchAll(/`([a-z -]+?)(?: [A-Z]+)*`/g)].map(([, words = ""]) => words),
);

test("every command the README names says what it does", async () => {
  expect(namedCommands.length).toBeGreaterThan(10);
  for (const command of namedCommands) {
    const done = await openTerminal().run(...command.split(" "), "--help");
    expect(done.out).toStartWith(`Usage: checkstand ${command} `);
  }
});

test("every command there is, is one the README names", async () => {
  expect(namedCommands.toSorted()).toEqual((await commandsUnder()).toSorted());
});

/** The commands that do something, not those that only gather others, as their helps list them. */
async function commandsUnder(...words: readonly string[]): Promise<readonly string[]> {
  const { out } = await openTerminal().run(...words, "--help");
  const [, list] = out.split("\nCommands:\n");
  if (list === undefined) return [words.join(" ")];
  const names = [...list.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name = ""]) => name);
  const inner = names.filter((name) => name !== "help" && name !== "checkstand");
  return (await Promise.all(inner.map((name) => commandsUnder(...words, name)))).flat();
}
