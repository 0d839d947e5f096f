import { type Static, Type } from "@sinclair/typebox";
import type { SourceRecord } from "../../catalog/source.ts";
import type { FindingsThen } from "../../doctor/findings.ts";
import type { PushRecord } from "../../feed/push/push-state.ts";
import type { JobStatus } from "../../jobs/scheduler.ts";
import { AmountField, closed, DateTimeField, dateTime, maybe, oneOfWords } from "../../operations/fields.ts";
import type { PaymentAttempt } from "../../payments/attempt.ts";
import type { OrderDispute } from "../../payments/disputes.ts";
import { type AdminRoute, mutation, query, refuseCall } from "../route.ts";
import type { AdminServices } from "../services.ts";
import { encodeRefund, RefundAnswer } from "../shapes/order.ts";

/** More than a person reads. */
const MOST = 500;

const tag = "Operation";

/** How the shop is doing: what runs by itself, and what waits for a person. */
export function operationRoutes(services: AdminServices): readonly AdminRoute[] {
  return [
    jobsRoute(services),
    unresolvedRoute(services),
    disputesRoute(services),
    findingsRoute(services),
    lookAgainRoute(services),
    pushesRoute(services),
    sourceRoute(services),
  ];
}

const JobAnswer = closed({
  name: Type.String(),
  is_running: Type.Boolean(),
  is_failing: Type.Boolean({ description: "It fails again and again: somebody should look." }),
  failures: Type.Integer(),
  reason: maybe(Type.String()),
  started_at: maybe(DateTimeField),
  finished_at: maybe(DateTimeField),
  succeeded_at: maybe(DateTimeField),
  next_at: maybe(DateTimeField),
});

function jobsRoute({ jobs }: AdminServices): AdminRoute {
  return query("/jobs", {
    tag,
    summary: "See how recurring jobs stand",
    description: "When each ran last, how that ended and when it runs next.",
    answer: closed({ jobs: Type.Array(JobAnswer) }),
    handle: async () => ({ jobs: jobs.status().map(encodeJob) }),
  });
}

function encodeJob(job: JobStatus): Static<typeof JobAnswer> {
  return {
    name: job.name,
    is_running: job.isRunning,
    is_failing: job.isFailing,
    failures: job.failures,
    reason: job.reason,
    started_at: dateTime(job.startedAt),
    finished_at: dateTime(job.finishedAt),
    succeeded_at: dateTime(job.succeededAt),
    next_at: dateTime(job.nextAt),
  };
}

const AttemptAnswer = closed({
  id: Type.String(),
  session_id: Type.String(),
  order_id: Type.String({ description: "The order it makes, if it succeeds." }),
  state: oneOfWords(
    ["open", "refund_due"],
    "open: nobody knows its end yet. refund_due: paid too late, being given back.",
  ),
  provider: Type.String(),
  reference: maybe(Type.String()),
  amount: AmountField,
  currency: Type.String(),
  opened_at: DateTimeField,
  next_look_at: maybe(DateTimeField),
});

function unresolvedRoute({ reads }: AdminServices): AdminRoute {
  return query("/payments/unresolved", {
    tag,
    summary: "See payments and refunds that have not come to an end",
    description:
      "They are taken further by themselves; what stays here for hours is worth a look at the provider.",
    answer: closed({ payments: Type.Array(AttemptAnswer), refunds: Type.Array(RefundAnswer) }),
    async handle() {
      const attempts = await reads.attempts.unresolved(MOST);
      return {
        payments: attempts.flatMap(encodeAttempt),
        refunds: (await reads.refunds.pending(MOST)).map(encodeRefund),
      };
    },
  });
}

function encodeAttempt(attempt: PaymentAttempt): Static<typeof AttemptAnswer>[] {
  const { state } = attempt;
  if (state !== "open" && state !== "refund_due") return [];
  return [
    {
      id: attempt.id,
      session_id: attempt.sessionId,
      order_id: attempt.orderId,
      state,
      provider: attempt.provider,
      reference: attempt.reference,
      amount: attempt.amount,
      currency: attempt.currency,
      opened_at: dateTime(attempt.openedAt),
      next_look_at: dateTime(attempt.nextLookAt),
    },
  ];
}

const DisputeAnswer = closed({
  reference: Type.String({ description: "The provider's own id." }),
  order_id: Type.String(),
  order_number: Type.Integer(),
  amount: AmountField,
  currency: Type.String(),
  reason: Type.String({ description: "The bank's, in the provider's word." }),
  opened_at: DateTimeField,
  respond_by: maybe(DateTimeField),
});

