import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import type { Agent, WebhookSettings } from "../../agents/agent.ts";
import { webhookTo } from "../../agents/seed.ts";
import { signingSecrets } from "../../agents/webhook-secrets.ts";
import { SECOND, toRfc3339 } from "../../clock.ts";
import { deliveryBody } from "../../outbox/delivery-body.ts";
import type { EventSummary } from "../../outbox/event.ts";
import { newEvents } from "../../outbox/new-events.ts";
import { createMessageSending } from "../../outbox/send-message.ts";
import { signatureOf } from "../../outbox/signature.ts";
import { createOutgoing, type Outgoing, type OutgoingOutcome } from "../../outgoing/outgoing.ts";
import { signingKeyNow } from "../../signing/rotation.ts";
import { webAddressOf } from "../../web-address.ts";
import { WrongUsage } from "../failure.ts";
import type { OpenShop } from "../open-shop.ts";
import type { Terminal } from "../terminal.ts";

/** From one look for new events to the next, ms. */
const EVERY = 500;

/** `checkstand webhooks listen`. */
export function addListen(webhooks: Command, terminal: Terminal): void {
  webhooks
    .command("listen")
    .description("print order events as they happen, and forward them to a program under work")
    .option("--forward-to <url>", "where they are sent, too, signed as to the agent")
    .addHelpText(
      "after",
      `
One JSON object a line, as the agent would be sent it. What the shop itself sends, and to whom, stays as it is. Where the
agent has no endpoint, forwarded events are signed with a secret made for this run. Ends on Ctrl-C.

Example, in two terminals beside the running shop:
  checkstand webhooks listen --forward-to http://localhost:4000/webhooks
  checkstand webhooks trigger order.shipped`,
    )
    .action(async ({ forwardTo }: { readonly forwardTo?: string }) => {
      const target = forwardTo === undefined ? undefined : webAddressOf(forwardTo);
      if (forwardTo !== undefined && target === undefined)
        throw new WrongUsage("--forward-to must be an address such as http://localhost:4000/webhooks.");
      const { withShop } = await import("../open-shop.ts");
      await withShop(terminal, (shop) => listen(shop, target, terminal));
    });
}

async function listen(shop: OpenShop, target: string | undefined, terminal: Terminal): Promise<void> {
  const { outbox, agents } = shop.reads;
  const secret = `whsec_${randomBytes(24).toString("base64url")}`;
  const known = await agents.all();
  const isStopped = stopped(terminal.stopRequested());
  const events = await newEvents(outbox);
  terminal.note(
    target === undefined
      ? "Listening. Make something happen: checkstand webhooks trigger order.created"
      : `Forwarding to ${target}. Agents without an endpoint: signed with ${secret}`,
  );
  while (!isStopped()) {
    for (const event of await events.next()) {
      const isMessage = event.webhookUrl !== undefined;
      const webhook = known.find(({ id }) => id === event.agentId)?.webhook ?? webhookTo("", secret);
      const body = await bodyOf(event, isMessage ? undefined : webhook, shop);
      if (body === undefined) continue;
      terminal.out(body);
      if (target === undefined) continue;
      const outcome = isMessage
        ? await forwardMessage(event, body, target, shop)
        : await forward(event, body, webhook, target, shop);
      terminal.note(
        `${event.id} ${event.type}: ${outcome.kind === "answered" ? outcome.status : outcome.detail}`,
      );
    }
    await Bun.sleep(EVERY);
  }
}

/** The bytes as the agent is, was or would be sent them; absent when the event was forgotten meanwhile. */
async function bodyOf(
  event: EventSummary,
  webhook: Agent["webhook"],
  { reads, settings }: OpenShop,
): Promise<string | undefined> {
  const content = await reads.outbox.contentOf(event.id);
  if (content === undefined || "body" in content) return content?.body;
  const { encodeOrderEvent } = await import("../../protocols/registry.ts");
  return deliveryBody(event.type, content.order, webhook, (type, order) =>
    encodeOrderEvent(type, order, settings.shop),
  );
}

async function forward(
  event: EventSummary,
  body: string,
  webhook: WebhookSettings,
  target: string,
  shop: OpenShop,
): Promise<OutgoingOutcome> {
  const now = shop.clock.now();
  const [secret = ""] = signingSecrets(webhook, now);
  return toThisMachine().request({
    method: "POST",
    url: target,
    headers: {
      "content-type": "application/json",
      [webhook.header]: signatureOf(webhook.signature, secret, body, now),
      "request-id": event.id,
      timestamp: toRfc3339(now),
      "user-agent": "Checkstand",
    },
    body,
    timeoutMs: 10 * SECOND,
    answerLimitBytes: 1024,
  });
}

/** Whoever runs the command names the address: it may be one of this machine. */
function toThisMachine(): Outgoing {
  return createOutgoing({ development: true });
}

/** The same for an event whose address came with its session: signed by the shop's own key. */
async function forwardMessage(
  event: EventSummary,
  body: string,
  target: string,
  shop: OpenShop,
): Promise<OutgoingOutcome> {
  const { presentationOf } = await import("../../protocols/registry.ts");
  const messageSender = {
    presentation: presentationOf(shop.settings.shop),
    signingKey: () => signingKeyNow(shop),
  };
  return createMessageSending({ outgoing: toThisMachine(), messageSender, clock: shop.clock })(
    target,
    event,
    body,
  );
}

/** Whether a promise has settled, as a question that can be asked. */
function stopped(requested: Promise<unknown>): () => boolean {
  let isOver = false;
  void requested.then(() => {
    isOver = true;
  });
  return () => isOver;
}
