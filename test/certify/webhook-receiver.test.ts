import { expect, test } from "bun:test";
import { ExchangeLog } from "../../src/certify/exchange.ts";
import { createRedaction } from "../../src/certify/redaction.ts";
import { openWebhookReceiver } from "../../src/certify/webhook-receiver.ts";
import { lastingPort } from "../lasting-port.ts";

const log = () => new ExchangeLog(createRedaction([]));

function receiverAt(url: string, written = log()) {
  const receiver = openWebhookReceiver({ url, eventNames: "order_create" }, written);
  if (typeof receiver === "string") throw new Error(receiver);
  return { ...receiver, [Symbol.asyncDispose]: () => receiver.close() };
}

const loopback = () => `http://127.0.0.1:${lastingPort()}/orders`;

const send = (url: string, type: string, sessionId: string) =>
  fetch(url, { method: "POST", body: JSON.stringify({ type, data: { checkout_session_id: sessionId } }) });

test("an event of an expected session is taken, by whatever name it was agreed on, before or after it is asked for", async () => {
  const url = loopback();
  await using receiver = receiverAt(url);
  receiver.expect("cs_1");
  const updated = receiver.event("cs_1", "order_update", 10_000);
  expect((await send(url, "order.created", "cs_1")).status).toBe(200);
  expect((await send(url, "order_updated", "cs_1")).status).toBe(200);
  expect(await updated).toMatchObject({ sessionId: "cs_1", type: "order_update" });
  expect(await receiver.event("cs_1", "order_create", 10_000)).toMatchObject({
    plainBody: { type: "order_create" },
  });
});

test("events meant for somebody else are left to the shop, to be sent again", async () => {
  const url = loopback();
  await using receiver = receiverAt(url);
  receiver.expect("cs_1");
  const answer = await send(url, "order_create", "cs_2");
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "30"]);
  expect((await fetch(url, { method: "POST", body: "no JSON" })).status).toBe(503);
  expect(await receiver.event("cs_2", "order_create", 1)).toBeUndefined();
});

test("only what is looked at becomes evidence", async () => {
  const url = loopback();
  const written = log();
  await using receiver = receiverAt(url, written);
  receiver.expect("cs_1");
  await send(url, "order_create", "cs_1");
  expect(written.take()).toEqual([]);
  (await receiver.event("cs_1", "order_create", 10_000))?.record();
  expect(written.take()).toMatchObject([{ method: "POST", url, answer: { status: 200 } }]);
});

test.each([
  ["is agreed", undefined, "keys notify"],
  ["is of this machine", "https://agent.example/orders", "agent.example"],
  ["can be had without TLS here", "https://127.0.0.1:4000/orders", "cannot listen"],
])("where no endpoint %s there is no receiver, but a word on what to do", (_, url, words) => {
  const webhook = url === undefined ? undefined : ({ url, eventNames: "order_create" } as const);
  expect(openWebhookReceiver(webhook, log())).toEqual(expect.stringContaining(words));
});

test("where another program listens there is no receiver, but a word on what to do", async () => {
  const url = loopback();
  await using _ = receiverAt(url);
  expect(openWebhookReceiver({ url, eventNames: "order_create" }, log())).toStartWith(
    "Another program listens",
  );
});
