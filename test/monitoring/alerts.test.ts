import { afterEach, expect, test } from "bun:test";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HOUR, MINUTE } from "../../src/clock.ts";
import { demoApiKey } from "../../src/demo/shop.ts";
import { pullFolder } from "../../src/feed/folders.ts";
import type { AlertName } from "../../src/monitoring/alert.ts";
import { stoppedClock } from "../checkout/shop.ts";
import { openTerminal } from "../cli/terminal.ts";
import { demoKeys, putDemoGoods, shopOnDemoTerms } from "../demo-goods.ts";
import { buy } from "../http/buy.ts";
import { serveShop } from "../http/shop-server.ts";
import { eventually } from "../jobs/workshop.ts";
import { headerOf, partOf, startMailServer } from "../mail/smtp-process.ts";
import { answer, type Received, startReceiver } from "../outbox/receiver.ts";
import { grantToken } from "../payments/stripe.ts";
import { rowsIn } from "../shop-database.ts";
import { SECRET_KEY, startStripeStandIn } from "../stripe/stand-in.ts";

const goods = [{ id: "canvas-tote", quantity: 1 }];

/** What a test leaves open. */
const opened = new Set<Disposable | AsyncDisposable>();

afterEach(async () => {
  for (const one of [...opened].reverse()) {
    if (Symbol.asyncDispose in one) await one[Symbol.asyncDispose]();
    else one[Symbol.dispose]();
  }
  opened.clear();
});

function keep<Opened extends Disposable | AsyncDisposable>(one: Opened): Opened {
  opened.add(one);
  return one;
}

interface Given {
  readonly environment?: Record<string, string>;
  /** What a shop.toml says beside the demo shop's terms. */
  readonly settings?: string;
  /** What the clock says at first; the machine's time unless told. */
  readonly startsAt?: number;
}

/** A shop that posts its alerts to a receiver, on a clock that a test moves. */
async function watchedShop({ environment = {}, settings, startsAt = Date.now() }: Given = {}) {
  const clock = stoppedClock(startsAt);
  const receiver = keep(startReceiver());
  const shop = keep(
    await serveShop({
      clock,
      environment: { ALERT_WEBHOOK_URL: receiver.url, ...environment },
      ...(settings !== undefined && { shop: `${shopOnDemoTerms}${settings}` }),
    }),
  );
  const posted = (name: AlertName, state = "firing") =>
    receiver.received.find(
      ({ json }) => Reflect.get(json, "alert") === name && Reflect.get(json, "state") === state,
    );
  return {
    shop,
    clock,
    receiver,
    /** Lets time pass, a minute or more at once, until the alert was posted, and gives it. */
    async alerted(name: AlertName, state = "firing", step = MINUTE): Promise<Received> {
      await eventually(async () => {
        clock.advance(step);
        await Bun.sleep(200);
        return posted(name, state) !== undefined;
      });
      const found = posted(name, state);
      if (!found) throw new Error("it was there");
      return found;
    },
  };
}

/** Declines a sale in the sandbox. */
const decline = (url: string): Promise<void> => pay(url, "spt_sandbox_declined");

