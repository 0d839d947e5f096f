import { afterAll, beforeAll, expect, test } from "bun:test";
import { purchase } from "../faults/purchase.ts";
import { runShop, stubbornAgent } from "../faults/running-shop.ts";
import { eventually } from "../jobs/workshop.ts";
import { lastingPort } from "../lasting-port.ts";
import { answer, startReceiver } from "../outbox/receiver.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { headerOf, partOf, startMailServer } from "./smtp-process.ts";

const folder = temporaryFolder();
const receiver = startReceiver(() => answer(404, {}, "who are you?"));
const mailServer = await startMailServer();
const port = lastingPort();
const shop = await runShop(folder.path, port, {
  SMTP_URL: mailServer.url,
  ORDER_EMAIL_TO: "owner@harbour.example",
  AGENT_WEBHOOK_URL: receiver.url,
  AGENT_WEBHOOK_SECRET: "whsec_one",
});

beforeAll(async () => {
  const agent = stubbornAgent(port, () => false);
  const created = await agent.send("/checkout_sessions", purchase.create, "create");
  const path = `/checkout_sessions/${created.json.id}/complete`;
  await agent.send(path, purchase.complete("spt_sandbox_approved"), "complete");
});

afterAll(async () => {
  shop.kill("SIGTERM");
  await shop.exited;
  await mailServer.kill();
  receiver[Symbol.dispose]();
  folder[Symbol.dispose]();
});

const mailTo = (address: string, subject: RegExp) =>
  mailServer.posted.find((one) => one.to.includes(address) && subject.test(headerOf(one, "Subject")));

test("the buyer's confirmation arrives as soon as the order is made", async () => {
  await eventually(() => mailTo("jane@example.com", /^Your order 1001/) !== undefined);
  const mail = mailTo("jane@example.com", /^Your order 1001/);
  expect(mail && partOf(mail, "text/plain")).toContain("Thank you for your order, Jane");
});

test("the merchant hears of the order", async () => {
  await eventually(() => mailTo("owner@harbour.example", /^New order 1001/) !== undefined);
});

test("the merchant hears that an agent could not be told", async () => {
  await eventually(() => mailTo("owner@harbour.example", /could not be told/) !== undefined);
  const mail = mailTo("owner@harbour.example", /could not be told/);
  expect(mail && partOf(mail, "text/plain")).toContain("checkstand webhooks show evt_");
});
