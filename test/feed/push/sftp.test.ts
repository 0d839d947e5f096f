import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server, utils } from "ssh2";
import { DAY, HOUR } from "../../../src/clock.ts";
import { productOf } from "../../catalog/products.ts";
import { startCuttingProxy } from "./cutting-proxy.ts";
import { hasOpenSsh, type OpenSsh, startOpenSsh } from "./openssh.ts";
import { openPushShop } from "./push-shop.ts";
import { fingerprintOf, makeSshKeys } from "./ssh-keys.ts";

const many = (count: number) => Array.from({ length: count }, (_, index) => productOf(`p${index}`));

function idsIn(path: string): unknown[] {
  return readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).item_id);
}

describe.skipIf(!hasOpenSsh)("A push to OpenSSH", () => {
  let server: OpenSsh;
  beforeAll(async () => {
    server = await startOpenSsh();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  test("puts the whole feed in its place, and leaves nothing beside it", async () => {
    const inbox = server.makeInbox();
    const destination = server.destination(inbox, "feed.jsonl");
    await using shop = openPushShop(destination);
    await shop.put(...many(3));
    expect(await shop.push(destination)).toMatchObject({ outcome: "pushed", items: 3 });
    expect(readdirSync(inbox)).toEqual(["feed.jsonl"]);
    expect(idsIn(destination.path)).toEqual(["p0-small", "p1-small", "p2-small"]);
    expect(readdirSync(join(shop.folder, "push"))).toEqual([]);
  });

  test("takes the place of the file that was there", async () => {
    const inbox = server.makeInbox();
    const destination = server.destination(inbox, "feed.jsonl");
    await using shop = openPushShop(destination);
    writeFileSync(destination.path, "the feed of yesterday");
    await shop.put(productOf("mug"));
    await shop.push(destination);
    expect(idsIn(destination.path)).toEqual(["mug-small"]);
  });

  test("that is cut off leaves the file that was there, whole, and is mended by the next", async () => {
    const inbox = server.makeInbox();
    await using proxy = await startCuttingProxy(server.port, 60_000);
    const destination = server.destination(inbox, "feed.jsonl", { port: proxy.port });
    await using shop = openPushShop(destination);
    writeFileSync(destination.path, "the feed of yesterday");
    await shop.put(...many(200));
    const record = await shop.push(destination);
    expect(record).toMatchObject({ outcome: "failed", reason: expect.stringContaining("127.0.0.1") });
    expect(readFileSync(destination.path, "utf8")).toBe("the feed of yesterday");
    expect(readdirSync(inbox)).toContain(".feed.jsonl.partial");
    proxy.mend();
    expect(await shop.push(destination)).toMatchObject({ outcome: "pushed" });
    expect(idsIn(destination.path)).toHaveLength(200);
    expect(readdirSync(inbox)).toEqual(["feed.jsonl"]);
  });

  test("goes to the pinned server only, and says what it found in its place", async () => {
    const inbox = server.makeInbox();
    const other = fingerprintOf(makeSshKeys().public);
    const destination = server.destination(inbox, "feed.jsonl", { hostKey: other });
    await using shop = openPushShop(destination);
    await shop.put(productOf("mug"));
    expect(await shop.push(destination)).toMatchObject({
      outcome: "failed",
      reason: `127.0.0.1 is not the server it was: its key is ${server.destination(inbox, "feed.jsonl").hostKey}. If that is right, set host_key to it.`,
    });
    expect(readdirSync(inbox)).toEqual([]);
  });

  test("with a key nobody knows there is not let in", async () => {
    const inbox = server.makeInbox();
    const stranger = makeSshKeys().private;
    const destination = server.destination(inbox, "feed.jsonl", {
      credentials: { kind: "key", key: { variable: "SFTP_KEY", value: stranger } },
    });
    await using shop = openPushShop(destination);
    await shop.put(productOf("mug"));
    expect((await shop.push(destination)).reason).toContain("does not let us in");
  });

  test("to a folder that is not there says so", async () => {
    const inbox = server.makeInbox();
    const destination = server.destination(inbox, "no/such/feed.jsonl");
    await using shop = openPushShop(destination);
    await shop.put(productOf("mug"));
    expect((await shop.push(destination)).reason).toContain("The server does not take");
  });

  test("shards the feed under stable names and empties those that are no longer needed", async () => {
    const inbox = server.makeInbox();
    const destination = server.destination(inbox, "feed.jsonl.gz", {
      isCompressed: true,
      mostRows: 2,
    });
    await using shop = openPushShop(destination);
    const products = many(5);
    await shop.put(...products);
    await shop.push(destination);
    const rowsOf = (name: string) => Buffer.from(Bun.gunzipSync(readFileSync(join(inbox, name)))).toString();
    expect(readdirSync(inbox).sort()).toEqual(["feed-2.jsonl.gz", "feed-3.jsonl.gz", "feed.jsonl.gz"]);
    for (const product of products.slice(2)) await shop.withdraw(product);
    await shop.push(destination);
    expect(rowsOf("feed.jsonl.gz").match(/item_id/g)).toHaveLength(2);
    expect([rowsOf("feed-2.jsonl.gz"), rowsOf("feed-3.jsonl.gz")]).toEqual(["", ""]);
  });

  test("of ACP's own files has the metadata beside the products", async () => {
    const inbox = server.makeInbox();
    const destination = server.destination(inbox, "products.jsonl", { format: "acp" });
    await using shop = openPushShop(destination);
    await shop.put(productOf("mug"));
    await shop.push(destination);
    expect(JSON.parse(readFileSync(join(inbox, "metadata.json"), "utf8"))).toEqual({
      id: "partner",
      target_country: "US",
      updated_at: "2026-06-01T12:00:00.000Z",
    });
    expect(JSON.parse(readFileSync(destination.path, "utf8"))).toMatchObject({
      id: "mug",
      variants: [{ id: "mug-small" }],
    });
  });

  test("uploads nothing when the rows are what they were, but all of it once a day", async () => {
    const inbox = server.makeInbox();
    const destination = server.destination(inbox, "feed.jsonl");
    await using shop = openPushShop(destination);
    const mug = productOf("mug");
    await shop.put(mug);
    await shop.run();
    writeFileSync(destination.path, "untouched");
    shop.clock.advance(HOUR);
    await shop.put({ ...mug, tags: ["other"] });
    await shop.run();
    expect((await shop.reads.feeds.pushes("partner", 1))[0]?.outcome).toBe("unchanged");
    expect(readFileSync(destination.path, "utf8")).toBe("untouched");
    shop.clock.advance(DAY);
    await shop.run();
    expect(idsIn(destination.path)).toEqual(["mug-small"]);
  });

  test("tells how far it is", async () => {
    const inbox = server.makeInbox();
    const destination = server.destination(inbox, "feed.jsonl");
    await using shop = openPushShop(destination);
    await shop.put(...many(50));
    const last = new Map<string, readonly [number, number]>();
    await shop.push(destination, { progress: (step, done, total) => last.set(step, [done, total]) });
    const size = readFileSync(destination.path).byteLength;
    expect(last.get("sending")).toEqual([size, size]);
  });
});

describe("A push to a server of another make", () => {
  test("logs in with a password, and replaces a file where renaming cannot", async () => {
    await using server = await startPlainSftp("hunter2");
    const destination = { ...server.destination, credentials: passwordOf("hunter2") };
    await using shop = openPushShop(destination);
    server.files.set("/inbox/feed.jsonl", Buffer.from("the feed of yesterday"));
    await shop.put(productOf("mug"));
    expect(await shop.push(destination)).toMatchObject({ outcome: "pushed" });
    expect([...server.files.keys()]).toEqual(["/inbox/feed.jsonl"]);
    expect(server.files.get("/inbox/feed.jsonl")?.toString()).toContain("mug-small");
  });

  test("with the wrong password is not let in", async () => {
    await using server = await startPlainSftp("hunter2");
    const destination = { ...server.destination, credentials: passwordOf("wrong") };
    await using shop = openPushShop(destination);
    await shop.put(productOf("mug"));
    expect((await shop.push(destination)).reason).toContain("does not let us in");
  });

  test("in a shop on the internet never goes to an address that is not", async () => {
    await using server = await startPlainSftp("hunter2");
    const destination = { ...server.destination, credentials: passwordOf("hunter2") };
    await using shop = openPushShop(destination);
    await shop.put(productOf("mug"));
    const record = await shop.pushes({ development: false }).push(destination);
    expect(record.reason).toBe("127.0.0.1 leads to 127.0.0.1, which is no address of the public internet.");
    expect(server.files.size).toBe(0);
  });
});

function passwordOf(value: string) {
  return { kind: "password", password: { variable: "SFTP_PASSWORD", value } } as const;
}

/** A server with the protocol's own operations only, in memory: no rename that replaces a file. */
async function startPlainSftp(password: string) {
  const files = new Map<string, Buffer>();
  const host = makeSshKeys();
  const { OPEN_MODE, STATUS_CODE } = utils.sftp;
  const server = new Server({ hostKeys: [host.private] }, (client) => {
    client.on("error", () => {});
    client.on("authentication", (context) => {
      if (context.method === "password" && context.password === password) context.accept();
      else context.reject(["password"]);
    });
    client.on("session", (accept) => {
      accept().on("sftp", (acceptSftp) => {
        const sftp = acceptSftp();
        const open = new Map<number, string>();
        sftp.on("OPEN", (id, path, flags) => {
          const handle = Buffer.alloc(4);
          handle.writeUInt32BE(open.size);
          open.set(open.size, path);
          if (flags & OPEN_MODE.TRUNC) files.set(path, Buffer.alloc(0));
          sftp.handle(id, handle);
        });
        sftp.on("WRITE", (id, handle, offset, data) => {
          const path = open.get(handle.readUInt32BE()) ?? "";
          const before = files.get(path) ?? Buffer.alloc(0);
          const whole = Buffer.alloc(Math.max(before.length, offset + data.length));
          before.copy(whole);
          data.copy(whole, offset);
          files.set(path, whole);
          sftp.status(id, STATUS_CODE.OK);
        });
        sftp.on("CLOSE", (id) => sftp.status(id, STATUS_CODE.OK));
        sftp.on("FSETSTAT", (id) => sftp.status(id, STATUS_CODE.OK));
        sftp.on("STAT", (id, path) => {
          const size = files.get(path)?.length;
          if (size === undefined) sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
          else sftp.attrs(id, { size, mode: 0o644, uid: 0, gid: 0, atime: 0, mtime: 0 });
        });
        sftp.on("REMOVE", (id, path) =>
          sftp.status(id, files.delete(path) ? STATUS_CODE.OK : STATUS_CODE.NO_SUCH_FILE),
        );
        sftp.on("RENAME", (id, from, to) => {
          const content = files.get(from);
          if (content === undefined || files.has(to)) return sftp.status(id, STATUS_CODE.FAILURE);
          files.delete(from);
          files.set(to, content);
          sftp.status(id, STATUS_CODE.OK);
        });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.address() as { port: number };
  return {
    files,
    destination: {
      name: "partner",
      kind: "sftp" as const,
      generation: "openai-2026" as const,
      countries: ["US"] as const,
      language: "en",
      schedule: { kind: "every", milliseconds: 900_000 } as const,
      host: "127.0.0.1",
      port,
      username: "shop",
      path: "/inbox/feed.jsonl",
      hostKey: fingerprintOf(host.public),
      format: "jsonl" as const,
      isCompressed: false,
      mostRows: 500_000,
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
