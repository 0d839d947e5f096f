import { type Instant, MINUTE, SECOND } from "../../../src/clock.ts";
import { type AttemptId, asId } from "../../../src/ids.ts";
import type { Charge, ChargeOutcome } from "../../../src/payments/charge.ts";
import type { EventReading } from "../../../src/payments/event.ts";
import type {
  HostedExpiry,
  HostedOpening,
  HostedPayment,
  HostedStanding,
} from "../../../src/payments/hosted.ts";
import type { ListedRefund, LookUpOutcome, PaymentProvider } from "../../../src/payments/provider.ts";
import type { TaxBookingOutcome } from "../../../src/payments/tax-booking.ts";
import type { Owner, World } from "./world.ts";

/** What a token does, by the letters it begins with. Each token works for one charge. */
export type TokenKind = "good" | "declined" | "slow_good" | "slow_bad" | "wants_3ds" | "unknown";

interface Booked {
  readonly charge: Pick<Charge, "attemptId" | "sessionId" | "amount" | "openedAt">;
  /** Whether a buyer paid it on a page, rather than a request of the shop's. */
  readonly isByHand?: true;
  readonly isByGooglePay?: true | undefined;
  readonly reference: string;
  readonly at: Instant;
  /** What the request that made it was told, and what every repetition of it is told. */
  readonly first: ChargeOutcome;
  status: "paid" | "declined" | "processing" | "requires_action" | "canceled";
  refunds: ListedRefund[];
}

/** A page that a buyer may pay on, if they are shown it. */
interface Page {
  readonly payment: HostedPayment;
  readonly id: string;
  readonly url: string;
  state: "open" | "complete" | "expired";
}

/** What a buyer does on a page. */
export type PageVisit = "pays" | "pays_slowly" | "pays_slowly_in_vain" | "has_no_card";

/** How a request and its answer travel. */
type Fate = "answered" | "answer_lost" | "request_lost" | "request_late" | "busy";

/**
 * A payment provider with books of its own, which no crash of the shop touches. Requests and answers get lost, come
 * late, long after the shop has stopped waiting, or are refused for being too many. It keeps its own promise: one
 * attempt is charged once, however often and whenever it is asked.
 */
export class SimulatedProvider {
  readonly charges = new Map<AttemptId, Booked>();
  readonly pages = new Map<AttemptId, Page>();
  /** The taxes in its books, by the attempt they are named after: how often each was booked, and by which calculation. */
  readonly taxes = new Map<AttemptId, string[]>();
  readonly #world: World;
  readonly #self: Owner = { name: "provider", alive: true };
  readonly #weather: Weather;
  /** A time in which nothing gets through; what was sent then may arrive long after it. */
  readonly #outage: { readonly start: number; readonly end: number };
  readonly #usedTokens = new Set<string>();
  /** Attempts for which there is a payment method. */
  readonly #methods = new Set<AttemptId>();
  #events = 0;
  /** Set while the world calms down: everything is answered at once and rightly. */
  healthy = false;
  /** Delivers an event to whichever server is alive. Settles with whether it was taken. */
  deliver: (body: Uint8Array) => Promise<boolean> = async () => false;

  constructor(world: World) {
    this.#world = world;
    this.#weather = world.pick(weathers);
    const start = world.clock.now() + world.between(0, 5 * MINUTE);
    this.#outage = { start, end: start + (world.chance(0.5) ? world.between(1, 40) * MINUTE : 0) };
  }

