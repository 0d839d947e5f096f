import type { Instant } from "./clock.ts";
import { newUuid, randomBytes } from "./randomness.ts";

/** What an id names, by its prefix. The prefix tells a reader of a log or a support mail what they are looking at. */
interface Prefixes {
  SessionId: "cs";
  LineItemId: "li";
  CartId: "cart";
  AttemptId: "pay";
  OrderId: "ord";
  FulfillmentId: "ful";
  FulfillmentEventId: "fev";
  AdjustmentId: "adj";
  RefundId: "ref";
  EventId: "evt";
  AgentId: "agt";
  KeyId: "key";
  DiscountId: "dsc";
  BuyerId: "buy";
  RequestId: "req";
  PersonId: "per";
  ProgramTokenId: "tok";
}

type Branded<Name extends keyof Prefixes> = string & { readonly __id: Name };

export type SessionId = Branded<"SessionId">;
export type LineItemId = Branded<"LineItemId">;
export type CartId = Branded<"CartId">;
export type AttemptId = Branded<"AttemptId">;
export type OrderId = Branded<"OrderId">;
export type FulfillmentId = Branded<"FulfillmentId">;
export type FulfillmentEventId = Branded<"FulfillmentEventId">;
export type AdjustmentId = Branded<"AdjustmentId">;
export type RefundId = Branded<"RefundId">;
export type EventId = Branded<"EventId">;
export type AgentId = Branded<"AgentId">;
export type KeyId = Branded<"KeyId">;
export type DiscountId = Branded<"DiscountId">;
export type BuyerId = Branded<"BuyerId">;
export type RequestId = Branded<"RequestId">;
export type PersonId = Branded<"PersonId">;
export type ProgramTokenId = Branded<"ProgramTokenId">;

/** The merchant's own ids: text from the catalogue, never made here. A variant's id is the item id an agent sends. */
export type ProductId = string & { readonly __id: "ProductId" };
export type VariantId = string & { readonly __id: "VariantId" };

const prefixes: Prefixes = {
  SessionId: "cs",
  LineItemId: "li",
  CartId: "cart",
  AttemptId: "pay",
  OrderId: "ord",
  FulfillmentId: "ful",
  FulfillmentEventId: "fev",
  AdjustmentId: "adj",
  RefundId: "ref",
  EventId: "evt",
  AgentId: "agt",
  KeyId: "key",
  DiscountId: "dsc",
  BuyerId: "buy",
  RequestId: "req",
  PersonId: "per",
  ProgramTokenId: "tok",
};

/**
 * A new id: prefix, underscore and a UUIDv7 without dashes. Ids of one kind sort by the millisecond they were made in.
 */
export function newId<Name extends keyof Prefixes>(name: Name): Branded<Name> {
  return `${prefixes[name]}_${newUuid()}` as Branded<Name>;
}

/**
 * The smallest id that a session begun at a moment could have: ids that are smaller were made before it.
 *
 * @param at milliseconds since the epoch, by the machine's clock.
 */
export function sessionIdAt(at: number): SessionId {
  return `${prefixes.SessionId}_${Math.max(0, Math.trunc(at)).toString(16).padStart(12, "0")}` as SessionId;
}

/** Marks text that came from outside (a path, a catalogue, a row) as an id. It promises nothing about existence. */
export function asId<Id extends string & { readonly __id: string }>(text: string): Id {
  return text as Id;
}

/**
 * Text nobody can guess, for links that are their own permission (an order's page, a cart's page): 128 random bits,
 * base64url.
 */
export function newUnguessableToken(): string {
  return randomBytes(16).toString("base64url");
}

/**
 * As {@link newUnguessableToken}, beginning with the millisecond it is made in, for what an index holds many of: tokens
 * made one after the other lie beside each other there, and not on as many pages.
 */
export function newUnguessableTokenAt(now: Instant): string {
  return now.toString(36) + newUnguessableToken();
}
