import { afterAll, describe, expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import { HeldBodies } from "../../src/http/held-bodies.ts";
import { agentHeaders, createBody, openPipeline } from "./request-pipeline.ts";

/** How the shop's real front reads bodies off real connections, with less patience. */
const bodies = new HeldBodies({ patience: 1_500, mostOfOneAddress: 3 });
const pipeline = openPipeline({ options: { bodies } });
const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: pipeline.serve });
afterAll(() => server.stop(true));

const head = (length: string) =>
  [
    "POST /checkout_sessions HTTP/1.1",
    "Host: localhost",
    ...Object.entries(agentHeaders).map(([name, value]) => `${name}: ${value}`),
    length,
    "\r\n",
  ].join("\r\n");

/** A connection on which bytes are sent as they are, and what came back until it was closed. */
function open(bytes: string): { readonly socket: Socket; readonly answer: Promise<string> } {
  const { promise: answer, resolve } = Promise.withResolvers<string>();
  let waitFor = "";
  const socket = connect(server.port ?? 0, "127.0.0.1", () => socket.write(bytes));
  socket.on("data", (data) => {
    waitFor += data.toString();
  });
  socket.on("error", () => {});
  socket.once("close", () => resolve(waitFor));
  return { socket, answer };
}

/** Sends a byte of a body every now and then until nobody listens. */
function drip(bytes: string, byte: string) {
  const connection = open(bytes);
  const drops = setInterval(() => connection.socket.write(byte), 100);
  connection.socket.once("close", () => clearInterval(drops));
  return connection;
}

/** Waits until the server has seen what was done to a connection. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await Bun.sleep(5);
}

describe("a body that drips is given up, however steadily it drips", () => {
  test.each([
    ["with a length", "Content-Length: 1000", "x"],
    ["in pieces", "Transfer-Encoding: chunked", "1\r\nx\r\n"],
  ])("%s", async (_, length, byte) => {
    const answer = await drip(head(length), byte).answer;
    expect(answer).toStartWith("HTTP/1.1 408 ");
    expect(answer).toContain('"code":"body_too_slow"');
    expect(pipeline.calls).toEqual([]);
  });
});

test("of too many bodies of one address the oldest is given up, and who sends as usual is served", async () => {
  const patient = new HeldBodies({ patience: 600_000, mostOfOneAddress: 2 });
  const shop = openPipeline({ options: { bodies: patient } });
  const endless = () =>
    shop.send("/checkout_sessions", {
      method: "POST",
      headers: { ...agentHeaders, "transfer-encoding": "chunked" },
      body: new ReadableStream({ pull: () => Promise.withResolvers<void>().promise }),
    });
  const first = endless();
  shop.comeFrom("198.51.100.7");
  let elsewhereAnswered = false;
  void endless().then(() => {
    elsewhereAnswered = true;
  });
  shop.comeFrom("192.0.2.1");
  void endless();
  const usual = await shop.send("/checkout_sessions", {
    method: "POST",
    headers: agentHeaders,
    body: createBody,
  });
  void endless();
  expect([usual.status, (await first).status]).toEqual([201, 408]);
  expect(elsewhereAnswered).toBe(false);
});

describe("a body that is cut off is nobody's fault here", () => {
  test.each([
    ["with a length", "Content-Length: 1000", '{"items":'],
    ["in pieces", "Transfer-Encoding: chunked", '9\r\n{"items":\r\n'],
  ])("%s", async (_, length, start) => {
    pipeline.lines.length = 0;
    const { socket } = open(head(length) + start);
    socket.once("connect", () => setTimeout(() => socket.destroy(), 50));
    await until(() => pipeline.lines.length > 0);
    expect(pipeline.lines).toMatchObject([
      { level: "info", fields: { status: 400, kind: "body_cut_off", error: undefined } },
    ]);
  });
});

test("a body in single bytes is taken together whole", async () => {
  const pieces = [...createBody].map((byte) => `1\r\n${byte}\r\n`).join("");
  const { answer } = open(
    head("Transfer-Encoding: chunked\r\nConnection: close").concat(pieces, "0\r\n\r\n"),
  );
  expect(await answer).toStartWith("HTTP/1.1 201 ");
});