  /** The provider as one process of the shop sees it. */
  portFor(caller: Owner): PaymentProvider {
    const unknown = { kind: "unknown", detail: "no answer" } as const;
    return {
      name: "stripe",
      hosted: {
        open: (payment) =>
          this.#travel<HostedOpening, HostedOpening>(caller, () => this.#open(payment), unknown, busy),
        look: ({ attemptId }) =>
          this.#travel<HostedStanding, HostedStanding>(
            caller,
            () => this.#standing(attemptId),
            unknown,
            unknown,
          ),
        expire: ({ attemptId }) =>
          this.#travel<HostedExpiry, HostedExpiry>(caller, () => this.#expire(attemptId), unknown, unknown),
      },
      taxBooks: {
        book: ({ attemptId, calculation }) =>
          this.#travel<TaxBookingOutcome, TaxBookingOutcome>(
            caller,
            () => this.#bookTax(attemptId, calculation),
            unknown,
            unknown,
          ),
        reverse: async () => ({ kind: "refused", detail: "nobody who paid by hand has their money back" }),
      },
      inspect: async () => ({ kind: "unreadable" }),
      charge: (charge) =>
        charge.credential.kind === "google_pay"
          ? this.#chargeWallet(caller, charge)
          : this.#travel<ChargeOutcome, ChargeOutcome>(caller, () => this.#charge(charge), unknown, busy),
      lookUp: ({ id }) =>
        this.#travel<LookUpOutcome, LookUpOutcome>(caller, () => this.#look(id), unknown, unknown),
      cancel: ({ id }) => this.#travel(caller, () => this.#cancel(id), unknown, unknown),
      capture: async () => ({ kind: "captured" }),
      refund: (refund) => this.#travel(caller, () => this.#refund(refund), unknown, unknown),
      refundsOf: (reference) =>
        this.#travel(caller, () => this.#byReference(reference)?.refunds.slice() ?? [], undefined, undefined),
      dispute: async () => undefined,
      readEvent: async (body) => readEvent(body),
    };
  }

  /** Opens the page of an attempt once, however often and whenever it is asked, unless it would be open too shortly. */
  #open(payment: HostedPayment): HostedOpening {
    const { attemptId, expiresAt } = payment;
    const known = this.pages.get(attemptId);
    if (known) return { kind: "opened", page: known };
    if (expiresAt - this.#world.clock.now() < 30 * MINUTE)
      return { kind: "rejected", why: "misconfigured", detail: "it would end too soon" };
    const page: Page = { payment, id: `cs_${attemptId}`, url: `page of ${attemptId}`, state: "open" };
    this.pages.set(attemptId, page);
    const ends = () => {
      if (page.state !== "open") return;
      page.state = "expired";
      this.#tellOfPage(page);
    };
    this.#world.later(this.#self, ends, expiresAt - this.#world.clock.now());
    return { kind: "opened", page };
  }

  /** One name, one booking: a repetition hears of the first. */
  #bookTax(id: AttemptId, calculation: string): TaxBookingOutcome {
    const known = this.taxes.get(id);
    if (known?.[0] !== calculation) this.taxes.set(id, [...(known ?? []), calculation]);
    return { kind: "booked", transaction: `tax_${id}` };
  }

  #standing(id: AttemptId): HostedStanding {
    const page = this.pages.get(id);
    if (!page) return { kind: "unknown", detail: "there is no such page" };
    if (page.state === "open") return { kind: "at_provider", page };
    const booked = this.charges.get(id);
    if (page.state === "expired" || !booked) return { kind: "expired" };
    const found = present(booked);
    return found.kind === "needs_action" ? { kind: "pending", reference: found.reference } : found;
  }

  #expire(id: AttemptId): HostedExpiry {
    const page = this.pages.get(id);
    if (page?.state !== "open") return { kind: "refused" };
    page.state = "expired";
    this.#tellOfPage(page);
    return { kind: "expired" };
  }

  /** A buyer at the page they were sent to. Gives whether anything could still be done there. */
  visit(url: string, visit: PageVisit): boolean {
    const page = [...this.pages.values()].find((each) => each.url === url);
    if (!page) throw new Error(`nobody can have been sent to ${url}`);
    if (page.state !== "open") return false;
    if (visit === "has_no_card") return true;
    page.state = "complete";
    const { attemptId, sessionId, amount, openedAt } = page.payment;
    const booked: Booked = {
      charge: { attemptId, sessionId, amount, openedAt },
      isByHand: true,
      reference: `pi_${attemptId}`,
      at: this.#world.clock.now(),
      first: { kind: "unknown", detail: "nobody asked for it" },
      status: visit === "pays" ? "paid" : "processing",
      refunds: [],
    };
    this.charges.set(attemptId, booked);
    this.#tellOfPage(page);
    if (visit !== "pays") {
      const ends = () => this.#finish(booked, visit === "pays_slowly" ? "paid" : "declined");
      this.#world.later(this.#self, ends, this.#world.between(SECOND, 90 * MINUTE));
    }
    return true;
  }

  #travel<Answer, Lost>(
    caller: Owner,
    work: () => Answer,
    lost: Lost,
    refused: Lost | Answer,
  ): Promise<Answer | Lost> {
    const world = this.#world;
    const outage = Math.max(0, this.#outage.end - Math.max(world.clock.now(), this.#outage.start));
    const isOut = outage > 0 && world.clock.now() >= this.#outage.start;
    const fate = this.healthy
      ? "answered"
      : isOut
        ? world.pick(["request_lost", "request_late"] as const)
        : fateIn(this.#weather, world.random());
    return new Promise((resolve) => {
      const answer = (value: Answer | Lost, delay: number) =>
        world.later(caller, () => resolve(value), delay);
      switch (fate) {
        case "answered":
          world.later(
            this.#self,
            () => answer(work(), world.between(0, this.#longestWay())),
            world.between(0, SECOND),
          );
          return;
        case "answer_lost":
          world.later(this.#self, work, world.between(0, 20 * SECOND));
          answer(lost, 15 * SECOND);
          return;
        case "request_lost":
          answer(lost, 15 * SECOND);
          return;
        case "request_late":
          world.later(this.#self, work, outage + world.between(0, 20 * MINUTE));
          answer(lost, 15 * SECOND);
          return;
        case "busy":
          answer(refused, world.between(0, SECOND));
      }
    });
  }

  /** At times the process that waits is held up itself, for longer than its claims are held. */
  #longestWay(): number {
    return !this.healthy && this.#world.chance(0.1) ? 3 * MINUTE : SECOND;
  }

  /** In two requests, as a gateway wants it that takes a wallet's tokens: its caller may die between them. */
  async #chargeWallet(caller: Owner, charge: Charge): Promise<ChargeOutcome> {
    const unknown = { kind: "unknown", detail: "no answer" } as const;
    const refusal = await this.#travel<ChargeOutcome | "made", ChargeOutcome>(
      caller,
      () => this.#makeMethod(charge),
      unknown,
      busy,
    );
    if (refusal !== "made") return refusal;
    // The token is used up by now: too much to do says nothing to other attempts.
    return this.#travel<ChargeOutcome, ChargeOutcome>(caller, () => this.#charge(charge), unknown, unknown);
  }

  /** Makes a payment method of a token, which serves once. A repetition for the same attempt makes the same. */
  #makeMethod({ attemptId, credential: { token } }: Charge): ChargeOutcome | "made" {
    if (this.#methods.has(attemptId)) return "made";
    if (kindOf(token) === "unknown") return noSuchToken;
    if (this.#usedTokens.has(token)) return { kind: "declined", reason: "token_used" };
    this.#usedTokens.add(token);
    this.#methods.add(attemptId);
    return "made";
  }

  #charge(charge: Charge): ChargeOutcome {
    const known = this.charges.get(charge.attemptId);
    if (known) return known.first;
    const { token, kind: paidBy } = charge.credential;
    const kind = kindOf(token);
    if (paidBy === "google_pay" && !this.#methods.has(charge.attemptId))
      throw new Error(`${charge.attemptId} is charged before there is a payment method`);
    if (kind === "unknown" || (paidBy !== "google_pay" && this.#usedTokens.has(token))) return noSuchToken;
    const reference = `pi_${charge.attemptId}`;
    const [status, first] = firstOutcome(kind, reference);
    const booked: Booked = {
      charge,
      isByGooglePay: paidBy === "google_pay" || undefined,
      reference,
      at: this.#world.clock.now(),
      first,
      status,
      refunds: [],
    };
    this.charges.set(charge.attemptId, booked);
    if (status === "paid") this.#usedTokens.add(token);
    this.#tell(booked);
    if (status === "processing") {
      const ends = () => this.#finish(booked, kind === "slow_good" ? "paid" : "declined");
      this.#world.later(this.#self, ends, this.#world.between(SECOND, 90 * MINUTE));
    }
    if (status === "requires_action" && this.#world.chance(0.5))
      this.#world.later(
        this.#self,
        () => this.#finish(booked, "paid"),
        this.#world.between(SECOND, 90 * MINUTE),
      );
    return first;
  }

  /** What the bank says in the end, unless the intent was canceled before. */
  #finish(booked: Booked, status: "paid" | "declined"): void {
    if (booked.status !== "processing" && booked.status !== "requires_action") return;
    booked.status = status;
    this.#tell(booked);
  }

  #look(id: AttemptId): LookUpOutcome {
    const booked = this.charges.get(id);
    return booked ? present(booked) : { kind: "absent" };
  }

  #cancel(id: AttemptId) {
    const booked = this.charges.get(id);
    switch (booked?.status) {
      case undefined:
      case "canceled":
      case "declined":
        return { kind: "canceled" } as const;
      case "paid":
        return { kind: "already", outcome: present(booked) } as const;
      case "processing":
        return { kind: "unknown", detail: "it is being processed" } as const;
      case "requires_action":
        booked.status = "canceled";
        this.#tell(booked);
        return { kind: "canceled" } as const;
    }
  }

  #refund({ id, reference, amount }: Parameters<PaymentProvider["refund"]>[0]) {
    const booked = this.#byReference(reference);
    if (booked?.status !== "paid") return { kind: "failed", detail: "nothing was charged" } as const;
    const known = booked.refunds.find((refund) => refund.id === id);
    if (known) return known.outcome;
    if (amount > leftOf(booked)) return { kind: "failed", detail: "more than is left" } as const;
    const made: ListedRefund = {
      id,
      reference: `re_${id}`,
      amount,
      createdAt: this.#world.clock.now(),
      outcome: { kind: "refunded", reference: `re_${id}` },
    };
    booked.refunds.push(made);
    this.#tell(booked, "refund");
    return made.outcome;
  }

  #byReference(reference: string): Booked | undefined {
    return this.charges.get(asId<AttemptId>(reference.replace(/^pi_/, "")));
  }

  /** Posts an event none, one or several times, soon or late, and again while nobody takes it. */
  #tell({ charge, reference }: Booked, about: "charge" | "refund" = "charge"): void {
    this.#post(about, reference, charge.attemptId);
  }

  #tellOfPage({ id, payment }: Page): void {
    this.#post("hosted", id, payment.attemptId);
  }

  #post(about: "charge" | "refund" | "hosted", reference: string, attemptId: AttemptId): void {
    this.#events += 1;
    const event = { id: `evt_${this.#events}`, about, reference, attemptId };
    const body = new TextEncoder().encode(JSON.stringify(event));
    const post = async () => {
      if (!(await this.deliver(body)) && !this.healthy) this.#world.later(this.#self, post, MINUTE);
    };
    for (let copies = this.#world.between(0, 2); copies > 0; copies--)
      this.#world.later(
        this.#self,
        post,
        this.#world.between(0, this.#world.chance(0.2) ? 40 * MINUTE : SECOND),
      );
  }
}

