import { expect, test } from "bun:test";
import { demoItems } from "../../src/protocols/acp/words/examples.ts";
import { eventually } from "../jobs/workshop.ts";
import { lastingPort } from "../lasting-port.ts";
import { headerOf, startMailServer } from "../mail/smtp-process.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { purchase } from "./purchase.ts";
import { runShop, stubbornAgent } from "./running-shop.ts";

const orders = 20;

test("every order is confirmed by mail though shop and mail server are killed, and nobody is told twice by another mail", async () => {
  using folder = temporaryFolder();
  const port = lastingPort();
  // It refuses every third mail for now, and dies with one in its hands.
  const moods = Array.from({ length: 40 }, (_, index) => (index % 3 === 1 ? "451" : "250"));
  const first = await startMailServer([...moods.slice(0, 12), "die"]);
  const environment = {
    SMTP_URL: first.url,
    ORDER_EMAIL_TO: "owner@harbour.example",
    WEBHOOK_RETRY_BASE_MS: "50",
  };
  let shop = await runShop(folder.path, port, environment);
  const agent = stubbornAgent(port, () => false);
  const sell = async (key: number) => {
    const giftCard = { currency: "usd", capabilities: {}, line_items: [{ id: demoItems.giftCard }] };
    const created = await agent.send("/checkout_sessions", giftCard, `create-${key}`);
    const path = `/checkout_sessions/${created.json.id}/complete`;
    await agent.send(path, purchase.complete("spt_sandbox_approved"), `complete-${key}`);
  };
  await Promise.all(Array.from({ length: orders / 2 }, (_, key) => sell(key)));
  await eventually(() => first.posted.length >= 10);
  shop.kill("SIGKILL");
  await shop.exited;
  shop = await runShop(folder.path, port, environment);
  await Promise.all(Array.from({ length: orders / 2 }, (_, key) => sell(orders + key)));
  await eventually(() => first.posted.some(({ answer }) => answer === "die"));
  await first.kill();
  await using second = await startMailServer(moods, first.port);

  const wanted = Array.from({ length: orders }, (_, index) => 1001 + index).flatMap((number) => [
    `Your order ${number} at Checkstand Demo Shop`,
    `New order ${number}`,
  ]);
  const arrived = () =>
    [...first.posted, ...second.posted]
      .filter(({ answer }) => answer === "250")
      .map((one) => headerOf(one, "Subject"));
  const hasArrived = (subject: string) => arrived().some((one) => one.startsWith(subject));
  await eventually(() => wanted.every(hasArrived));

  const ids = Map.groupBy([...first.posted, ...second.posted], (one) => headerOf(one, "Subject"));
  const told = [...ids.values()].map((same) => new Set(same.map((one) => headerOf(one, "Message-ID"))).size);
  expect(told.filter((differing) => differing > 1)).toEqual([]);
  const subjects = [...ids.keys()];
  expect(wanted.filter((subject) => subjects.filter((one) => one.startsWith(subject)).length !== 1)).toEqual(
    [],
  );
  shop.kill("SIGTERM");
  expect(await shop.exited).toBe(0);
}, 300_000);
