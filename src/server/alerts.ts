import type { RecurringJob } from "../jobs/job.ts";
import { raiseAlerts } from "../jobs/raise-alerts.ts";
import type { MailTerms } from "../mail/compose.ts";
import type { Observe } from "../monitoring/observation.ts";
import { createAlerts } from "../monitoring/raise-alerts.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import type { ServerContext } from "./server-context.ts";

/** The job that tells the merchant of what is wrong with the shop. */
export function alertJob(
  { settings, write, reads, clock, log }: ServerContext,
  outgoing: Outgoing,
  mailTerms: MailTerms | undefined,
  observe: Observe,
): RecurringJob {
  const { shop, alerts: thresholds, alertWebhookUrl: webhookUrl } = settings;
  return raiseAlerts(
    createAlerts({
      observe,
      thresholds,
      mailTerms,
      webhookUrl,
      shopName: shop.name,
      outgoing,
      write,
      reads,
      clock,
      log,
    }),
  );
}
