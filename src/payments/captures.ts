import { after, type Clock, HOUR, toRfc3339 } from "../clock.ts";
import type { AttemptId, OrderId } from "../ids.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import { unreachable } from "../problem.ts";
import type { Write } from "../storage.ts";
import type { AlertMerchant, MerchantAlert } from "./alert.ts";
import { type AttemptStore, CAPTURE_WARNING, type Capture, type PaymentAttempt } from "./attempt.ts";
import {
  type BeginCaptureStores,
  beginCapture,
  CAPTURE_RETRY_AFTER,
  type CaptureAnswer,
} from "./begin-capture.ts";
import { lookHorizon } from "./look.ts";
import type { CaptureOutcome, LookUpOutcome, PaymentProvider } from "./provider.ts";
import { settleAll } from "./settle-all.ts";
import { isCaptureDue, settleCapture } from "./settle-capture.ts";
import type { RefundStores } from "./settle-refund.ts";

export interface CaptureDependencies<Stores extends RefundStores> {
  readonly write: Write<Stores>;
  readonly reads: { readonly attempts: Pick<AttemptStore, "find" | "capturesDue"> };
  readonly provider: PaymentProvider;
  readonly notifications: OrderNotifications;
  readonly clock: Clock;
  readonly alert: AlertMerchant;
}

/** Takes money that was only authorised with the order, and watches that it is taken in time. */
export interface Captures<Stores extends RefundStores> {
  /** Takes all of it that was not refunded meanwhile. For when goods are handed over, or by the merchant's hand. */
  capture(order: OrderId): Promise<CaptureAnswer>;
  /** The first of its two jobs: see {@link beginCapture}. */
  begin(stores: BeginCaptureStores, order: OrderId): Promise<PaymentAttempt | CaptureAnswer>;
  /** Asks for the money of a capture that was begun, and does in the job that settles it what depends on it. */
  finish<Result>(begun: PaymentAttempt, next: AfterCapture<Stores, Result>): Promise<Result>;
  /** Warns of authorisations that end soon, notes those that have, and finishes captures left open. Gives how many. */
  recover(limit: number): Promise<number>;
  /** Takes over what the provider says of a charge that made its order already. */
  hear(attempt: PaymentAttempt, found: LookUpOutcome): Promise<void>;
}

/** What is done in the job that settles a capture, with how it stands then. */
export type AfterCapture<Stores, Result> = (stores: Stores, answer: CaptureAnswer) => Promise<Result>;

/** Builds the {@link Captures} of one process. */
export function createCaptures<Stores extends RefundStores>(
  dependencies: CaptureDependencies<Stores>,
): Captures<Stores> {
  const { write, reads, provider, clock, alert } = dependencies;
  const finish = finishWith(dependencies);
  const { watch, hear } = captureWatch(dependencies);

  return {
    async capture(order) {
      const begun = await write((stores) => beginCapture(stores, order, provider.name, clock.now()));
      return "kind" in begun ? begun : finish(begun, async (_, answer) => answer);
    },
    begin: (stores, order) => beginCapture(stores, order, provider.name, clock.now()),
    finish,
    async recover(limit) {
      const now = clock.now();
      const due = await reads.attempts.capturesDue(now, lookHorizon(now), limit);
      await settleAll(due, watch, async (attempt, error) => {
        const words = "a capture could not be taken further; it is tried again";
        alert({ ...alertOf(attempt, "unexpected", words), error });
        await putOff(attempt, dependencies);
      });
      return due.length;
    },
    hear,
  };
}

/** Asks the provider to take money, and settles what it says. */
function finishWith<Stores extends RefundStores>(
  dependencies: CaptureDependencies<Stores>,
): Captures<Stores>["finish"] {
  const { provider, clock, alert } = dependencies;

  return async (begun, next) => {
    const { id, capture, reference, currency } = begun;
    if (capture?.state !== "capturing" || reference === undefined)
      throw new Error(`attempt ${id} is not being captured`);
    const outcome = await provider.capture({ id, reference, amount: capture.amount, currency });
    const { answer, result } = await settle(dependencies, id, outcome, next);
    if (answer.kind === "under_way") worry(begun, capture, outcome);
    return result;
  };

  /** Goods may have left for this money: what keeps it from being taken must not pass unseen. */
  function worry(
    attempt: PaymentAttempt,
    { before }: Capture & { state: "capturing" },
    outcome: CaptureOutcome,
  ): void {
    if (outcome.kind === "unknown" && outcome.isRefused) {
      const words = `a payment could not be captured, and is tried again: ${outcome.detail}`;
      alert(alertOf(attempt, "capture_refused", words));
    }
    if (before !== undefined && after(before, -CAPTURE_WARNING) <= clock.now()) {
      const words = `an authorisation ends at ${toRfc3339(before)} and could not be captured yet; capture it at the provider, or its order is not paid`;
      alert(alertOf(attempt, "authorization_ending", words));
    }
  }
}

