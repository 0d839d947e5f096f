import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { checkBackup } from "../../db/sqlite/restore.ts";
import { purchase } from "../faults/purchase.ts";
import { databaseIn, runShop, stubbornAgent } from "../faults/running-shop.ts";
import { lastingPort } from "../lasting-port.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** Litestream (litestream.io; from npm: `@flydotio/litestream`), where it is installed. */
const litestream =
  Bun.which("litestream") ??
  Bun.which("litestream", { PATH: join(import.meta.dir, "../../node_modules/.bin") });

/** Several times what Litestream takes to copy what was written: once a second, and a slow machine. */
const LONG_ENOUGH = 8_000;

/** Says of a replica where it is, as README.md has it. */
const settingsOf = (database: string, replica: string) =>
  `dbs:\n  - path: ${database}\n    replicas:\n      - type: file\n        path: ${replica}\n        sync-interval: 1s\n`;

test.skipIf(litestream === null)(
  "what was acknowledged before the last second survives the machine, replicated by Litestream where it is installed",
  async () => {
    using folder = temporaryFolder();
    const port = lastingPort();
    const database = await databaseIn(folder.path);
    const config = join(folder.path, "litestream.yml");
    await Bun.write(config, settingsOf(database, join(folder.path, "replica")));
    const shop = await runShop(folder.path, port);
    const replicating = Bun.spawn([litestream ?? "", "replicate", "-config", config], {
      stdout: "ignore",
      stderr: "ignore",
    });
    const agent = stubbornAgent(port, () => false);
    const buy = async (name: string): Promise<string> => {
      const created = await agent.send("/checkout_sessions", purchase.create, `create-${name}`);
      const path = `/checkout_sessions/${created.json.id}/complete`;
      await agent.send(path, purchase.complete("spt_sandbox_approved"), `complete-${name}`);
      return String(created.json.id);
    };
    const sold = [];
    for (let sales = 0; sales < 5; sales += 1) sold.push(await buy(String(sales)));
    await Bun.sleep(LONG_ENOUGH);
    await buy("at risk");
    // The machine dies: nobody finishes anything.
    shop.kill("SIGKILL");
    replicating.kill("SIGKILL");
    await Promise.all([shop.exited, replicating.exited]);

    const elsewhere = join(folder.path, "elsewhere.db");
    const restoring = Bun.spawn([litestream ?? "", "restore", "-config", config, "-o", elsewhere, database], {
      stdout: "ignore",
      stderr: "pipe",
    });
    expect([await restoring.exited, await restoring.stderr.text()]).toEqual([0, expect.any(String)]);
    expect(checkBackup(elsewhere)).toEqual({ migrationsMissing: 0 });
    using restored = new Database(elsewhere, { readonly: true });
    const kept = restored
      .query<{ session: string }, []>("SELECT session_id AS session FROM orders ORDER BY number")
      .all()
      .map(({ session }) => session);
    expect(kept.slice(0, sold.length)).toEqual(sold);
  },
);
