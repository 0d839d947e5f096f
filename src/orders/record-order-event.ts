import { isProfileAgentId } from "../agents/profile-agent.ts";
import { shopAgentId } from "../agents/shop-agent.ts";
import type { Mail, MailStore } from "../mail/mail.ts";
import type { OutboxEvent } from "../outbox/event.ts";
import type { OutboxAppender } from "../outbox/stores.ts";
import type { Transaction } from "../storage.ts";

/** What telling of an order writes. */
export interface OrderEventStores extends Transaction {
  readonly outbox: OutboxAppender;
  readonly mails: Pick<MailStore, "append">;
}

/** Who hears of an order beside its agent, and how soon. */
export interface OrderNotifications {
  /** The mails to buyer and merchant that an event calls for; none where the shop can send none. May throw. */
  readonly mailsOf: (event: OutboxEvent) => readonly Mail[];
  /** Called once an event is committed, with its mails: there may be something to send. */
  readonly recorded: () => void;
  /** Called when the mails of a committed event could not be written. */
  readonly mailsFailed: (event: OutboxEvent, error: unknown) => void;
}

/** For a shop that sends no mail, and whose events nobody waits to send. */
export const noNotifications: OrderNotifications = {
  mailsOf: () => [],
  recorded() {},
  mailsFailed() {},
};

/**
 * Writes what happened to an order: the event that tells its agent, where that can ever be told, and beside it the mails
 * it calls for. In the job of the change itself. Mails that cannot be written are left out, since they must not take the
 * order down with them.
 */
export async function recordOrderEvent(
  { outbox, mails, afterCommit }: OrderEventStores,
  event: OutboxEvent,
  notifications: OrderNotifications,
): Promise<void> {
  if (isForSomebody(event)) await outbox.append(event);
  for (const mail of mailsOf(event, notifications, afterCommit)) await mails.append(mail, event.createdAt);
  afterCommit(notifications.recorded);
}

/**
 * Whether an event has, or may yet get, an address: of its session, or one agreed with its agent. Nothing is ever agreed
 * with the shop's own agent, nor with one made from a profile: an event of theirs would wait for good.
 */
function isForSomebody({ agentId, order }: OutboxEvent): boolean {
  const mayAgree = agentId !== shopAgentId && !isProfileAgentId(agentId);
  return mayAgree || order.protocol.webhookUrl !== undefined;
}

function mailsOf(
  event: OutboxEvent,
  { mailsOf, mailsFailed }: OrderNotifications,
  afterCommit: Transaction["afterCommit"],
): readonly Mail[] {
  try {
    return mailsOf(event);
  } catch (error) {
    afterCommit(() => mailsFailed(event, error));
    return [];
  }
}
