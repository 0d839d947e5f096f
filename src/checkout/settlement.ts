import { type Clock, MINUTE } from "../clock.ts";
import type { AttemptId } from "../ids.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import type { AlertMerchant, MerchantAlert } from "../payments/alert.ts";
import { chargeOf, isHosted, type PaymentAttempt } from "../payments/attempt.ts";
import { chargeAfter } from "../payments/authentication.ts";
import type { Charge, ChargeOutcome, Instrument } from "../payments/charge.ts";
import { createDrives } from "../payments/drives.ts";
import { lookHorizon } from "../payments/look.ts";
import type { PaymentProvider } from "../payments/provider.ts";
import { settleAll } from "../payments/settle-all.ts";
import { unreachable } from "../problem.ts";
import type { Write } from "../storage.ts";
import type { Terms } from "./compute.ts";
import { createHostedOutcomes } from "./hosted-settlement.ts";
import { putOffAttempt, type Settled, type SettlementOutcome, settle } from "./settle.ts";
import type { CheckoutReads, CheckoutStores } from "./stores.ts";

/** While an attempt is younger, its charge may be sent again under the same key; later we only look. */
const REPLAY_WINDOW = 10 * MINUTE;

/** A charge still undecided at this age is canceled, and the buyer may try again. */
const UNDECIDED_DEADLINE = 60 * MINUTE;

export interface SettlementDependencies<Stores extends CheckoutStores> {
  readonly write: Write<Stores>;
  readonly reads: Pick<CheckoutReads, "attempts">;
  readonly provider: PaymentProvider;
  readonly terms: Terms;
  readonly notifications: OrderNotifications;
  readonly clock: Clock;
  readonly alert: AlertMerchant;
  /** What else belongs into every job that settles, such as a mail to the buyer. */
  readonly inSettlingJob?: ((stores: Stores, settled: Settled) => Promise<void>) | undefined;
  /** Counts what became of attempts. */
  readonly ended?: ((how: "succeeded" | "declined" | "unknown" | "released") => void) | undefined;
}

/** Takes open attempts to their end: between the two jobs of a completion, and whenever nobody else does. */
export interface Settlement<Stores extends CheckoutStores> {
  /**
   * Sends a freshly opened attempt's charge, or opens the page its buyer pays on, and settles it. `inSameTransaction`
   * runs in the settling job itself.
   */
  charge<Result>(
    attempt: PaymentAttempt,
    inSameTransaction: InSameTransaction<Stores, Result>,
  ): Promise<Result>;
  /** Finds out what became of an attempt that was left open, and settles it. May send its charge again. */
  resume<Result>(
    attempt: PaymentAttempt,
    inSameTransaction: InSameTransaction<Stores, Result>,
  ): Promise<Result>;
  /** Asks the provider how an attempt stands, whatever its state, and settles it. Never causes a charge. Gives what it heard. */
  look(attempt: PaymentAttempt): Promise<SettlementOutcome>;
  /**
   * Closes the page on which an attempt's buyer was to pay, so that something else may happen to its session, and
   * settles it. Gives how it stands then: still open where the page could be neither closed nor seen to be over.
   */
  closePage(attempt: PaymentAttempt): Promise<Settled>;
  /** Takes an attempt further, unless somebody else is at work on it. */
  takeUp(attempt: PaymentAttempt): Promise<void>;
  /**
   * Resumes every attempt that is due, at most `limit`, all at once. One that cannot be settled is put off, and the
   * merchant told. Gives how many.
   *
   * @throws what kept one from being put off (the database), once all were tried.
   */
  recover(limit: number): Promise<number>;
}

/** What else belongs into the job that settles: the answer to the request, stored with the change it tells of. */
export type InSameTransaction<Stores, Result> = (
  stores: Stores,
  settled: Settled,
  outcome: SettlementOutcome,
) => Promise<Result>;

/** One attempt whose outcome is being fetched or settled, for everybody who waits for it. */
interface Work {
  readonly outcome: Promise<SettlementOutcome>;
  waiting: number;
}

