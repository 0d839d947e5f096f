import { expect, test } from "bun:test";
import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { openGroupCommitWriter } from "../../db/sqlite/group-commit-writer.ts";
import { createStores } from "../../db/sqlite/stores.ts";
import { DAY } from "../../src/clock.ts";
import { createScheduler } from "../../src/jobs/scheduler.ts";
import { sendMails } from "../../src/jobs/send-mails.ts";
import { silentLog } from "../../src/log.ts";
import { compose, senderOf } from "../../src/mail/compose.ts";
import { createPost } from "../../src/mail/post.ts";
import { openSmtp } from "../../src/mail/smtp.ts";
import { stoppedClock, testShop } from "../checkout/shop.ts";
import { eventually, manyLooks } from "../jobs/workshop.ts";
import { runEachJobTwice } from "../run-each-job-twice.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { headerOf, type Posted, partOf, startMailServer } from "./smtp-process.ts";

const RETRY_BASE = 1_000;
const terms = { shop: testShop, ordersTo: "owner@harbour.example" };

/** A shop's mails over a real database file, sent to a mail server by a real scheduler; only the clock stands still. */
async function openMailRoom(url: string) {
  const folder = temporaryFolder();
  const clock = stoppedClock();
  const database = openDatabase(join(folder.path, "shop.db"));
  const writer = openGroupCommitWriter(database, createStores(database.writer));
  const write = runEachJobTwice(database, writer.write);
  const reads = createStores(database.reader);
  const transport = openSmtp(url, senderOf(terms));
  const post = createPost({
    write,
    reads,
    transport,
    clock,
    log: silentLog,
    retryBaseMs: RETRY_BASE,
    random: () => 0,
  });
  const scheduler = createScheduler([sendMails(post)], {
    write,
    reads,
    clock,
    log: silentLog,
    random: () => 0,
    lookEveryMs: 1,
  });
  await scheduler.start();
  const mail = (key: string) =>
    compose(terms, key, "jane@example.com", `About ${key}`, { heading: key, parts: [] });
  return {
    clock,
    write,
    scheduler,
    async send(...keys: readonly string[]) {
      await write(async ({ mails }) => {
        for (const key of keys) await mails.append(mail(key), clock.now());
      });
      scheduler.wake("send-mails");
    },
    /** How mails stand, by their keys. */
    states() {
      const rows = database.reader.$client
        .query<{ key: string; state: string; failures: number; document: string | null }, []>(
          "select key, state, failures, document from mails order by sequence",
        )
        .all();
      return Object.fromEntries(rows.map((row) => [row.key, row]));
    },
    async [Symbol.asyncDispose]() {
      await scheduler.stop();
      transport.close();
      await writer.close();
      database.close();
      folder[Symbol.dispose]();
    },
  };
}

const subjects = (posted: readonly Posted[]) => posted.map((one) => headerOf(one, "Subject"));

test("a mail is sent once, from the shop, as text and HTML, and its words are let go of", async () => {
  await using server = await startMailServer();
  await using room = await openMailRoom(server.url);
  await room.send("greeting:1");
  await eventually(() => room.states()["greeting:1"]?.state === "sent");
  await manyLooks();
  const [posted] = server.posted;
  if (!posted) throw new Error("one mail");
  expect(server.posted).toHaveLength(1);
  expect(posted.to).toEqual(["jane@example.com"]);
  expect(headerOf(posted, "From")).toBe("Harbour Goods <help@harbour.example>");
  expect(headerOf(posted, "Message-ID")).toBe("<greeting.1@harbour.example>");
  expect(headerOf(posted, "Auto-Submitted")).toBe("auto-generated");
  expect(partOf(posted, "text/plain")).toContain("greeting:1");
  expect(partOf(posted, "text/html")).toContain("<h1");
  expect(room.states()["greeting:1"]?.document).toBeNull();
});

test("what is told already is not told again", async () => {
  await using server = await startMailServer();
  await using room = await openMailRoom(server.url);
  await room.send("greeting:1");
  await eventually(() => room.states()["greeting:1"]?.state === "sent");
  await room.send("greeting:1", "greeting:2", "greeting:2");
  await eventually(() => server.posted.length === 2);
  await manyLooks();
  expect(subjects(server.posted)).toEqual(["About greeting:1", "About greeting:2"]);
});

test("a mail the server cannot take now is tried again later; the others do not wait for it", async () => {
  await using server = await startMailServer(["451"]);
  await using room = await openMailRoom(server.url);
  await room.send("greeting:1", "greeting:2");
  await eventually(() => room.states()["greeting:2"]?.state === "sent");
  expect(room.states()["greeting:1"]).toMatchObject({ state: "pending", failures: 1 });
  room.clock.advance(RETRY_BASE);
  await eventually(() => room.states()["greeting:1"]?.state === "sent");
  expect(subjects(server.posted)).toEqual(["About greeting:1", "About greeting:2", "About greeting:1"]);
});

test("a mail the server will never take is given up at once, and kept", async () => {
  await using server = await startMailServer(["550"]);
  await using room = await openMailRoom(server.url);
  await room.send("greeting:1");
  await eventually(() => room.states()["greeting:1"]?.state === "dead");
  expect(room.states()["greeting:1"]?.document).toContain("About greeting:1");
  room.clock.advance(DAY);
  await manyLooks();
  expect(server.posted).toHaveLength(1);
});

test("a server killed with a mail in its hands gets the same mail again, under the same Message-ID", async () => {
  const first = await startMailServer(["die"]);
  await using room = await openMailRoom(first.url);
  await room.send("greeting:1");
  await eventually(() => room.states()["greeting:1"]?.failures === 1);
  await first.kill();
  await using second = await startMailServer([], first.port);
  room.clock.advance(RETRY_BASE);
  await eventually(() => room.states()["greeting:1"]?.state === "sent");
  expect([...first.posted, ...second.posted].map((one) => headerOf(one, "Message-ID"))).toEqual([
    "<greeting.1@harbour.example>",
    "<greeting.1@harbour.example>",
  ]);
});

test("without a mail server mails wait for days, then are given up and kept", async () => {
  await using room = await openMailRoom("smtp://127.0.0.1:1");
  await room.send("greeting:1");
  for (let failures = 1; failures < 10; failures += 1) {
    await eventually(() => room.states()["greeting:1"]?.failures === failures);
    room.clock.advance(DAY);
  }
  await eventually(() => room.states()["greeting:1"]?.state === "dead");
});
