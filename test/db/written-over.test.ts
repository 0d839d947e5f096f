import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { writingOver } from "../../db/sqlite/writing-over.ts";
import { MINUTE } from "../../src/clock.ts";
import { asId, type SessionId } from "../../src/ids.ts";
import { servedWires } from "../../src/protocols/acp/versions.ts";
import { openTestShop } from "../checkout/shop.ts";
import { isTestedOnPostgres } from "../engines.ts";
import { versionAgent } from "../payments/version-agent.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A page of the file, bytes: a row that is longer goes on in pages of its own. */
const PAGE = 4096;

const mark = "marked_by_this_test";

/** Whether a file holds a text; one that is not there holds nothing. */
const holds = (file: string, text: string) => existsSync(file) && readFileSync(file).includes(text);

// A PostgreSQL server's own files are not ours to look into.
test.skipIf(isTestedOnPostgres).each([
  ["a decline", "declined", "short"],
  ["a payment", "approved", "short"],
  ["a payment that was lost, looked for and given up", "unreachable", "short"],
  ["the same of a row that is longer than a page", "unreachable", "long"],
])("of %s neither file nor log keeps what was paid with", async (_, ending, length) => {
  await using shop = await openTestShop();
  const { file } = shop.database;
  const token = `spt_${mark}_${ending}`;
  const [wire] = servedWires().slice(-1);
  if (!wire) throw new Error("some version is served");
  const agent = versionAgent(shop, wire);
  const id = await agent.ready();
  await agent.complete(id, token, "a key");
  await shop.write(async ({ attempts }) => {
    const open = await attempts.open(asId<SessionId>(id));
    // What is paid with comes after it, and so in a page of its own.
    if (open && length === "long") await attempts.replace({ ...open, description: "x".repeat(PAGE) });
  });
  expect(holds(`${file}-wal`, token)).toBe(true);
  for (let minute = 0; minute < 12; minute++) {
    // In the midst of it the row is in the file itself, too.
    if (minute === 5) shop.database.emptyLog();
    shop.clock.advance(MINUTE);
    await shop.settlement.recover(10);
  }
  expect(await shop.reads.attempts.open(asId<SessionId>(id))).toBeUndefined();
  shop.database.emptyLog();
  expect([file, `${file}-wal`].filter((each) => holds(each, token))).toEqual([]);
});

test.each([
  ["within a page", `${mark}${"x".repeat(PAGE / 4)}`],
  ["in pages of its own", `${"x".repeat(2 * PAGE)}${mark}`],
])("what a row held %s stays in the file when it is deleted, unless it is written over", (_, text) => {
  using folder = temporaryFolder();
  const file = join(folder.path, "shop.db");
  const database = openDatabase(file);
  const { writer } = database;
  writer.$client.run("CREATE TABLE noise (text TEXT)");
  const deleting = (run: (work: () => void) => void) => {
    writer.$client.query("INSERT INTO noise VALUES (?)").run(text);
    run(() => void writer.$client.run("DELETE FROM noise"));
    database.emptyLog();
    return holds(file, mark);
  };
  const asItIs = (work: () => void) => {
    writer.$client.run("PRAGMA secure_delete = OFF");
    work();
  };
  expect(deleting(asItIs)).toBe(true);
  expect(deleting((work) => writingOver(writer, work))).toBe(false);
  database.close();
});
