import { type Clock, type Instant, SECOND, toRfc3339 } from "../clock.ts";
import type { Log } from "../log.ts";
import type { MailTerms } from "../mail/compose.ts";
import type { MailStore } from "../mail/mail.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import type { Write } from "../storage.ts";
import { type AlertStore, type AlertThresholds, alertsOf, type RaisedAlert } from "./alert.ts";
import { alertMail } from "./alert-mail.ts";
import type { Observe } from "./observation.ts";

export interface AlertDependencies {
  readonly observe: Observe;
  readonly thresholds: AlertThresholds;
  /** Who is written to; absent where the shop sends no mail. */
  readonly mailTerms: MailTerms | undefined;
  /** Where alerts are posted to; absent: nowhere. */
  readonly webhookUrl: string | undefined;
  readonly shopName: string;
  readonly outgoing: Outgoing;
  readonly write: Write<{ readonly alerts: AlertStore; readonly mails: Pick<MailStore, "append"> }>;
  readonly reads: { readonly alerts: Pick<AlertStore, "all"> };
  readonly clock: Clock;
  readonly log: Log;
}

/** Watches the shop, and tells the merchant when something begins to be wrong and when it is over. */
export interface Alerts {
  /** Now, when there is news or news that did not get through; `undefined` while all is as it was. */
  due(): Promise<Instant | undefined>;
  /** Writes down and tells what is new. */
  run(): Promise<void>;
}

const TIMEOUT = 10 * SECOND;
/** Nothing in the answer matters but that it came. */
const ANSWER_LIMIT_BYTES = 1024;

/**
 * Builds the {@link Alerts} of one server. An alert and the mail that tells of it are one change; the webhook is called
 * after it and again until it takes the news, so that it may hear the same twice, but never not at all. What goes on is
 * told once; whoever looks reads it with the figures of the last minute.
 */
export function createAlerts(given: AlertDependencies): Alerts {
  const { observe, thresholds, mailTerms, webhookUrl, outgoing, write, reads, clock, log } = given;

  /** What has to be written down, as it shall stand then: what to tell of, and what is the matter still in other words. */
  async function changes(): Promise<{ news: readonly RaisedAlert[]; reworded: readonly RaisedAlert[] }> {
    const raised = await reads.alerts.all();
    const firing = alertsOf(await observe(), thresholds);
    const now = clock.now();
    const begun = firing
      .filter(({ name }) => !raised.some((known) => known.name === name && known.state === "firing"))
      .map((alert): RaisedAlert => ({ ...alert, state: "firing", since: now, isPosted: false }));
    const ended = raised
      .filter(({ name, state }) => state === "firing" && !firing.some((alert) => alert.name === name))
      .map((alert): RaisedAlert => ({ ...alert, state: "over", isPosted: false }));
    const reworded = raised.flatMap((known): readonly RaisedAlert[] => {
      const alert = firing.find(({ name }) => known.state === "firing" && known.name === name);
      return alert && alert.words !== known.words ? [{ ...known, ...alert }] : [];
    });
    return { news: [...begun, ...ended], reworded };
  }

  async function unposted(): Promise<readonly RaisedAlert[]> {
    return (await reads.alerts.all()).filter(({ isPosted }) => !isPosted);
  }

  async function record(alert: RaisedAlert): Promise<void> {
    const now = clock.now();
    const mail = alertMail(alert, now, mailTerms);
    await write(async ({ alerts, mails }) => {
      await alerts.put(alert);
      if (mail) await mails.append(mail, now);
    });
    if (alert.state === "firing") log.error("the shop needs a person", { kind: alert.name });
    else log.info("the shop needs nobody any more", { kind: alert.name });
  }

  /** Marks what was told. Nobody needs to know any more of an alert that is over. */
  async function markPosted(alert: RaisedAlert): Promise<void> {
    await write(({ alerts }) =>
      alert.state === "over" ? alerts.remove(alert.name) : alerts.put({ ...alert, isPosted: true }),
    );
  }

  async function post(url: string, alert: RaisedAlert): Promise<void> {
    const outcome = await outgoing.request({
      method: "POST",
      url,
      headers: { "content-type": "application/json", "user-agent": "Checkstand" },
      body: bodyOf(alert, given.shopName),
      timeoutMs: TIMEOUT,
      answerLimitBytes: ANSWER_LIMIT_BYTES,
    });
    if (outcome.kind === "answered" && outcome.status < 300) return await markPosted(alert);
    const status = outcome.kind === "answered" ? outcome.status : undefined;
    log.warn("an alert could not be posted and will be tried again", { kind: alert.name, status });
  }

  return {
    async due() {
      if ((await unposted()).length > 0) return clock.now();
      const { news, reworded } = await changes();
      return news.length + reworded.length > 0 ? clock.now() : undefined;
    },
    async run() {
      const { news, reworded } = await changes();
      for (const alert of news) await record(alert);
      for (const alert of reworded) await write(({ alerts }) => alerts.put(alert));
      for (const alert of await unposted()) {
        if (webhookUrl === undefined) await markPosted(alert);
        else await post(webhookUrl, alert);
      }
    },
  };
}

/** `text` is what Slack, Mattermost, Google Chat and others show; the rest is for programs. */
function bodyOf({ name, state, heading, words, since }: RaisedAlert, shop: string): string {
  const text = state === "firing" ? `${shop}: ${heading}. ${words}` : `${shop}: over: ${heading}`;
  return JSON.stringify({ text, shop, alert: name, state, since: toRfc3339(since), description: words });
}
