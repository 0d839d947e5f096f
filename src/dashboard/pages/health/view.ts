import type { FindingsThen } from "../../../doctor/findings.ts";
import { type Content, type Html, html } from "../../../html.ts";
import type { JobStatus } from "../../../jobs/scheduler.ts";
import { formatForPeople } from "../../../money.ts";
import type { PendingWork } from "../../../monitoring/pending-work.ts";
import type { DeliveryAttempt, EventSummary } from "../../../outbox/event.ts";
import type { UnresolvedPayment } from "../../../payments/unresolved.ts";
import type { Shop } from "../../../shop.ts";
import { capitalized } from "../../parts/capitalized.ts";
import { type DashboardView, dashboardForm } from "../../parts/forms.ts";
import { moment } from "../../parts/moments.ts";
import {
  badge,
  type Column,
  card,
  listTable,
  pageHead,
  remark,
  row,
  type Tone,
} from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";

/** What the page of the shop's health shows. */
export interface HealthView {
  readonly view: DashboardView;
  readonly pending: PendingWork;
  /** Events that no agent took, the newest first. */
  readonly events: readonly {
    readonly event: EventSummary;
    readonly orderNumber: number | undefined;
    readonly lastTry: DeliveryAttempt | undefined;
  }[];
  readonly jobs: readonly JobStatus[];
  readonly findings: FindingsThen | undefined;
  readonly maySendAgain: boolean;
  readonly mayLook: boolean;
}

/** What does not go as it should: money, events, jobs, and what the shop depends on. */
export function healthPage(shown: HealthView, shop: Shop): DashboardPage {
  const firing = shown.pending.alerts.filter(({ state }) => state === "firing");
  return {
    title: "Health",
    section: "health",
    main: html`${pageHead("Health")}
${firing.map(({ heading, words }) => remark(html`<strong>${heading}.</strong> ${words}`, "bad"))}
${disputes(shown, shop)}
${payments(shown, shop)}
${events(shown, shop)}
${findings(shown, shop)}
${jobs(shown.jobs, shop)}`,
  };
}

const disputeColumns: readonly Column[] = [
  { heading: "Order" },
  { heading: "Why" },
  { heading: "Answer by" },
  { heading: "Amount", kind: "amount" },
];

function disputes({ view, pending }: HealthView, shop: Shop): Html | undefined {
  if (pending.disputes.length === 0) return undefined;
  const rows = pending.disputes.map(({ orderNumber, reason, respondBy, amount, currency }) =>
    row(disputeColumns, [
      html`<a href="${view.root}/admin/orders/${orderNumber}">${orderNumber}</a>`,
      reason.replaceAll("_", " "),
      respondBy === undefined ? undefined : moment(respondBy, shop),
      formatForPeople(amount, currency),
    ]),
  );
  return card(undefined, {
    heading: "Disputes that wait for your answer",
    id: "disputes",
    table: listTable("Disputes", disputeColumns, rows),
  });
}

const paymentColumns: readonly Column[] = [
  { heading: "What" },
  { heading: "Since" },
  { heading: "At the provider", kind: "phone-less" },
  { heading: "Amount", kind: "amount" },
];

const paymentWords: Readonly<Record<UnresolvedPayment["kind"], string>> = {
  charge: "Payment whose end nobody knows",
  late_payment: "Payment that came too late, being given back",
  refund: "Refund that is not through",
  authorization: "Authorisation that ends soon, not captured",
};

function payments({ pending: { overduePayments } }: HealthView, shop: Shop): Html | undefined {
  if (overduePayments.length === 0) return undefined;
  const rows = overduePayments.map(({ kind, since, reference, sessionId, amount, currency }) =>
    row(paymentColumns, [
      html`${paymentWords[kind]}<div class="soft small code">${sessionId}</div>`,
      moment(since, shop),
      html`<span class="code">${reference ?? "not known"}</span>`,
      formatForPeople(amount, currency),
    ]),
  );
  return card(undefined, {
    heading: "Payments without an end",
    id: "payments",
    table: listTable("Payments without an end", paymentColumns, rows),
    footer: html`<p class="soft small">The shop goes on asking your payment provider. Look for them there; they end here by themselves.</p>`,
  });
}

