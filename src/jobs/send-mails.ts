import { SECOND } from "../clock.ts";
import type { Post } from "../mail/post.ts";
import type { RecurringJob } from "./job.ts";

/** What to wake when something was committed that calls for a mail. */
export const sendMailsJob = "send-mails";

/** Sends buyers and the merchant their mails. */
export function sendMails({ due, run }: Post): RecurringJob {
  return { name: sendMailsJob, interval: 10 * SECOND, jitter: SECOND, due, run: ({ signal }) => run(signal) };
}
