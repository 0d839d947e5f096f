import { createHmac } from "node:crypto";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import type { WebhookSettings } from "../../agents/agent.ts";
import { MINUTE, SECOND, systemClock } from "../../clock.ts";
import type { Check, Trial } from "../check.ts";
import { launchChecklist } from "../sources.ts";
import { CheckFailed, CheckSkipped } from "../verdict.ts";
import type { WebhookReceived } from "../webhook-receiver.ts";

const area = "Order updates";
const source = launchChecklist(area);

/** How long an event may take, ms. The shop looks every second for what was done beside it. */
const PATIENCE_MS = 20 * SECOND;

/** What agents are told of their orders. */
export const orderUpdateChecks: readonly Check[] = [
  {
    id: "orders.created-event",
    area,
    requirement: "When an order is made the agent is told by a signed order_create event.",
    source,
    scope: "every version",
    run: (trial) => expectEvent(trial, "order_create"),
  },
  {
    id: "orders.updated-event",
    area,
    requirement: "When the order changes the agent is told by a signed order_update event.",
    source,
    scope: "every version",
    async run(trial) {
      const { shop, journey } = trial;
      if (typeof shop.receiver === "string") throw new CheckSkipped(shop.receiver);
      if (!journey.purchase) throw new CheckSkipped("No order was made in this version.");
      if (shop.environment === "production") {
        throw new CheckSkipped("No order is marked as sent in a shop that takes real payments.");
      }
      const wasShipped = await shop.own?.shipOrder(journey.purchase.orderId);
      if (!wasShipped) {
        throw new CheckSkipped(
          `The order cannot be shipped from here: certify beside the shop's database, or ship ${journey.purchase.orderId} there.`,
        );
      }
      trial.note("the order was marked as sent, as a merchant does");
      await expectEvent(trial, "order_update");
    },
  },
];

async function expectEvent(trial: Trial, type: string): Promise<void> {
  const { shop, agent, journey } = trial;
  const { receiver, agreement } = shop;
  if (typeof receiver === "string") throw new CheckSkipped(receiver);
  if (!journey.purchase || !agreement?.webhook) throw new CheckSkipped("No order was made in this version.");
  const event = await receiver.event(journey.purchase.sessionId, type, PATIENCE_MS);
  if (!event) throw new CheckFailed(`no ${type} event came within ${PATIENCE_MS / SECOND} seconds`);
  event.record();
  trial.confirm(true, `an ${type} event came for this order`);
  const reason = reasonAgainstSignature(event, agreement.webhook);
  trial.confirm(reason === undefined, `its ${agreement.webhook.header} is a valid HMAC of its body`, reason);
  const wrong = TypeCompiler.Compile(agent.wire.orderEvent.schema).Errors(event.plainBody).First();
  trial.confirm(
    wrong === undefined,
    `it is schema-valid for ${agent.version}`,
    wrong && `${wrong.path}: ${wrong.message}`,
  );
}

/** Reckons the signature anew from the agreement, by other code than the shop's own: it must say the same. */
function reasonAgainstSignature(
  { headers, text }: WebhookReceived,
  webhook: WebhookSettings,
): string | undefined {
  const sent = headers.get(webhook.header);
  if (sent === null) return "there is no such header";
  const hmacs = (signed: string, encoding: "hex" | "base64") =>
    webhook.secrets.map((secret) => createHmac("sha256", secret).update(signed).digest(encoding));
  if (webhook.signature !== "timestamped") {
    return hmacs(text, webhook.signature).includes(sent) ? undefined : "it does not match the body";
  }
  if (!/^t=\d+,v1=[a-fA-F0-9]{64}$/.test(sent)) return "it is not of the form t=<unix>,v1=<64 hex digits>";
  const parts = sent.split(",").map((part) => part.split("=", 2));
  const time = Number(parts.find(([name]) => name === "t")?.[1]);
  if (!(Math.abs(systemClock.now() - time * SECOND) <= 5 * MINUTE))
    return "its time is not within 300 seconds";
  const known = hmacs(`${time}.${text}`, "hex");
  return parts.some(([name, value = ""]) => name === "v1" && known.includes(value))
    ? undefined
    : "it does not match the body";
}
