import type { Clock } from "../clock.ts";
import type { EventId } from "../ids.ts";
import type { Outgoing, OutgoingOutcome } from "../outgoing/outgoing.ts";
import { signMessage } from "../signing/sign-message.ts";
import type { EventSummary } from "./event.ts";
import { postTerms } from "./post-terms.ts";
import type { MessageSender } from "./sending-dependencies.ts";

/** Sends one event to an address, signed by the shop's own key, and gives what came of it. */
export type SendMessage = (
  url: string,
  event: Pick<EventSummary, "id" | "createdAt">,
  body: string,
) => Promise<OutgoingOutcome>;

/**
 * Builds the {@link SendMessage} of one server: headers as Standard Webhooks names them, and a signature of HTTP messages
 * in place of theirs (UCP 2026-04-08 and 2026-08-25, order, "Order Event Webhook"). Every attempt is signed anew, by the
 * key that signs then; what the receiver knows a repeated event by stays the same.
 */
export function createMessageSending({
  outgoing,
  messageSender,
  clock,
}: {
  readonly outgoing: Outgoing;
  readonly messageSender: MessageSender;
  readonly clock: Clock;
}): SendMessage {
  return async (url, { id, createdAt }, body) => {
    const eventUuid = uuidOf(id);
    const headers = {
      ...messageSender.presentation,
      "content-type": "application/json",
      "idempotency-key": eventUuid,
      "webhook-id": eventUuid,
      "webhook-timestamp": String(Math.floor(createdAt / 1000)),
    };
    const message = { method: "POST", url, headers, body } as const;
    const signed = await signMessage(message, await messageSender.signingKey(), clock.now());
    return outgoing.request({ ...message, headers: { ...signed, "user-agent": "Checkstand" }, ...postTerms });
  };
}

/** UCP wants a UUID for the id of an event, and ours is one behind its prefix. */
function uuidOf(id: EventId): string {
  return id.replace(/^evt_(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