/** Buys with a token, whatever comes of it. */
async function pay(url: string, token: string): Promise<void> {
  const send = async (path: string, body: object) => {
    const response = await fetch(url + path, {
      method: "POST",
      headers: {
        authorization: `Bearer ${demoApiKey}`,
        "api-version": "2025-09-29",
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });
    return (await response.json()) as { readonly id: string };
  };
  const { id } = await send("/checkout_sessions", {
    items: goods,
    fulfillment_address: {
      name: "Ada Lovelace",
      line_one: "1 Market St",
      city: "San Francisco",
      state: "CA",
      country: "US",
      postal_code: "94105",
    },
  });
  await send(`/checkout_sessions/${id}/complete`, {
    buyer: { first_name: "Ada", last_name: "Lovelace", email: "ada@example.com" },
    payment_data: { token, provider: "stripe" },
  });
}

test("payments that nearly all fail are told, in words that a chat can show, and when they go through again", async () => {
  const at = await watchedShop();
  for (let tries = 0; tries < 5; tries += 1) await decline(at.shop.server.url);
  const { json } = await at.alerted("payments_failing");
  expect(json).toMatchObject({
    text: expect.stringContaining("Checkstand Demo Shop: Nearly all payments fail. 5 of the last 5 payments"),
    shop: "Checkstand Demo Shop",
  });
  for (let sales = 0; sales < 3; sales += 1) await buy(at.shop.server.url, goods);
  await at.alerted("payments_failing", "over");
});

test("events that an agent does not take are told once, however long it goes on", async () => {
  const agent = keep(startReceiver(() => answer(404)));
  const at = await watchedShop({
    environment: { AGENT_WEBHOOK_URL: agent.url, AGENT_WEBHOOK_SECRET: "whsec_of_the_agent" },
  });
  await buy(at.shop.server.url, goods);
  await at.alerted("events_dying");
  at.clock.advance(5 * MINUTE);
  await buy(at.shop.server.url, goods);
  await at.alerted("events_dying");
  expect(
    at.receiver.received.filter(({ json }) => Reflect.get(json, "alert") === "events_dying"),
  ).toHaveLength(1);
});

test("an alert that goes on is shown with the figures of now, and told once", async () => {
  const at = await watchedShop();
  for (let tries = 0; tries < 5; tries += 1) await decline(at.shop.server.url);
  await at.alerted("payments_failing");
  await decline(at.shop.server.url);
  const words = async () =>
    (await rowsIn<{ words: string }>(at.shop.database, "SELECT words FROM alerts"))[0];
  await eventually(async () => {
    at.clock.advance(MINUTE);
    await Bun.sleep(200);
    return (await words())?.words.startsWith("6 of the last 6 payments") ?? false;
  });
  expect(
    at.receiver.received.filter(({ json }) => Reflect.get(json, "alert") === "payments_failing"),
  ).toHaveLength(1);
});

test("events that wait for an endpoint are told, until the merchant says that there will be none", async () => {
  const at = await watchedShop();
  await buy(at.shop.server.url, goods);
  await at.alerted("events_dying", "firing", 10 * MINUTE);
  const terminal = openTerminal({ directory: at.shop.folder });
  expect(await terminal.run("keys", "notify", "default", "--off")).toMatchObject({ code: 0 });
  await at.alerted("events_dying", "over");
});

test("a disk with less room than the merchant wants is told", async () => {
  const at = await watchedShop({ settings: "[alerts]\ndisk_free_mib = 1000000000\n" });
  const { json } = await at.alerted("disk_filling");
  expect(Reflect.get(json, "description")).toMatch(/^\d+ MiB are free/);
});

test("a feed that is not made anew is told, and so is the job that fails at it", async () => {
  const at = await watchedShop();
  await at.shop.fetch("/feed.jsonl");
  const folder = pullFolder(at.shop.databaseFile);
  await rm(folder, { recursive: true });
  await writeFile(folder, "in the way");
  // The last three of them: the feed should say so.
  await buy(at.shop.server.url, [{ id: "field-notebook", quantity: 3 }]);
  await at.alerted("feed_ageing", "firing", 10 * MINUTE);
  await at.alerted("jobs_failing", "firing", 10 * MINUTE);
});

test("a clock that is not the payment provider's is told", async () => {
  const stripe = keep(await startStripeStandIn());
  const at = await watchedShop({
    settings: "",
    environment: { STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_API_BASE: stripe.url },
  });
  at.clock.advance(2 * HOUR);
  const { json } = await at.alerted("clock_off");
  expect(Reflect.get(json, "description")).toMatch(/^It is \d+ seconds ahead of the payment provider's/);
});

test("a payment that nobody knows the end of is told, and when it is known", async () => {
  const stripe = keep(await startStripeStandIn());
  const at = await watchedShop({
    settings: "",
    environment: { STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_API_BASE: stripe.url, ...demoKeys },
  });
  await putDemoGoods(at.shop.database);
  stripe.faults.add({ name: "cut_before", times: 3 });
  await pay(at.shop.server.url, await grantToken(stripe));
  await stripe.refuse();
  const { json } = await at.alerted("payments_overdue");
  expect(json).toMatchObject({
    text: expect.stringContaining("Money is not where it should be. 1 payment should long have ended"),
  });
  await stripe.listen();
  await at.alerted("payments_overdue", "over");
});

test("a certificate that ends within a week is told", async () => {
  const certificates = join(import.meta.dir, "../http/certificates");
  const at = await watchedShop({
    startsAt: Date.UTC(2125, 10, 27),
    environment: {
      TLS_CERTIFICATE: join(certificates, "first.pem"),
      TLS_KEY: join(certificates, "first.key"),
    },
  });
  const { json } = await at.alerted("certificate_ending");
  expect(Reflect.get(json, "description")).toStartWith("It ends at 2125-11-30T07:13:51.000Z");
});

test("mails that the server refuses are told over the webhook", async () => {
  const mailServer = keep(await startMailServer(["550", "550"]));
  const at = await watchedShop({
    environment: { SMTP_URL: mailServer.url, ORDER_EMAIL_TO: "owner@harbour.example" },
  });
  await buy(at.shop.server.url, goods);
  await at.alerted("mails_dying");
});

test("an alert is a mail to the merchant, too", async () => {
  const mailServer = keep(await startMailServer());
  const at = await watchedShop({
    settings: "[alerts]\ndisk_free_mib = 1000000000\n",
    environment: { SMTP_URL: mailServer.url, ORDER_EMAIL_TO: "owner@harbour.example", ALERT_WEBHOOK_URL: "" },
  });
  const told = () => mailServer.posted.find((mail) => headerOf(mail, "Subject") === "The disk is filling up");
  await eventually(async () => {
    at.clock.advance(MINUTE);
    await Bun.sleep(200);
    return told() !== undefined;
  });
  const mail = told();
  expect(mail?.to).toEqual(["owner@harbour.example"]);
  expect(mail && partOf(mail, "text/plain")).toContain("MiB are free on the database's disk");
});

test("a webhook that does not answer is called until it does", async () => {
  const at = await watchedShop({ settings: "[alerts]\ndisk_free_mib = 1000000000\n" });
  at.receiver.become((_, earlier) => (earlier.length < 2 ? answer(503) : undefined));
  await at.alerted("disk_filling");
  await eventually(async () => {
    at.clock.advance(MINUTE);
    await Bun.sleep(200);
    return at.receiver.received.length >= 3;
  });
  for (let minutes = 0; minutes < 3; minutes += 1) {
    at.clock.advance(MINUTE);
    await Bun.sleep(200);
  }
  expect(at.receiver.received).toHaveLength(3);
});