const noSuchToken: ChargeOutcome = { kind: "rejected", why: "invalid_token", detail: "no such token" };

const busy: Extract<ChargeOutcome, { kind: "unavailable" }> = { kind: "unavailable", retryAfterSeconds: 2 };

/** How the network is in one story: how likely each fate is. */
type Weather = Readonly<Record<Fate, number>>;

const weathers: readonly Weather[] = [
  { answered: 0.94, answer_lost: 0.02, request_lost: 0.02, request_late: 0.01, busy: 0.01 },
  { answered: 0.7, answer_lost: 0.1, request_lost: 0.08, request_late: 0.06, busy: 0.06 },
  // Nearly everything gets lost: payments are given up, and succeed afterwards.
  { answered: 0.25, answer_lost: 0.15, request_lost: 0.2, request_late: 0.35, busy: 0.05 },
];

function fateIn(weather: Weather, roll: number): Fate {
  let left = roll;
  const fates: readonly Fate[] = ["answered", "answer_lost", "request_lost", "request_late"];
  for (const fate of fates) {
    left -= weather[fate];
    if (left < 0) return fate;
  }
  return "busy";
}

function kindOf(token: string): TokenKind {
  const kinds: readonly TokenKind[] = ["good", "declined", "slow_good", "slow_bad", "wants_3ds"];
  return kinds.find((kind) => token.replace(/^spt_/, "").startsWith(`${kind}-`)) ?? "unknown";
}