/** Builds the {@link Settlement} of one server. */
export function createSettlement<Stores extends CheckoutStores>({
  write,
  reads,
  provider,
  terms,
  notifications,
  clock,
  alert,
  inSettlingJob,
  ended,
}: SettlementDependencies<Stores>): Settlement<Stores> {
  /**
   * Attempts at work here: whoever else wants to know waits for the same. So nothing ends an attempt while somebody asks
   * the provider about it. An entry stays until what it found is committed: who came between the provider's answer and
   * our own commit would still find the attempt open, and might charge it again. Other processes are kept out by leases.
   */
  const atWork = new Map<AttemptId, Work>();
  const drives = createDrives<Stores, AttemptId>({ write, store: ({ attempts }) => attempts, clock });

  function drive<Result>(
    attempt: PaymentAttempt,
    find: () => Promise<SettlementOutcome>,
    inSameTransaction: InSameTransaction<Stores, Result>,
  ): Promise<Result> {
    const findAlone = async (): Promise<SettlementOutcome> =>
      (await drives.await(attempt.id)) ? foundOut(attempt, find) : atWorkElsewhere;
    return join(attempt, findAlone, inSameTransaction);
  }

  /** @param find what to do where nobody here is at work yet, once it is certain that nobody is elsewhere. */
  async function join<Result>(
    attempt: PaymentAttempt,
    find: () => Promise<SettlementOutcome>,
    inSameTransaction: InSameTransaction<Stores, Result>,
  ): Promise<Result> {
    const work = atWork.get(attempt.id) ?? { outcome: find(), waiting: 0 };
    atWork.set(attempt.id, work);
    work.waiting += 1;
    try {
      return await settleWith(attempt, await work.outcome, inSameTransaction);
    } finally {
      work.waiting -= 1;
      if (work.waiting === 0) atWork.delete(attempt.id);
    }
  }

  /** An attempt that this process has just opened is nobody else's. */
  const driveOpened: typeof drive = (attempt, find, inSameTransaction) =>
    join(attempt, () => foundOut(attempt, find), inSameTransaction);

  /** A provider that throws has told nothing, whatever it did. */
  async function foundOut(
    attempt: PaymentAttempt,
    find: () => Promise<SettlementOutcome>,
  ): Promise<SettlementOutcome> {
    try {
      return await find();
    } catch (error) {
      tell(attempt, "unexpected", "asking the payment provider failed unexpectedly", error);
      return { kind: "unknown", detail: "asking the provider threw" };
    }
  }

  async function settleWith<Result>(
    attempt: PaymentAttempt,
    outcome: SettlementOutcome,
    inSameTransaction: InSameTransaction<Stores, Result>,
  ): Promise<Result> {
    const { settled, result } = await write(async (stores) => {
      const settled = await settle(stores, attempt.id, outcome, terms, clock.now(), notifications);
      await inSettlingJob?.(stores, settled);
      await drives.end(stores, attempt.id);
      return { settled, result: await inSameTransaction(stores, settled, outcome) };
    });
    drives.forget(attempt.id);
    report(settled, outcome);
    return result;
  }

  function report({ attempt, change }: Settled, outcome: SettlementOutcome): void {
    if (outcome.kind === "unknown" && outcome.contradicts)
      tell(attempt, "contradicting_charge", `the provider holds another charge: ${outcome.detail}`);
    switch (change) {
      case "succeeded":
        ended?.("succeeded");
        return;
      case "released":
        if (outcome.kind === "rejected" && outcome.why === "misconfigured")
          tell(attempt, "misconfigured", `the payment provider refuses our requests: ${outcome.detail}`);
        // A page that its buyer left is no payment that failed.
        if (outcome.kind !== "expired") ended?.(outcome.kind === "declined" ? "declined" : "released");
        return;
      case "refund_due":
        tell(
          attempt,
          "late_payment",
          "a payment succeeded too late to become an order; it is being refunded",
        );
        return;
      case "kept_open":
        if (outcome.kind === "unknown") ended?.("unknown");
        return;
      case "none":
        return;
      default:
        unreachable(change);
    }
  }

  function tell(attempt: PaymentAttempt, kind: MerchantAlert["kind"], words: string, error?: unknown): void {
    alert({ kind, words, attemptId: attempt.id, sessionId: attempt.sessionId, error });
  }

  const hosted = createHostedOutcomes(provider, clock);

  async function firstCharge(attempt: PaymentAttempt): Promise<SettlementOutcome> {
    if (isHosted(attempt)) return hosted.open(attempt);
    const decided = decidedWithoutAsking(attempt);
    if (decided) return decided;
    const charge = chargeAgain(attempt);
    const inspected = await provider.inspect(charge);
    switch (inspected.kind) {
      case "unusable":
        return { kind: "declined", reason: inspected.reason, instrument: inspected.instrument };
      case "unknown_token":
        return { kind: "rejected", why: "invalid_token", detail: "the provider knows no such token" };
      case "usable":
      case "unreadable":
        break;
      default:
        return unreachable(inspected);
    }
    const instrument = inspected.kind === "usable" ? inspected.instrument : undefined;
    return (
      authenticateFirst(attempt, instrument) ??
      stopForAction(attempt, withInstrument(await provider.charge(charge), instrument))
    );
  }

  /** Where the shop has every payment authenticated, the one that brings no result yet is not even sent. */
  function authenticateFirst(
    attempt: PaymentAttempt,
    instrument: Instrument | undefined,
  ): SettlementOutcome | undefined {
    if (terms.shop.payment.threeDSecure !== "always" || attempt.authentication) return undefined;
    return attempt.allowAuthentication
      ? { kind: "needs_action", reference: "not-charged", instrument }
      : { kind: "declined", reason: "requires_3ds", instrument };
  }

  /**
   * Sends the same charge again. An answer that is no charge's own end proves nothing about the first time: only then
   * is a refusal no refusal.
   */
  async function replay(attempt: PaymentAttempt): Promise<SettlementOutcome> {
    // It never was sent, or before the setting changed: it is not sent again, and may only come late.
    if (authenticateFirst(attempt, undefined)) return giveUp(attempt);
    const outcome = await provider.charge(chargeAgain(attempt));
    if (outcome.kind === "unavailable" || outcome.kind === "rejected")
      return { kind: "unknown", detail: `sent again, the charge was ${outcome.kind}` };
    return stopForAction(attempt, outcome);
  }

  /** The agent is asked to authenticate the buyer and come back with a new charge: this one must be dead first. */
  async function stopForAction(attempt: PaymentAttempt, outcome: ChargeOutcome): Promise<SettlementOutcome> {
    if (outcome.kind !== "needs_action" || !attempt.allowAuthentication) return outcome;
    const canceled = await provider.cancel({ ...attempt, reference: outcome.reference });
    switch (canceled.kind) {
      case "canceled":
        return outcome;
      case "already":
        return canceled.outcome;
      case "unknown":
        return { kind: "pending", reference: outcome.reference };
      default:
        return unreachable(canceled);
    }
  }

  /** Takes an attempt further that was left open. What was handed in may be old: somebody may have ended it since. */
  async function lookAgain({ id }: PaymentAttempt): Promise<SettlementOutcome> {
    const attempt = await reads.attempts.find(id);
    if (attempt?.state !== "open") return { kind: "unknown", detail: "it was ended meanwhile" };
    const decided = decidedWithoutAsking(attempt);
    if (decided) return decided;
    if (attempt.provider !== provider.name) return anotherProvider(attempt);
    if (isHosted(attempt)) return hosted.resume(attempt);
    const found = await provider.lookUp(attempt);
    switch (found.kind) {
      case "absent":
        return sendAgainOrGiveUp(attempt);
      case "needs_action":
        return attempt.allowAuthentication ? stopForAction(attempt, found) : undecided(attempt, found);
      case "pending":
        return undecided(attempt, found);
      case "paid":
      case "declined":
      case "unknown":
        return found;
      default:
        return unreachable(found);
    }
  }

  async function sendAgainOrGiveUp(attempt: PaymentAttempt): Promise<SettlementOutcome> {
    const age = clock.now() - attempt.openedAt;
    const isAgeKnown = age >= 0 && attempt.maySendAgain !== false;
    if (isAgeKnown) return age < REPLAY_WINDOW ? replay(attempt) : giveUp(attempt);
    // Its charge may be listed under another time, and its key be forgotten. The provider's event may still tell.
    return age < UNDECIDED_DEADLINE
      ? { kind: "unknown", detail: "the clock was set back since it was opened" }
      : giveUp(attempt);
  }

  async function undecided(
    attempt: PaymentAttempt,
    found: Extract<ChargeOutcome, { kind: "pending" | "needs_action" }>,
  ): Promise<SettlementOutcome> {
    const age = clock.now() - attempt.openedAt;
    return age < UNDECIDED_DEADLINE ? found : giveUp({ ...attempt, reference: found.reference });
  }

  /** Makes sure the attempt can never succeed, before anything it holds is released. */
  async function giveUp(attempt: PaymentAttempt): Promise<SettlementOutcome> {
    const canceled = await provider.cancel(attempt);
    switch (canceled.kind) {
      case "canceled":
        return { kind: "abandoned" };
      case "already":
        return canceled.outcome;
      case "unknown":
        return { kind: "unknown", detail: canceled.detail };
      default:
        return unreachable(canceled);
    }
  }

  /** Only looks. What the provider has never heard of is as good as given up, if it was given up here. */
  async function onlyLook(attempt: PaymentAttempt): Promise<SettlementOutcome> {
    if (attempt.provider !== provider.name) return anotherProvider(attempt);
    if (isHosted(attempt)) return hosted.look(attempt);
    const found = await provider.lookUp(attempt);
    if (found.kind !== "absent") return found;
    return attempt.state === "open"
      ? { kind: "unknown", detail: "the provider does not list it" }
      : { kind: "abandoned" };
  }

  async function closeOpen({ id }: PaymentAttempt): Promise<SettlementOutcome> {
    const attempt = await reads.attempts.find(id);
    if (attempt?.state !== "open" || !isHosted(attempt))
      return { kind: "unknown", detail: "it was ended meanwhile" };
    return attempt.provider === provider.name ? hosted.close(attempt) : anotherProvider(attempt);
  }

  /** Whoever is at work on the attempt comes first: a page that is just being opened has no name to be closed by. */
  async function closePage(attempt: PaymentAttempt): Promise<Settled> {
    const working = atWork.has(attempt.id);
    const settled = await drive(
      attempt,
      () => closeOpen(attempt),
      async (_stores, settled) => settled,
    );
    return working && settled.attempt.state === "open" ? closePage(settled.attempt) : settled;
  }

  const look = (attempt: PaymentAttempt): Promise<SettlementOutcome> =>
    drive(
      attempt,
      () => onlyLook(attempt),
      async (_stores, _settled, outcome) => outcome,
    );

  function takeUp(attempt: PaymentAttempt): Promise<void> {
    const find = () => (attempt.state === "open" ? lookAgain(attempt) : onlyLook(attempt));
    const findIfFree = async (): Promise<SettlementOutcome> =>
      (await drives.take(attempt.id)) ? foundOut(attempt, find) : atWorkElsewhere;
    return join(attempt, findIfFree, async () => {});
  }

  return {
    charge: (attempt, inSameTransaction) =>
      driveOpened(attempt, () => firstCharge(attempt), inSameTransaction),
    resume: (attempt, inSameTransaction) => drive(attempt, () => lookAgain(attempt), inSameTransaction),
    look,
    closePage,
    takeUp,
    async recover(limit) {
      const now = clock.now();
      const due = await reads.attempts.due(now, lookHorizon(now), limit);
      await settleAll(due, takeUp, async (attempt, error) => {
        tell(attempt, "unexpected", "a payment could not be taken further; it is tried again", error);
        await write((stores) => putOffAttempt(stores, attempt.id, clock.now()));
      });
      return due.length;
    },
  };
}