function disputesRoute({ reads }: AdminServices): AdminRoute {
  return query("/payments/disputes", {
    tag,
    summary: "See disputes that wait for an answer",
    description: "The soonest deadline first. They are answered at the payment provider.",
    answer: closed({ disputes: Type.Array(DisputeAnswer) }),
    handle: async () => ({ disputes: (await reads.disputes.toAnswer(MOST)).map(encodeDispute) }),
  });
}

function encodeDispute(dispute: OrderDispute): Static<typeof DisputeAnswer> {
  return {
    reference: dispute.reference,
    order_id: dispute.orderId,
    order_number: dispute.orderNumber,
    amount: dispute.amount,
    currency: dispute.currency,
    reason: dispute.reason,
    opened_at: dateTime(dispute.openedAt),
    respond_by: dateTime(dispute.respondBy),
  };
}

const FindingsAnswer = closed({
  looked_at: DateTimeField,
  findings: Type.Array(
    closed({
      verdict: oneOfWords(["good", "advice", "wrong"]),
      subject: Type.String(),
      words: Type.String({ description: "What was found and, where it is not good, what to do." }),
    }),
  ),
});

function findingsRoute({ findings }: AdminServices): AdminRoute {
  return query("/findings", {
    tag,
    summary: "See what is wrong with what the shop depends on",
    description:
      "Settings, payment provider, carriers and mail, looked at within the last quarter of an hour.",
    answer: FindingsAnswer,
    handle: async () => encodeFindings(findings.latest() ?? (await findings.look())),
  });
}

function lookAgainRoute({ findings }: AdminServices): AdminRoute {
  return mutation("/findings/look", {
    tag,
    summary: "Look again at what the shop depends on",
    description: "Now, whenever it was looked at last.",
    body: closed({}),
    answer: FindingsAnswer,
    handle: async () => encodeFindings(await findings.look()),
  });
}

function encodeFindings({ at, findings }: FindingsThen): Static<typeof FindingsAnswer> {
  return { looked_at: dateTime(at), findings: [...findings] };
}

const PushAnswer = closed({
  destination: Type.String(),
  extent: oneOfWords(["full", "changes"]),
  outcome: oneOfWords(["pushed", "unchanged", "failed"]),
  items: Type.Integer(),
  bytes: Type.Integer(),
  drifted: maybe(Type.Integer()),
  reason: maybe(Type.String()),
  started_at: DateTimeField,
  finished_at: DateTimeField,
});

function pushesRoute({ reads }: AdminServices): AdminRoute {
  return query("/feeds/pushes", {
    tag,
    summary: "See what was pushed to agents' feeds",
    description: "Newest first, with what the destination said of it.",
    query: {
      destination: { description: "Only those to this destination.", schema: { type: "string" } },
      limit: {
        description: "How many at most.",
        schema: { type: "integer", minimum: 1, maximum: 200, default: 50 },
      },
    },
    answer: closed({ pushes: Type.Array(PushAnswer) }),
    async handle({ query }) {
      const limit = query.wholeNumber("limit", 200) ?? 50;
      const pushes = await reads.feeds.pushes(query.text("destination"), limit);
      return { pushes: pushes.map(encodePush) };
    },
  });
}

function encodePush(push: PushRecord): Static<typeof PushAnswer> {
  return {
    destination: push.destination,
    extent: push.extent,
    outcome: push.outcome,
    items: push.items,
    bytes: push.bytes,
    drifted: push.drifted,
    reason: push.reason,
    started_at: dateTime(push.startedAt),
    finished_at: dateTime(push.finishedAt),
  };
}

const SourceAnswer = closed({
  location: Type.String(),
  checked_at: DateTimeField,
  imported_at: maybe(DateTimeField),
  outcome: oneOfWords(["unchanged", "imported", "refused", "unreadable"]),
  reason: maybe(Type.String()),
  report: maybe(Type.Unknown()),
  refused_rows: maybe(Type.Array(Type.Unknown())),
});

function sourceRoute({ catalogSource }: AdminServices): AdminRoute {
  return query("/catalog/source", {
    tag,
    summary: "See what came of the last look at the catalogue's source",
    description: "When it was looked at, and what was added, changed or refused.",
    answer: SourceAnswer,
    async handle() {
      const record = await catalogSource();
      return record
        ? encodeSource(record)
        : refuseCall(
            404,
            "no_source",
            "The catalogue is imported by hand, or its source was never looked at.",
          );
    },
  });
}

function encodeSource({
  location,
  checkedAt,
  importedAt,
  outcome,
}: SourceRecord): Static<typeof SourceAnswer> {
  return {
    location,
    checked_at: dateTime(checkedAt),
    imported_at: dateTime(importedAt),
    outcome: outcome.kind,
    reason: "reason" in outcome ? outcome.reason : undefined,
    report: "report" in outcome ? outcome.report : undefined,
    refused_rows: "refusals" in outcome ? [...outcome.refusals] : undefined,
  };
}