function firstOutcome(kind: TokenKind, reference: string): readonly [Booked["status"], ChargeOutcome] {
  switch (kind) {
    case "good":
      return ["paid", { kind: "paid", reference, captured: true }];
    case "slow_good":
    case "slow_bad":
      return ["processing", { kind: "pending", reference }];
    case "wants_3ds":
      return ["requires_action", { kind: "needs_action", reference }];
    case "declined":
    case "unknown":
      return ["declined", { kind: "declined", reason: "declined", reference }];
  }
}

function present({ reference, status }: Booked): Exclude<LookUpOutcome, { kind: "absent" }> {
  switch (status) {
    case "paid":
      return { kind: "paid", reference, captured: true };
    case "declined":
    case "canceled":
      return { kind: "declined", reason: "declined", reference };
    case "processing":
      return { kind: "pending", reference };
    case "requires_action":
      return { kind: "needs_action", reference };
  }
}

/** What of a charge has not been given back. */
export function leftOf({ charge, refunds }: Pick<Booked, "charge" | "refunds">): number {
  return refunds.reduce<number>((left, { amount }) => left - amount, charge.amount);
}

function readEvent(body: Uint8Array): EventReading {
  const { id, about, reference, attemptId } = JSON.parse(new TextDecoder().decode(body));
  return {
    kind: "read",
    event: {
      id,
      type: about,
      createdAt: 0 as Instant,
      subject:
        about === "refund"
          ? { kind: "refund", chargeReference: reference }
          : about === "hosted"
            ? { kind: "hosted", pageId: reference, attemptId }
            : { kind: "charge", reference, attemptId },
    },
  };
}