const eventColumns: readonly Column[] = [
  { heading: "Order" },
  { heading: "Given up" },
  { heading: "Why", kind: "phone-less" },
  { heading: html`<span class="for-readers">Send again</span>` },
];

function events({ view, pending, events: shown, maySendAgain }: HealthView, shop: Shop): Html | undefined {
  if (shown.length === 0) return undefined;
  const rows = shown.map(({ event, orderNumber, lastTry }) =>
    row(eventColumns, [
      orderNumber === undefined
        ? event.orderId
        : html`<a href="${view.root}/admin/orders/${orderNumber}">${orderNumber}</a>`,
      moment(event.finishedAt ?? event.createdAt, shop),
      html`<div class="clip">${lastTry?.reason ?? lastTry?.status}</div>`,
      maySendAgain
        ? dashboardForm(view, "/health/replay", "Send again", {
            kind: "link",
            marks: html`<input type="hidden" name="event" value="${event.id}">`,
          })
        : undefined,
    ]),
  );
  return card(undefined, {
    heading: "Events that no agent took",
    id: "events",
    actions: maySendAgain
      ? dashboardForm(view, "/health/replay", `Send all ${pending.deadEvents} again`)
      : undefined,
    table: listTable("Events that no agent took", eventColumns, rows),
  });
}

const verdictTones = { good: "good", advice: "warn", wrong: "bad" } as const satisfies Record<string, Tone>;
const verdictWords = { good: "Good", advice: "Advice", wrong: "Wrong" } as const;

/** What is wrong first; with scripts, shown anew until the first look is done. */
function findings({ view, findings: then, mayLook }: HealthView, shop: Shop): Html {
  const again = mayLook ? dashboardForm(view, "/health/look", "Look again") : undefined;
  if (then === undefined) {
    return html`<div id="findings" hx-get="${view.root}/admin/health" hx-trigger="load delay:2s" hx-select="#findings" hx-swap="outerHTML">${card(
      html`<p class="soft" role="status">Looking at settings, payment provider and mail …</p>`,
      { heading: "What the shop depends on", actions: again },
    )}</div>`;
  }
  const order = ["wrong", "advice", "good"];
  const sorted = then.findings.toSorted(
    (one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict),
  );
  return html`<div id="findings">${card(
    html`<ul class="plain checklist">${sorted.map(
      ({ verdict, subject, words }) =>
        html`<li>${badge(verdictWords[verdict], verdictTones[verdict])}<div><strong>${subject}</strong><span class="hint">${words}</span></div></li>
`,
    )}</ul>`,
    {
      heading: "What the shop depends on",
      actions: again,
      footer: html`<p class="soft small">Looked at ${moment(then.at, shop)}. checkstand doctor reads the whole database, too.</p>`,
    },
  )}</div>`;
}

const jobColumns: readonly Column[] = [
  { heading: "Job" },
  { heading: "State" },
  { heading: "Last good", kind: "phone-less" },
  { heading: "Next", kind: "phone-less" },
];

function jobs(all: readonly JobStatus[], shop: Shop): Html {
  const rows = all
    .toSorted((one, other) => Number(other.isFailing) - Number(one.isFailing))
    .map((job) =>
      row(jobColumns, [
        html`${capitalized(job.name.replaceAll("-", " "))}${job.reason === undefined ? undefined : html`<div class="hint">${job.reason}</div>`}`,
        jobState(job),
        job.succeededAt === undefined ? undefined : moment(job.succeededAt, shop),
        job.nextAt === undefined ? undefined : moment(job.nextAt, shop),
      ]),
    );
  return card(undefined, {
    heading: "What is done by itself",
    id: "jobs",
    table: listTable("Jobs", jobColumns, rows),
  });
}

function jobState({ isFailing, isRunning, failures, succeededAt }: JobStatus): Content {
  if (isFailing) return badge(`Failed ${failures} times`, "bad");
  if (isRunning) return badge("Running", "info");
  if (failures === 0 && succeededAt === undefined) return badge("Not yet");
  return failures > 0 ? badge("Failed", "warn") : badge("Well", "good");
}
