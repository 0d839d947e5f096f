import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { connect } from "node:net";
import { version as ownVersion } from "../../src/version.ts";
import { isTestedOnPostgres } from "../engines.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { headersFor, purchases, type SessionJson } from "./agent.ts";
import { patience, programs, startInVain, startShop } from "./shop-process.ts";

setDefaultTimeout(patience);

const { version, create } = purchases[0];

describe.each([...programs])("a shop, $name", (program) => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "finishes what is in flight on %s, takes nothing new and exits 0",
    async (signal) => {
      await using shop = await startShop(program);
      const inFlight = await beginRequest(shop.url, JSON.stringify(create));
      shop.signal(signal);
      await refusesConnections(shop.url);
      inFlight.finish();
      expect(await inFlight.answer).toStartWith("HTTP/1.1 201");
      expect(await shop.ended).toBe(0);
    },
  );

  test("says in its log when it starts and stops, as what, and what told it to", async () => {
    await using shop = await startShop(program);
    shop.signal("SIGTERM");
    await shop.ended;
    const lines = (await shop.log()).split("\n").filter((line) => line.startsWith("{"));
    const said = lines.map((line) => JSON.parse(line) as { msg: string; program?: string; signal?: string });
    expect(said.map(({ msg }) => msg)).toEqual([
      "starting",
      "listening",
      "stopping, after what is in flight",
      "stopped",
    ]);
    expect([said[0]?.program, said[2]?.signal]).toEqual([ownVersion, "SIGTERM"]);
  });

  test("keeps what it answered for, though it is killed the next moment", async () => {
    using folder = temporaryFolder();
    const first = await startShop(program, { folder: folder.path });
    const response = await first.fetch("/checkout_sessions", {
      method: "POST",
      headers: headersFor(version),
      body: JSON.stringify(create),
    });
    const session = (await response.json()) as SessionJson;
    await first[Symbol.asyncDispose]();

    await using second = await startShop(program, { folder: folder.path });
    const found = await second.fetch(`/checkout_sessions/${session.id}`, { headers: headersFor(version) });
    expect(await found.json()).toEqual(session);
  });

  test.skipIf(isTestedOnPostgres)("does not open on a file that another one serves", async () => {
    using folder = temporaryFolder();
    await using first = await startShop(program, { folder: folder.path });
    const second = await startInVain(program, folder.path, {});
    expect(second.exitCode).toBe(1);
    expect(second.log).toContain("Another Checkstand server is running");
    expect((await first.fetch("/healthz")).status).toBe(200);
  });

  test("does not open on a port that is taken, and says so", async () => {
    using folder = temporaryFolder();
    await using first = await startShop(program);
    const { port } = new URL(first.url);
    const second = await startInVain(program, folder.path, { PORT: port });
    expect(second.exitCode).toBe(1);
    expect(second.log).toContain(
      `Cannot listen on http://127.0.0.1:${port}: another program is listening there.`,
    );
  });
});

/** Sends a request up to the middle of its body, and settles once the shop has begun with it. */
async function beginRequest(url: string, body: string) {
  const { hostname, port } = new URL(url);
  const answer = Promise.withResolvers<string>();
  const begun = Promise.withResolvers<void>();
  const headers = Object.entries({ ...headersFor(version), host: hostname, expect: "100-continue" });
  const socket = connect(Number(port), hostname, () => {
    socket.write(
      `POST /checkout_sessions HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}`,
    );
    socket.write(`content-length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 10)}`);
  });
  let received = "";
  socket.on("data", (data) => {
    received += data.toString();
    begun.resolve();
    if (received.includes("HTTP/1.1 2")) answer.resolve(received.slice(received.indexOf("HTTP/1.1 2")));
  });
  socket.on("close", () => answer.resolve(received));
  await begun.promise;
  return {
    answer: answer.promise,
    finish: () => socket.write(body.slice(10)),
  };
}

/** Settles once nobody takes connections there any more. */
async function refusesConnections(url: string): Promise<void> {
  for (;;) {
    try {
      await fetch(`${url}/healthz`, { headers: { connection: "close" } });
      await Bun.sleep(5);
    } catch {
      return;
    }
  }
}
