import { expect, test } from "bun:test";
import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { takeDatabase } from "../../db/sqlite/database-owner.ts";
import { openGroupCommitWriter } from "../../db/sqlite/group-commit-writer.ts";
import { giveSpaceBack } from "../../src/jobs/give-space-back.ts";
import { stoppedClock } from "../checkout/shop.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { oneRun } from "./workshop.ts";

const pages = (database: ReturnType<typeof openDatabase>) =>
  database.reader.$client.query<{ page_count: number }, []>("PRAGMA page_count").get()?.page_count ?? 0;

test.each(["merchant", "demo"] as const)(
  "the file of a %s's database grows smaller when much was deleted",
  async (owner) => {
    using folder = temporaryFolder();
    const path = join(folder.path, "shop.db");
    takeDatabase(path, owner);
    const database = openDatabase(path);
    const writer = openGroupCommitWriter(database, {});
    const client = database.writer.$client;
    client.run("CREATE TABLE filler (body TEXT)");
    for (let row = 0; row < 500; row += 1) client.run("INSERT INTO filler VALUES (?)", ["x".repeat(4_000)]);
    const full = pages(database);
    client.run("DELETE FROM filler");
    const job = giveSpaceBack(writer.write, database, stoppedClock(), 400_000);
    expect(await job.due?.()).toBeDefined();
    await job.run(oneRun);
    // What is left is for growth: less than asked, and more than nothing.
    expect(database.unusedBytes()).toBeLessThanOrEqual(400_000);
    expect(database.unusedBytes()).toBeGreaterThan(200_000);
    expect(pages(database)).toBeLessThan(full - 300);
    expect(await job.due?.()).toBeUndefined();
    await writer.close();
    database.close();
  },
);
