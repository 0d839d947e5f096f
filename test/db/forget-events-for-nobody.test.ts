import { Database as Connection } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { migratePostgres, postgresMigrationsFolder } from "../../db/postgres/migrate.ts";
import { openPool } from "../../db/postgres/pool.ts";
import { migrationsFolder, openDatabase } from "../../db/sqlite/database.ts";
import { hasPostgres, sharedPostgres } from "../postgres-server.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { firstMigrations } from "./first-migrations.ts";

const events = `INSERT INTO outbox_events (id, agent_id, webhook_url, order_id, type, state, created_at) VALUES
  ('evt_shop', 'agt_shop', '', 'ord_1', 'order_create', 'pending', 1),
  ('evt_claimed', 'agt_profile_0a', '', 'ord_2', 'order_create', 'pending', 1),
  ('evt_signed_without_address', 'agt_profile_signed_0b', '', 'ord_3', 'order_create', 'pending', 1),
  ('evt_signed', 'agt_profile_signed_0c', 'https://platform.example/hooks', 'ord_4', 'order_create', 'pending', 1),
  ('evt_delivered', 'agt_profile_signed_0c', 'https://platform.example/hooks', 'ord_5', 'order_create', 'delivered', 1),
  ('evt_agreed_some_day', 'agt_0d', '', 'ord_6', 'order_create', 'pending', 1)`;
const left = "SELECT id FROM outbox_events ORDER BY sequence";
const forSomebody = ["evt_signed", "evt_delivered", "evt_agreed_some_day"];

/** How many migrations of each engine come before the one that forgets them. */
const olderOfSqlite = 17;
const olderOfPostgres = 4;

test("a file in which events wait that nobody is ever told of forgets those alone", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "shop.db");
  const older = firstMigrations(migrationsFolder, folder.path, (number) => number < olderOfSqlite);
  openDatabase(file, older).close();
  {
    using behind = new Connection(file);
    behind.run(events);
  }
  openDatabase(file).close();
  using after = new Connection(file, { readonly: true });
  expect(after.query<{ id: string }, []>(left).all()).toEqual(forSomebody.map((id) => ({ id })));
});

test.skipIf(!hasPostgres)("so does a server (not installed here: apt-get install postgresql)", async () => {
  using folder = temporaryFolder();
  const url = await (await sharedPostgres()).bareDatabase();
  const pool = openPool(url, 1);
  const older = firstMigrations(postgresMigrationsFolder, folder.path, (number) => number < olderOfPostgres);
  await migratePostgres(pool, url, older);
  await pool.unsafe(events);
  await migratePostgres(pool, url);
  const rows: readonly { id: string }[] = await pool.unsafe(left);
  expect(rows.map(({ id }) => id)).toEqual(forSomebody);
  await pool.close();
});
