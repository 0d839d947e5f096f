import type { Finding } from "../../../doctor/finding.ts";
import type { Content } from "../../../html.ts";
import { html } from "../../../html.ts";
import type { JobStatus } from "../../../jobs/scheduler.ts";
import { formatForPeople } from "../../../money.ts";
import type { AlertName } from "../../../monitoring/alert.ts";
import type { PendingWork } from "../../../monitoring/pending-work.ts";
import type { OrderDispute } from "../../../payments/disputes.ts";
import { pluralize } from "../../../pluralize.ts";
import type { Shop } from "../../../shop.ts";
import { moment } from "../../parts/moments.ts";
import type { Tone } from "../../parts/page-parts.ts";
import type { FeedStanding } from "../../services.ts";
import { orderTabs } from "../orders/list-query.ts";

/** Something that waits for a person, and where they see to it. */
export interface Need {
  readonly words: Content;
  readonly tone: Exclude<Tone, "neutral">;
  /** What to do. */
  readonly advice?: Content;
  /** After `/admin`. */
  readonly path: string;
}

/** What needs are read from. */
export interface NeedsFound {
  readonly pending: PendingWork;
  readonly jobs: readonly JobStatus[];
  readonly feed: FeedStanding;
  /** What is wrong with the shop's surroundings; absent before anybody has looked. */
  readonly findings: readonly Finding[] | undefined;
}

/** Alerts about what is counted below, with more figures. */
const counts: ReadonlySet<AlertName> = new Set([
  "payments_overdue",
  "events_dying",
  "mails_dying",
  "jobs_failing",
]);

/** More disputes than these are counted alone: each is a line. */
const MOST_DISPUTES = 5;

/** What needs the merchant, the most urgent first. */
export function needsOf(found: NeedsFound, shop: Shop): readonly Need[] {
  return [
    ...disputeNeeds(found.pending.disputes, shop),
    ...alertNeeds(found.pending),
    ...orderNeeds(found.pending),
    ...deliveryNeeds(found.pending),
    ...catalogueNeeds(found),
    ...shopNeeds(found),
  ].filter((need) => need !== undefined);
}

type Needs = readonly (Need | undefined)[];

function disputeNeeds(disputes: readonly OrderDispute[], shop: Shop): Needs {
  const rest = disputes.length - MOST_DISPUTES;
  return [
    ...disputes.slice(0, MOST_DISPUTES).map(
      ({ orderNumber, respondBy, amount, currency, reason }): Need => ({
        words: `A buyer's bank disputes order ${orderNumber}`,
        advice: html`${formatForPeople(amount, currency)}, ${reason.replaceAll("_", " ")}. ${respondBy === undefined ? undefined : html`Answer at your payment provider by ${moment(respondBy, shop)}`}`,
        tone: "bad",
        path: `/orders/${orderNumber}`,
      }),
    ),
    counted(Math.max(rest, 0), "more dispute", "that waits for an answer", {
      tone: "bad",
      path: "/health#disputes",
    }),
  ];
}

function alertNeeds({ alerts }: PendingWork): Needs {
  return alerts
    .filter(({ name, state }) => state === "firing" && !counts.has(name))
    .map(({ heading, words }): Need => ({ words: heading, advice: words, tone: "bad", path: "/health" }));
}

function orderNeeds({ orders, overduePayments }: PendingWork): Needs {
  const countOf = (statuses: readonly (keyof typeof orders)[]) =>
    statuses.reduce((sum, status) => sum + (orders[status] ?? 0), 0);
  return [
    counted(overduePayments.length, "payment", "without an end for longer than it should be", {
      tone: "bad",
      path: "/health#payments",
    }),
    counted(countOf(orderTabs.on_hold), "order", "on hold", { tone: "warn", path: "/orders?view=on_hold" }),
    counted(countOf(orderTabs.unfulfilled), "order", "to ship", {
      tone: "info",
      path: "/orders?view=unfulfilled&sort=oldest",
    }),
  ];
}

function deliveryNeeds({ deadEvents, deadMails }: PendingWork): Needs {
  return [
    counted(deadEvents, "event", "that an agent did not take", {
      tone: "bad",
      advice: "See why, and send it again",
      path: "/health#events",
    }),
    counted(deadMails, "mail", "that could not be sent", {
      tone: "bad",
      advice: "See whether the mail server answers",
      path: "/health#findings",
    }),
  ];
}

function catalogueNeeds({ pending: { soldOut, lowStock }, feed }: NeedsFound): Needs {
  const { refused, failing } = feed;
  return [
    counted(refused, "variant", "left out of the feed", {
      tone: "warn",
      advice: "See what each lacks",
      path: "/products?view=refused",
    }),
    counted(failing.length, "feed destination", "that could not be pushed to", {
      tone: "warn",
      advice: failing.join(", "),
      path: "/health#jobs",
    }),
    counted(soldOut, "variant", "sold out", { tone: "info", path: "/products?view=sold_out" }),
    counted(lowStock, "variant", "nearly sold out", { tone: "info", path: "/products?view=low_stock" }),
  ];
}

function shopNeeds({ jobs, findings = [] }: NeedsFound): Needs {
  const failing = jobs.filter(({ isFailing }) => isFailing);
  const wrong = findings.filter(({ verdict }) => verdict === "wrong");
  const advice = findings.filter(({ verdict }) => verdict === "advice");
  return [
    counted(failing.length, "job", "that fails again and again", {
      tone: "bad",
      advice: failing.map(({ name }) => name).join(", "),
      path: "/health#jobs",
    }),
    ...wrong.map(
      ({ subject, words }): Need => ({
        words: subject,
        advice: words,
        tone: "bad",
        path: "/health#findings",
      }),
    ),
    counted(advice.length, "thing", "that could be better", {
      tone: "info",
      advice: advice.map(({ subject }) => subject).join(", "),
      path: "/health#findings",
    }),
  ];
}

function counted(count: number, what: string, how: string, need: Omit<Need, "words">): Need | undefined {
  return count === 0 ? undefined : { ...need, words: `${pluralize(count, what)} ${how}` };
}
