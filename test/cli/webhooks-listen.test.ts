import { expect, test } from "bun:test";
import { run } from "../../src/cli/program.ts";
import { serveShop } from "../http/shop-server.ts";
import { eventually } from "../jobs/workshop.ts";
import { startReceiver } from "../outbox/receiver.ts";
import { openTerminal } from "./terminal.ts";

test("events that are made to happen are printed and forwarded, signed, while somebody listens", async () => {
  await using shop = await serveShop();
  using receiver = startReceiver();
  const printed: string[] = [];
  const notes: string[] = [];
  const stop = Promise.withResolvers<string>();
  const listening = run(["webhooks", "listen", "--forward-to", receiver.url], {
    environment: {},
    directory: shop.folder,
    out: (text) => printed.push(text),
    note: (text) => notes.push(text),
    stopRequested: () => stop.promise,
  });
  await eventually(() => notes.length > 0);
  const terminal = openTerminal({ directory: shop.folder });
  const made = await terminal.json("webhooks", "trigger", "order.shipped", "--url", shop.server.url);
  expect(made).toMatchObject({ event: "order.shipped", order: expect.stringMatching(/^ord_/) });
  await eventually(() => receiver.received.length >= 2);
  stop.resolve("the test is over");
  expect(await listening).toBe(0);
  expect(printed.map((line) => JSON.parse(line).type)).toEqual(["order_create", "order_update"]);
  expect(receiver.received.map(({ text }) => text)).toEqual(printed);
  expect(receiver.received[0]?.headers.get("merchant-signature")).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
});

test.each(["order.created", "order.delivered", "order.canceled", "order.refunded"])(
  "%s can be made to happen",
  async (event) => {
    await using shop = await serveShop();
    const terminal = openTerminal({ directory: shop.folder });
    expect(await terminal.run("webhooks", "trigger", event, "--url", shop.server.url)).toMatchObject({
      code: 0,
    });
  },
);

test("without a running shop nothing happens, and it is said why", async () => {
  expect(
    await openTerminal().run("webhooks", "trigger", "order.created", "--url", "http://127.0.0.1:9"),
  ).toMatchObject({ code: 1, notes: expect.stringContaining("checkstand serve") });
});