/** Looks after authorisations until their money is taken or they end. */
function captureWatch<Stores extends RefundStores>(
  dependencies: CaptureDependencies<Stores>,
): Pick<Captures<Stores>, "hear"> & { readonly watch: (attempt: PaymentAttempt) => Promise<void> } {
  const { write, provider, clock, alert } = dependencies;
  const finish = finishWith(dependencies);

  async function warn(attempt: PaymentAttempt, capture: Capture & { state: "authorized" }): Promise<void> {
    const { before } = capture;
    await write(async ({ attempts }) => {
      const current = await attempts.find(attempt.id);
      if (current?.capture?.state !== "authorized") return;
      await attempts.replace({
        ...current,
        capture: { ...capture, warned: true },
        nextLookAt: before ?? after(clock.now(), 24 * HOUR),
      });
    });
    const when = before === undefined ? "soon" : `at ${toRfc3339(before)}`;
    const words = `an authorisation ends ${when}: send the order, or take its money with “checkstand orders capture ${attempt.orderId}”; otherwise it is not paid`;
    alert(alertOf(attempt, "authorization_ending", words));
  }

  async function hear({ id, amount }: PaymentAttempt, found: LookUpOutcome): Promise<void> {
    await settle(dependencies, id, captureOutcomeOf(found, amount), async () => {});
  }

  return {
    hear,
    async watch(attempt) {
      const { capture } = attempt;
      if (attempt.provider !== provider.name) {
        const outcome = { kind: "unknown", detail: "its provider is not configured" } as const;
        await settle(dependencies, attempt.id, outcome, async () => {});
      } else if (capture?.state === "capturing") {
        await finish(attempt, async () => {});
      } else if (capture?.state === "authorized" && !capture.warned) {
        await warn(attempt, capture);
      } else if (capture?.state === "authorized") {
        await hear(attempt, await provider.lookUp(attempt));
      }
    },
  };
}

/** What the provider says of a charge, as the outcome of a capture. `amount` is taken where it does not say how much. */
function captureOutcomeOf(found: LookUpOutcome, amount: PaymentAttempt["amount"]): CaptureOutcome {
  switch (found.kind) {
    case "paid":
      return found.captured
        ? { kind: "captured", taken: found.taken ?? amount }
        : { kind: "unknown", detail: "still authorised" };
    case "declined":
      return { kind: "lapsed" };
    case "absent":
    case "pending":
    case "needs_action":
    case "unknown":
      return { kind: "unknown", detail: found.kind };
    default:
      return unreachable(found);
  }
}

async function settle<Stores extends RefundStores, Result>(
  { write, clock, notifications, alert }: CaptureDependencies<Stores>,
  id: AttemptId,
  outcome: CaptureOutcome,
  next: AfterCapture<Stores, Result>,
): Promise<{ readonly answer: CaptureAnswer; readonly result: Result }> {
  const { attempt, hasLapsed, answer, result } = await write(async (stores) => {
    const settled = await settleCapture(stores, id, outcome, clock.now(), notifications);
    return { ...settled, result: await next(stores, settled.answer) };
  });
  if (hasLapsed) {
    const words = "an authorisation ended before it was captured: its order is not paid";
    alert(alertOf(attempt, "authorization_lapsed", words));
  }
  return { answer, result };
}

function putOff<Stores extends RefundStores>(
  { id }: PaymentAttempt,
  { write, clock }: CaptureDependencies<Stores>,
): Promise<void> {
  return write(async ({ attempts }) => {
    const attempt = await attempts.find(id);
    const now = clock.now();
    if (!attempt || !isCaptureDue(attempt, now)) return;
    await attempts.replace({ ...attempt, nextLookAt: after(now, CAPTURE_RETRY_AFTER) });
  });
}

function alertOf(
  { id, sessionId, orderId }: PaymentAttempt,
  kind: MerchantAlert["kind"],
  words: string,
): MerchantAlert {
  return { kind, words, attemptId: id, sessionId, orderId };
}
