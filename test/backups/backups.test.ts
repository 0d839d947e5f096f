import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { backUpAside } from "../../db/sqlite/backup-aside.ts";
import { openDatabase } from "../../db/sqlite/database.ts";
import { createBackups } from "../../src/backups/backups.ts";
import { after, DAY, HOUR } from "../../src/clock.ts";
import { stoppedClock } from "../checkout/shop.ts";
import { shopOnDemoTerms } from "../demo-goods.ts";
import { isTestedOnPostgres } from "../engines.ts";
import { serveShop } from "../http/shop-server.ts";
import { eventually } from "../jobs/workshop.ts";
import { temporaryFolder } from "../temporary-folder.ts";

function openBackups(folder: string) {
  const file = join(folder, "shop.db");
  openDatabase(file).close();
  const clock = stoppedClock();
  const to = join(folder, "backups");
  const settings = { every: DAY, keep: 3, to };
  return { clock, to, file, backups: createBackups({ settings, database: file, clock, copy: backUpAside }) };
}

test("the first backup is due at once, the next a day later, whoever asks", async () => {
  using folder = temporaryFolder();
  const { backups, clock } = openBackups(folder.path);
  expect(await backups.due()).toBe(clock.now());
  await backups.run();
  const made = clock.now();
  clock.advance(HOUR);
  expect(await backups.due()).toBe(after(made, DAY));
});

test("as many are kept as the merchant wants, the newest, and nothing else in the folder is touched", async () => {
  using folder = temporaryFolder();
  const { backups, clock, to } = openBackups(folder.path);
  for (let days = 0; days < 5; days += 1) {
    await backups.run();
    if (days === 0) await Bun.write(join(to, "notes.txt"), "mine");
    clock.advance(DAY);
  }
  expect(readdirSync(to).toSorted()).toEqual([
    "checkstand-20260603T120000Z.db",
    "checkstand-20260604T120000Z.db",
    "checkstand-20260605T120000Z.db",
    "notes.txt",
  ]);
  using newest = new Database(join(to, "checkstand-20260605T120000Z.db"), { readonly: true });
  expect(newest.query("SELECT count(*) AS tables FROM sqlite_schema WHERE name = 'orders'").get()).toEqual({
    tables: 1,
  });
});

test("a clock that is set back does not hold the next backup up", async () => {
  using folder = temporaryFolder();
  const { backups, clock } = openBackups(folder.path);
  await backups.run();
  clock.advance(-30 * DAY);
  expect(await backups.due()).toBe(clock.now());
});

test("a backup that cannot be made says why and leaves nothing behind", async () => {
  using folder = temporaryFolder();
  const { backups, to, file } = openBackups(folder.path);
  await Bun.write(file, "no database");
  await expect(backups.run()).rejects.toThrow(/file is not a database/);
  expect(readdirSync(to)).toEqual([]);
});

test.skipIf(isTestedOnPostgres)(
  "the server makes them by itself where shop.toml names a folder, beside shop.toml unless absolute",
  async () => {
    await using shop = await serveShop({
      shop: `${shopOnDemoTerms}\n[backup]\nto = "backups"\nevery = "12h"\n`,
    });
    const to = join(shop.folder, "backups");
    await eventually(() => existsSync(to) && readdirSync(to).some((name) => name.endsWith(".db")));
  },
);
