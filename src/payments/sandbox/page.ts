import { after, type Clock, type Instant } from "../../clock.ts";
import { type AttemptId, asId } from "../../ids.ts";
import type { Write } from "../../storage.ts";
import type { HostedDriver, HostedPayment, HostedStanding } from "../hosted.ts";
import { LATENESS, referenceOf } from "./behaviour.ts";
import type { SandboxCharge, SandboxStore } from "./stores.ts";

/** Everything that can come of a buyer's visit to the sandbox's page. */
export const sandboxOutcomes = [
  /** Paid at once. */
  "paid",
  /** The card is declined; the page stays, and another may be tried. */
  "declined",
  /** Paid in a way that takes its time: settled a minute later. */
  "late",
  /** Likewise, and refused by the bank a minute later. */
  "late_declined",
  /** Nothing: the buyer closes the window, and the page ends when its time is over. */
  "never",
] as const;
export type SandboxOutcome = (typeof sandboxOutcomes)[number];

/** The path of a page. */
export function sandboxPagePath(id: string): string {
  return `/sandbox/pay/${id}`;
}

/** A page in the sandbox's books. */
export interface SandboxPage {
  readonly payment: HostedPayment;
  /** `complete` once the buyer is done there. */
  readonly state: "open" | "complete" | "expired";
  /** When it is known how the payment ended, and how; once complete. */
  readonly ends?: { readonly at: Instant; readonly how: "paid" | "declined" } | undefined;
  /** How often a card was declined on it. */
  readonly declined: number;
}

/** The sandbox's pages. Only in a write job. */
export interface SandboxPageStore {
  find(attempt: AttemptId): Promise<SandboxPage | undefined>;
  /** Inserts the page or replaces it. */
  put(page: SandboxPage): Promise<void>;
}

export interface SandboxPageStores {
  readonly sandbox: Pick<SandboxStore, "insert">;
  readonly sandboxPages: SandboxPageStore;
}

/** What the sandbox's page does with what its buyer chose. */
export type SandboxVisit =
  /** Go to this address. */
  | { readonly kind: "sent"; readonly url: string }
  /** The page stays open for another try. */
  | { readonly kind: "declined"; readonly page: SandboxPage }
  /** The page is over, or there is none. */
  | { readonly kind: "over"; readonly page: SandboxPage | undefined };

/** The page as it is shown to the buyer, and its buttons. */
export interface SandboxPages {
  find(id: string): Promise<SandboxPage | undefined>;
  choose(id: string, outcome: SandboxOutcome): Promise<SandboxVisit>;
}

/** @param clock tells when a page's time is over. */
export function createSandboxPages(write: Write<SandboxPageStores>, clock: Clock): SandboxPages {
  const found = async ({ sandboxPages }: SandboxPageStores, id: string) => {
    const page = await sandboxPages.find(asId<AttemptId>(id));
    return page && asOf(page, clock.now());
  };
  return {
    find: (id) => write((stores) => found(stores, id)),
    choose: (id, outcome) =>
      write(async (stores) => {
        const page = await found(stores, id);
        return page?.state === "open" ? visit(stores, page, outcome, clock.now()) : { kind: "over", page };
      }),
  };
}

async function visit(
  { sandbox, sandboxPages }: SandboxPageStores,
  page: SandboxPage,
  outcome: SandboxOutcome,
  now: Instant,
): Promise<SandboxVisit> {
  const { payment } = page;
  switch (outcome) {
    case "declined": {
      const tried = { ...page, declined: page.declined + 1 };
      await sandboxPages.put(tried);
      return { kind: "declined", page: tried };
    }
    case "never":
      return { kind: "sent", url: payment.backUrl };
    case "paid":
    case "late":
    case "late_declined": {
      const how = outcome === "late_declined" ? "declined" : "paid";
      const at = outcome === "paid" ? now : after(now, LATENESS);
      await sandboxPages.put({ ...page, state: "complete", ends: { at, how } });
      if (how === "paid") await sandbox.insert(chargeFor(payment, now));
      return { kind: "sent", url: payment.returnUrl };
    }
  }
}

/** The money of a page, in the sandbox's books of charges: from there it is refunded. */
function chargeFor({ attemptId, amount, currency }: HostedPayment, now: Instant): SandboxCharge {
  const outcome = { kind: "paid", reference: referenceOf({ attemptId }), captured: true } as const;
  return { attemptId, amount, currency, outcome, refunds: [], createdAt: now };
}

/** A page whose time is over, and that nobody has paid on, is expired without anybody's doing. */
function asOf(page: SandboxPage, now: Instant): SandboxPage {
  return page.state === "open" && page.payment.expiresAt <= now ? { ...page, state: "expired" } : page;
}

/**
 * The sandbox's pages, as settlement drives them.
 *
 * @param addressOf where a page is shown.
 */
export function sandboxHosted(
  write: Write<SandboxPageStores>,
  clock: Clock,
  addressOf: (id: string) => string,
): HostedDriver {
  return {
    open: (payment) =>
      write(async ({ sandboxPages }) => {
        const { attemptId } = payment;
        if (!(await sandboxPages.find(attemptId)))
          await sandboxPages.put({ payment, state: "open", declined: 0 });
        return { kind: "opened", page: { id: attemptId, url: addressOf(attemptId) } } as const;
      }),
    look: ({ attemptId }) =>
      write(async ({ sandboxPages }) => {
        const page = await sandboxPages.find(attemptId);
        if (!page) return { kind: "unknown", detail: "the sandbox has no such page" } as const;
        return standingOf(asOf(page, clock.now()), clock.now(), addressOf);
      }),
    expire: ({ attemptId }) =>
      write(async ({ sandboxPages }) => {
        const page = await sandboxPages.find(attemptId);
        if (!page || asOf(page, clock.now()).state !== "open") return { kind: "refused" } as const;
        await sandboxPages.put({ ...page, state: "expired" });
        return { kind: "expired" } as const;
      }),
  };
}

function standingOf(
  { state, ends, payment: { attemptId } }: SandboxPage,
  now: Instant,
  addressOf: (id: string) => string,
): HostedStanding {
  const reference = referenceOf({ attemptId });
  if (state === "open") return { kind: "at_provider", page: { id: attemptId, url: addressOf(attemptId) } };
  if (state === "expired" || !ends) return { kind: "expired" };
  if (ends.at > now) return { kind: "pending", reference };
  return ends.how === "paid"
    ? { kind: "paid", reference, captured: true }
    : { kind: "declined", reason: "declined", reference };
}
