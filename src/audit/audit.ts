import type { Instant } from "../clock.ts";
import type { PersonId, ProgramTokenId } from "../ids.ts";

/** Who changed something: one of the people of the shop, by id, or a way in that only some have. */
export type Actor =
  /** Whoever may run commands on the server. */
  | "command_line"
  /** Whoever has the merchant's token, over the API. */
  | "admin_api"
  /** The same, at the dashboard's pages, before the shop had an owner. */
  | "dashboard"
  /** Whoever has the merchant's token, over the API, once the shop has an owner. */
  | "token"
  /** Somebody who works in the shop, at the dashboard's pages. */
  | `person:${PersonId}`
  /** A program with a token of its own. */
  | `program:${ProgramTokenId}`
  /** The buyer, on the order's page. */
  | "buyer"
  /** The payment provider, by an event or its answer. */
  | "payment_provider"
  /** The shop itself. */
  | "checkstand";

/** One thing that was done, in the past tense and for good. Holds nothing personal, so that it outlives an erasure. */
export interface AuditEntry {
  readonly at: Instant;
  readonly actor: Actor;
  /** What was done, as `order.ship` or `discount.disable`. */
  readonly action: string;
  /** The id of what it was done to. */
  readonly subject: string;
  /** With what, in ids, quantities and minor units. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What was done, on disk. `append` only in a write job, in the job of the change itself. */
export interface AuditStore {
  append(entry: AuditEntry): Promise<void>;
  /** Forgets what was done before `before`, the oldest first, at most `limit`. Gives how many. */
  forget(before: Instant, limit: number): Promise<number>;
  /** What was done to one thing, the oldest first. */
  of(subject: string): Promise<readonly AuditEntry[]>;
}
