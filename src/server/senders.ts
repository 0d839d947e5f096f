import { deliverEvents } from "../jobs/deliver-events.ts";
import type { RecurringJob } from "../jobs/job.ts";
import { sendMails } from "../jobs/send-mails.ts";
import type { AlertMails } from "../mail/alert-mails.ts";
import { type MailTerms, senderOf } from "../mail/compose.ts";
import { createPost } from "../mail/post.ts";
import { createDeliveries } from "../outbox/deliveries.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import { encodeOrderEvent, presentationOf } from "../protocols/registry.ts";
import { signingKeyNow } from "../signing/rotation.ts";
import type { Stores } from "../stores.ts";
import type { ServerContext } from "./server-context.ts";

/** The jobs that tell agents, buyers and the merchant what was written down for them. */
export async function senderJobs(
  { settings, database, write, reads, clock, log, metrics, opened }: ServerContext,
  outgoing: Outgoing,
  mailTerms: MailTerms | undefined,
  alertMails: AlertMails,
): Promise<readonly RecurringJob[]> {
  const { isAlone } = database;
  const { shop, smtpUrl, webhookRetryBaseMs: retryBaseMs } = settings;
  const deliveries = createDeliveries<Stores>({
    write,
    reads,
    outgoing,
    messageSender: {
      presentation: presentationOf(shop),
      signingKey: () => signingKeyNow({ write, reads, clock }),
    },
    encodeOrderEvent: (type, order) => encodeOrderEvent(type, order, shop),
    clock,
    isAlone,
    log,
    retryBaseMs,
    attempted: (verdict) => metrics.eventSent(verdict),
    report: (stores, reason) => alertMails.ofDelivery(stores, reason),
  });
  if (smtpUrl === undefined || !mailTerms) return [deliverEvents(deliveries)];
  // Only a shop that sends mail needs the library for it.
  const { openSmtp } = await import("../mail/smtp.ts");
  const transport = openSmtp(smtpUrl, senderOf(mailTerms));
  opened.defer(() => transport.close());
  const attempted = metrics.mailSent;
  const post = createPost({ write, reads, transport, clock, isAlone, log, retryBaseMs, attempted });
  return [deliverEvents(deliveries), sendMails(post)];
}
