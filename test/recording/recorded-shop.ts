import { join } from "node:path";
import { SECOND } from "../../src/clock.ts";
import { demoCatalog } from "../../src/demo/catalog.ts";
import { demoShop } from "../../src/demo/shop.ts";
import { silentLog } from "../../src/log.ts";
import { startServer } from "../../src/server.ts";
import { loadSettings } from "../../src/settings.ts";
import { stoppedClock } from "../checkout/shop.ts";
import { isTestedOnPostgres, postgresUrlOf } from "../engines.ts";
import { eventually } from "../jobs/workshop.ts";
import { headerOf, partOf, startMailServer } from "../mail/smtp-process.ts";
import { startReceiver } from "../outbox/receiver.ts";
import { rowsIn, writeBeside } from "../shop-database.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { Transcript } from "./transcript.ts";

/** What opens the shop to the recorded agent and merchant. */
export const agentKey = "csk_of_the_recorded_agent_0123456789abcdef";
const adminToken = "token_of_the_recorded_merchant_0123456789";
/** Where the shop says it is: the port it really has is another every time. */
const publicBaseUrl = "http://shop.example";

const acquirer = `
[acquirer]
bin = "412345"
country = "US"
merchant_id = "merchant_1"
merchant_name = "Checkstand Demo Shop"
`;

/** What one request wants of the shop. */
export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/**
 * The demo shop over a real socket, database, mail server and receiver, its clock stopped, everything it says kept: one
 * {@link Transcript} a file. A second passes before each request; each is settled, with the events and mails it makes,
 * before the next.
 */
export async function openRecordedShop() {
  const folder = temporaryFolder();
  const clock = stoppedClock();
  const file = join(folder.path, "shop.db");
  await Bun.write(
    join(folder.path, "shop.toml"),
    `guide_dialect = true\n${demoShop(publicBaseUrl)}${acquirer}`,
  );
  const where = isTestedOnPostgres ? await postgresUrlOf(folder.path) : file;
  await writeBeside(where, async ({ catalog }) => {
    for (const product of demoCatalog(publicBaseUrl)) await catalog.put(product, clock.now());
  });
  const receiver = startReceiver();
  const mailServer = await startMailServer();
  const settings = loadSettings({
    environment: {
      PORT: "0",
      RATE_LIMIT: "off",
      PUBLIC_BASE_URL: publicBaseUrl,
      DATABASE_URL: isTestedOnPostgres ? where : `file:${file}`,
      COMMERCE_API_KEY: agentKey,
      AGENT_WEBHOOK_URL: receiver.url,
      AGENT_WEBHOOK_SECRET: "whsec_of_the_recorded_agent",
      ADMIN_TOKEN: adminToken,
      SMTP_URL: mailServer.url,
      ORDER_EMAIL_TO: "owner@shop.example",
    },
    directory: folder.path,
    toSell: true,
  });
  const server = await startServer(settings, { clock, isClockSimulated: true, log: silentLog });
  const transcripts = new Map<string, Transcript>();
  let told = 0;
  let mailed = 0;

  function transcript(name: string): Transcript {
    const known = transcripts.get(name) ?? new Transcript();
    transcripts.set(name, known);
    return known;
  }

  async function count(query: string): Promise<number> {
    const [counted] = await rowsIn<{ count: number | bigint }>(where, query);
    return Number(counted?.count ?? 0);
  }

  /** Waits until all that happened has been told, and keeps it in `events` and `mails`. */
  async function settle(folderName: string): Promise<void> {
    await eventually(
      async () => (await count("SELECT count(*) AS count FROM outbox_events WHERE state = 'pending'")) === 0,
    );
    const isMailed = async () =>
      mailServer.posted.length === (await count("SELECT count(*) AS count FROM mails WHERE state = 'sent'"));
    await eventually(
      async () => (await count("SELECT count(*) AS count FROM mails WHERE state = 'pending'")) === 0,
    );
    await eventually(isMailed);
    const events = transcript(`${folderName}/events.txt`);
    for (const { headers, text } of receiver.received.slice(told)) {
      events.heading("an event");
      events.headers(withoutPort(headers));
      events.body(text);
    }
    told = receiver.received.length;
    const mails = transcript(`${folderName}/mails.txt`);
    // Mails of one change go out side by side.
    const posted = mailServer.posted.slice(mailed).sort((one, other) => idOf(one).localeCompare(idOf(other)));
    for (const mail of posted) {
      mails.heading(headerOf(mail, "Subject"));
      for (const name of ["From", "To", "Reply-To", "Message-ID", "Auto-Submitted"]) {
        mails.line(`${name}: ${headerOf(mail, name)}`);
      }
      mails.line(partOf(mail, "text/plain"));
      mails.line(partOf(mail, "text/html"));
    }
    mailed = mailServer.posted.length;
  }

  return {
    transcripts,
    clock,
    settle,
    /** Asks the shop, writes down what was asked and answered in a file, and gives the answer's body as text. */
    async ask(name: string, title: string, path: string, { method = "GET", headers = {}, body }: Asked = {}) {
      clock.advance(SECOND);
      const response = await fetch(server.url + path, {
        method,
        redirect: "manual",
        headers: {
          "user-agent": "recording",
          ...(body && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const written = transcript(name);
      written.heading(title);
      written.line(`${method} ${path}`);
      if (body) written.line(JSON.stringify(body));
      written.line(String(response.status));
      written.headers(response.headers);
      written.body(text.replaceAll(new URL(receiver.url).host, "receiver.example"));
      return { status: response.status, text };
    },
    /** Settles once the job that ends overdue sessions has ended this one. */
    expired: (id: string) =>
      eventually(
        async () =>
          (await count(
            `SELECT count(*) AS count FROM checkout_sessions WHERE id = '${id}' AND status = 'expired'`,
          )) === 1,
      ),
    adminHeaders: { authorization: `Bearer ${adminToken}` },
    async [Symbol.asyncDispose]() {
      await server.stop();
      receiver[Symbol.dispose]();
      await mailServer.kill();
      folder[Symbol.dispose]();
    },
  };
}

export type RecordedShop = Awaited<ReturnType<typeof openRecordedShop>>;

const idOf = (mail: Parameters<typeof headerOf>[0]) => headerOf(mail, "Message-ID");

function withoutPort(headers: Headers): Headers {
  const kept = new Headers(headers);
  kept.delete("host");
  return kept;
}
