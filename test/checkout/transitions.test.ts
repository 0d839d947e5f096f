import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { beginHosted } from "../../src/checkout/begin-hosted.ts";
import {
  cancelSession,
  createSession,
  expireSessions,
  getSession,
  updateSession,
} from "../../src/checkout/checkout.ts";
import { beginCompletion } from "../../src/checkout/complete.ts";
import { revisionOf } from "../../src/checkout/revision.ts";
import { type SessionStatus, sessionStatuses, totalOf } from "../../src/checkout/session.ts";
import { type SettlementOutcome, settle } from "../../src/checkout/settle.ts";
import {
  abandonedStatuses,
  eventsIn,
  type SessionEvent,
  statusAfter,
  type TransitionedSession,
  transition,
  waitingStatuses,
} from "../../src/checkout/transitions.ts";
import { HOUR, SECOND } from "../../src/clock.ts";
import { type AttemptId, asId, type SessionId, type VariantId } from "../../src/ids.ts";
import { noNotifications } from "../../src/orders/record-order-event.ts";
import type { AuthenticationResult } from "../../src/payments/authentication.ts";
import { demoBuyer } from "../../src/protocols/acp/words/examples.ts";
import { isTestedOnPostgres } from "../engines.ts";
import { sharedToken } from "../payments/credentials.ts";
import { openTestShop, testAgent } from "./shop.ts";

/** What may happen in each status, said once more: a table changed by mistake is another one than this. */
const expected: Readonly<Record<SessionStatus, string>> = {
  not_ready_for_payment:
    "become_ready become_not_ready begin_payment begin_hosted_payment complete_late cancel expire",
  ready_for_payment:
    "become_ready become_not_ready begin_payment begin_hosted_payment complete_late cancel expire",
  authentication_required:
    "become_ready become_not_ready begin_payment begin_hosted_payment complete_late cancel expire",
  requires_escalation: "await_payment complete release",
  in_progress: "complete release demand_authentication",
  completed: "",
  canceled: "",
  expired: "complete_late",
};
const mayHappen = (status: SessionStatus, event: SessionEvent) => expected[status].split(" ").includes(event);

const events = Object.keys(statusAfter) as SessionEvent[];
const cells = sessionStatuses.flatMap((status) => events.map((event) => [status, event] as const));

let shop: Awaited<ReturnType<typeof openTestShop>>;
beforeAll(async () => {
  shop = await openTestShop({
    acquirer: { bin: "412345", merchantId: "harbour", merchantName: "Harbour Goods", country: "US" },
  });
});
afterAll(() => shop[Symbol.asyncDispose]());

const context = () => ({ agent: testAgent, terms: shop.terms, now: shop.clock.now() });
const itemsOf = (variant: string, quantity: number) => [{ id: asId<VariantId>(variant), quantity, index: 0 }];

async function readySession(): Promise<SessionId> {
  const command = { items: itemsOf("voucher", 1), buyer: demoBuyer };
  const made = await shop.write((stores) =>
    createSession(stores, command, { name: "acp", version: "2026-04-17" }, context()),
  );
  if (!made.ok) throw new Error(`no session: ${made.problem.kind}`);
  return made.value.session.id;
}

const beginPayment = (id: SessionId, authenticationResult?: AuthenticationResult) => {
  const command = { payment: { credential: sharedToken("spt_approved") }, authenticationResult };
  const payments = { provider: shop.sandbox.name, offersAuthentication: true };
  return shop.write((stores) => beginCompletion(stores, id, command, undefined, payments, context()));
};

async function openAttempt(id: SessionId): Promise<AttemptId> {
  const begun = await beginPayment(id);
  if (begun.kind !== "opened") throw new Error(`no attempt: ${begun.kind}`);
  return begun.attempt.id;
}

async function beginHandPayment(id: SessionId) {
  const { sessions } = shop.reads;
  const session = await sessions.find(id);
  if (!session) throw new Error(`no session ${id}`);
  const shown = { revision: revisionOf(session), total: totalOf(session) };
  const hosted = { provider: shop.sandbox.name, returnUrl: () => "/return", backUrl: () => "/back" };
  return shop.write((stores) => beginHosted(stores, id, shown, hosted, context()));
}

async function hostedAttempt(id: SessionId): Promise<AttemptId> {
  const begun = await beginHandPayment(id);
  if (begun.kind !== "opened") throw new Error(`no attempt: ${begun.kind}`);
  return begun.attempt.id;
}

async function givenUpAttempt(id: SessionId): Promise<AttemptId> {
  const attempt = await openAttempt(id);
  await tell(attempt, { kind: "abandoned" });
  return attempt;
}

const tell = (id: AttemptId, outcome: SettlementOutcome) =>
  shop.write(async (stores) => {
    const attempt = await stores.attempts.find(id);
    if (!attempt) throw new Error(`there is no attempt ${id}`);
    return settle(stores, attempt, outcome, shop.terms, shop.clock.now(), noNotifications);
  });

const update = (id: SessionId, items: ReturnType<typeof itemsOf>) =>
  shop.write((stores) => updateSession(stores, id, { items }, context()));

/** What brings an event about. It begins at a session that is ready, and gives what then makes the event happen. */
type Cause = (id: SessionId) => Promise<() => Promise<unknown>>;

