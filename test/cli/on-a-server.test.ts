import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { programs, startInVain } from "../e2e/shop-process.ts";
import { durablePostgres, hasPostgres, type PostgresServer, startPostgres } from "../postgres-server.ts";
import { smallestShop } from "../settings/load.ts";
import { folderForRun } from "../temporary-folder.ts";
import { openTerminal } from "./terminal.ts";

const [fromSource] = programs;

/** Where a merchant sits whose shop is in the database of this address. */
function terminalAt(databaseUrl: string) {
  const terminal = openTerminal({ environment: { DATABASE_URL: databaseUrl } });
  terminal.file("shop.toml", smallestShop);
  return terminal;
}

/** What `serve` says of a database that it does not open. */
async function refusedAt(databaseUrl: string): Promise<string> {
  if (!fromSource) throw new Error("there is a program");
  const folder = folderForRun("refused");
  writeFileSync(join(folder, "shop.toml"), smallestShop);
  const { exitCode, log } = await startInVain(fromSource, folder, { DATABASE_URL: databaseUrl });
  expect(exitCode).toBe(1);
  return log;
}

describe.skipIf(!hasPostgres)("on PostgreSQL (not installed here: apt-get install postgresql)", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await durablePostgres();
  });

  test("doctor and status name the engine and the database", async () => {
    const url = await server.freshDatabase();
    const name = `${new URL(url).pathname.slice(1)} at 127.0.0.1:${server.port}`;
    const terminal = terminalAt(url);
    expect((await terminal.run("doctor")).out).toContain(`${name}, PostgreSQL`);
    const { out } = await terminal.run("db", "status");
    expect(out).toContain("PostgreSQL");
    expect(out).toContain(name);
    expect(out).toContain("none serves");
  });

  test("backup and restore say whose business that is", async () => {
    const terminal = terminalAt(await server.freshDatabase());
    expect(await terminal.run("backup", "copy.db")).toMatchObject({
      code: 1,
      notes: expect.stringContaining("pg_dump"),
    });
    expect(await terminal.run("restore", terminal.file("copy.db", ""))).toMatchObject({
      code: 1,
      notes: expect.stringContaining("pg_restore"),
    });
  });

  test("doctor says that the server's own backups are of files, where they are set up", async () => {
    const terminal = terminalAt(await server.freshDatabase());
    const found = async () => (await terminal.run("doctor")).out;
    expect(await found()).not.toContain("[backup]");
    terminal.file("shop.toml", `${smallestShop}\n[backup]\nto = "backups"\n`);
    expect(await found()).toMatch(/^advice +backup +\[backup\] is for a database in a file/m);
  });

  test("init says where the shop is going to be kept", async () => {
    const words = (databaseUrl?: string) =>
      openTerminal({ environment: databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl } }).run(
        "init",
        ...["--name", "Fern", "--timezone", "America/New_York", "--country", "US", "--state", "NY"],
        ...["--city", "Albany", "--postal-code", "12201", "--terms", "https://fern.example/terms"],
        ...["--privacy", "https://fern.example/privacy"],
      );
    expect((await words()).notes).toContain("in the file data/checkstand.db");
    const { notes } = await words("postgres://fern:a-secret-word@db.example/fern");
    expect(notes).toContain("on PostgreSQL at db.example, as DATABASE_URL says");
    expect(notes).not.toContain("a-secret-word");
  });

  test("what answers before a commit is on disk is refused by serve, and found by doctor", async () => {
    const url = await server.freshDatabase();
    const name = new URL(url).pathname.slice(1);
    await server.administer(`ALTER DATABASE ${name} SET synchronous_commit = off`);
    expect(await refusedAt(url)).toContain("synchronous_commit = off");
    expect(await terminalAt(url).run("doctor")).toMatchObject({
      code: 1,
      out: expect.stringContaining("synchronous_commit = off"),
    });
  });

  test("a password is in no word of what is refused", async () => {
    const secret = "a-secret-word";
    const withSecret = (url: string) => url.replace("checkstand@", `checkstand:${secret}@`);
    const { port } = server;
    const wrong = [
      `postgres://checkstand:${secret}@127.0.0.1:${port}/there_is_none`,
      `postgres://nobody_here:${secret}@127.0.0.1:${port}/postgres`,
      // Nothing listens there.
      `postgres://checkstand:${secret}@127.0.0.1:1/shop`,
    ];
    const bare = withSecret(await server.bareDatabase());
    const said: string[] = [];
    for (const url of [...wrong, bare]) {
      const terminal = terminalAt(url);
      for (const words of [["doctor"], ["db", "status"], ["config"], ["backup", "copy.db"]])
        said.push(Object.values(await terminal.run(...words)).join("\n"));
      said.push(Object.values(await terminal.run("db", "copy", url, url)).join("\n"));
      said.push(Object.values(await terminal.run("db", "copy", url, "file:copy.db")).join("\n"));
    }
    for (const url of wrong) said.push(await refusedAt(url));
    expect(said.filter((words) => words.includes(secret))).toEqual([]);
    expect(said.filter((words) => words.includes("there_is_none at 127.0.0.1")).length).toBeGreaterThan(0);
  });
});

describe.skipIf(!hasPostgres)("on a server without fsync", () => {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    server = await startPostgres(["fsync=off"]);
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  test("serve does not open, and doctor says why", async () => {
    const url = (await server?.freshDatabase()) ?? "";
    expect(await refusedAt(url)).toContain("fsync = off");
    expect(await terminalAt(url).run("doctor")).toMatchObject({
      code: 1,
      out: expect.stringContaining("fsync = off"),
    });
  });
});