/** Another process keeps the attempt for longer than the provider may take: what it finds out is settled there. */
const atWorkElsewhere: SettlementOutcome = { kind: "unknown", detail: "another process is at work on it" };

function anotherProvider(attempt: PaymentAttempt): SettlementOutcome {
  return { kind: "unknown", detail: `it was opened with ${attempt.provider}, which is not configured` };
}

/**
 * What is certain of an attempt without the provider, which never hears of it, however often it is taken up: an order
 * that costs nothing is paid, and a buyer who was not the one is not charged.
 */
function decidedWithoutAsking({ amount, authentication }: PaymentAttempt): SettlementOutcome | undefined {
  if (amount === 0) return { kind: "paid", reference: "nothing-due", captured: true };
  return authentication && chargeAfter(authentication) === "not"
    ? { kind: "declined", reason: "authentication_failed" }
    : undefined;
}

function chargeAgain(attempt: PaymentAttempt): Charge {
  const { token, sale } = attempt;
  if (token === undefined || sale === undefined)
    throw new Error(`attempt ${attempt.id} is closed; nothing may be charged for it`);
  return chargeOf({ ...attempt, token, sale });
}

function withInstrument(outcome: ChargeOutcome, instrument: Instrument | undefined): ChargeOutcome {
  if (!instrument) return outcome;
  switch (outcome.kind) {
    case "paid":
    case "needs_action":
    case "declined":
      return { ...outcome, instrument: { ...outcome.instrument, ...instrument } };
    case "pending":
    case "rejected":
    case "unavailable":
    case "unknown":
      return outcome;
    default:
      return unreachable(outcome);
  }
}