const settled =
  (attemptOf: (id: SessionId) => Promise<AttemptId>, outcome: SettlementOutcome): Cause =>
  async (id) => {
    const attempt = await attemptOf(id);
    return () => tell(attempt, outcome);
  };

const causes: Readonly<Record<SessionEvent, Cause>> = {
  become_ready: async (id) => () => update(id, itemsOf("voucher", 2)),
  become_not_ready: async (id) => () => update(id, itemsOf("mug", 2)),
  begin_payment: async (id) => () => beginPayment(id, { outcome: "authenticated" }),
  begin_hosted_payment: async (id) => () => beginHandPayment(id),
  await_payment: settled(hostedAttempt, { kind: "pending", reference: "bank" }),
  complete: settled(openAttempt, { kind: "paid", reference: "paid", captured: true }),
  complete_late: settled(givenUpAttempt, { kind: "paid", reference: "late", captured: true }),
  release: settled(openAttempt, { kind: "declined", reason: "declined" }),
  demand_authentication: settled(openAttempt, { kind: "needs_action", reference: "action" }),
  cancel: async (id) => () => shop.write((stores) => cancelSession(stores, id, {}, context())),
  expire: async () => async () => {
    shop.clock.advance(HOUR);
    await shop.write((stores) => expireSessions(stores, shop.clock.now(), 1_000));
  },
};

/** Puts a session at a status, however it may have come there. */
const putAt = (id: SessionId, status: SessionStatus) =>
  shop.write(async ({ sessions }) => {
    const session = await sessions.find(id);
    if (!session) throw new Error(`no session ${id}`);
    await sessions.replace({ ...session, status } as TransitionedSession);
  });

/** Has an event brought about at a session of a status. Gives how the session then stands, and whether it was written. */
async function attempted(status: SessionStatus, event: SessionEvent) {
  const id = await readySession();
  const happen = await causes[event](id);
  await putAt(id, status);
  const before = await shop.reads.sessions.find(id);
  shop.clock.advance(SECOND);
  await happen().catch(() => "thrown, and undone with its job");
  const after = await shop.reads.sessions.find(id);
  const shown = await getSession(shop.reads, id, context());
  return {
    status: shown.ok ? shown.value.session.status : shown.problem.kind,
    isWritten: !Bun.deepEquals(before, after),
  };
}

/** The statuses that the partial indexes of a database hold, as its migrations say them. */
async function statusesIndexed() {
  const statements = isTestedOnPostgres
    ? "SELECT indexname AS name, indexdef AS sql FROM pg_indexes"
    : "SELECT name, sql FROM sqlite_schema";
  const indexes = await shop.rows<{ name: string; sql: string | null }>(statements);
  const listOf = (index: string) => {
    const [, condition = ""] = indexes.find(({ name }) => name === index)?.sql?.split("WHERE") ?? [];
    return [...condition.matchAll(/'(\w+)'/g)].map(([, status]) => status);
  };
  return { waiting: listOf("sessions_to_expire"), abandoned: listOf("sessions_to_forget") };
}

/** The same, as the table of transitions has them. */
const statusesToIndex = () => ({ waiting: waitingStatuses(), abandoned: abandonedStatuses() });

/** The table with one entry taken out, or put in, until it is disposed of. */
function withEntryTurned(status: SessionStatus, event: SessionEvent): Disposable {
  const before = eventsIn[status];
  const turned = before.includes(event) ? before.filter((each) => each !== event) : [...before, event];
  Reflect.set(eventsIn, status, turned);
  return { [Symbol.dispose]: () => void Reflect.set(eventsIn, status, before) };
}

describe("the table of transitions", () => {
  test("is the one expected here", () => {
    for (const [status, event] of cells)
      expect([status, event, eventsIn[status].includes(event)]).toEqual([
        status,
        event,
        mayHappen(status, event),
      ]);
  });

  test.each(cells)("decides whether to a session that is %s this happens: %s", async (status, event) => {
    const happens = { status: statusAfter[event], isWritten: true };
    const doesNot = { status, isWritten: false };
    const right = mayHappen(status, event) ? happens : doesNot;
    expect(await attempted(status, event)).toEqual(right);
    using _ = withEntryTurned(status, event);
    const isNoticed =
      !Bun.deepEquals(await attempted(status, event), right) ||
      !Bun.deepEquals(statusesToIndex(), await statusesIndexed());
    expect(isNoticed).toBeTrue();
  });

  test("has the statuses that are indexed: others need a migration that builds the indexes anew", async () => {
    const indexed = await statusesIndexed();
    expect(indexed.waiting).not.toBeEmpty();
    expect(indexed.abandoned).not.toBeEmpty();
    expect(indexed).toEqual({ waiting: [...waitingStatuses()], abandoned: [...abandonedStatuses()] });
  });

  test("cannot be passed by: stores take only what an event made", async () => {
    const id = await readySession();
    const session = await shop.reads.sessions.find(id);
    if (!session) throw new Error("no session");
    const byHand = { ...session, status: "completed" } as const;
    // @ts-expect-error: its status was written by hand.
    await shop.write(({ sessions }) => sessions.replace(byHand));
    await shop.write(({ sessions }) => sessions.replace(transition(session, "cancel")));
  });

  test("throws at what cannot happen", async () => {
    const session = await shop.reads.sessions.find(await readySession());
    if (!session) throw new Error("no session");
    expect(() => transition(session, "complete")).toThrow("ready_for_payment: “complete” cannot happen");
  });
});
