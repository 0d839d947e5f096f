import type { Agent } from "../../../agents/agent.ts";
import type { PurchaseWay } from "../../../buyers/purchase-context.ts";
import { asId } from "../../../ids.ts";
import { minor } from "../../../money.ts";
import type { OrderStatus } from "../../../orders/order.ts";
import {
  type OrderListFilter,
  type OrderListPlace,
  type OrderSort,
  orderSorts,
} from "../../../orders/order-list.ts";
import { dayAfter, startOfDay } from "../../../shop-days.ts";
import { readQuery } from "../../query.ts";
import type { AdminQuery } from "../../route.ts";
import { orderStatuses } from "../../shapes/order.ts";

/** The lists that a merchant looks at most, as tabs: each is orders that stand in one of some ways. */
export const orderTabs = {
  all: undefined,
  unfulfilled: ["created", "confirmed", "processing"],
  on_hold: ["manual_review"],
  shipped: ["shipped"],
  completed: ["completed"],
  canceled: ["canceled"],
} as const satisfies Readonly<Record<string, readonly OrderStatus[] | undefined>>;

/** The name of such a list. */
export type OrderTab = keyof typeof orderTabs;

/** By what orders begin, in the order in which they are offered. */
export const purchaseWays = ["agent", "assistant", "page"] as const satisfies readonly PurchaseWay[];

/** What a list of orders was asked for, as its address says it. */
export interface OrdersAsked {
  readonly view: OrderTab;
  readonly status: OrderStatus | undefined;
  readonly search: string;
  /** An agent's name. */
  readonly agent: string;
  readonly way: PurchaseWay | undefined;
  /** Days by the shop's clock, `2026-06-01`; the last one is in the list. */
  readonly from: string;
  readonly to: string;
  readonly sort: OrderSort;
  readonly behind: OrderListPlace | undefined;
}

/** Reads the address of a list. @throws ProblemError for what cannot be read. */
export function readOrdersAsked(url: string): OrdersAsked {
  const query = readQuery(url);
  return {
    view: query.oneOf("view", Object.keys(orderTabs).filter(isOrderTab)) ?? "all",
    status: query.oneOf("status", orderStatuses),
    search: query.text("search") ?? "",
    agent: query.text("agent") ?? "",
    way: query.oneOf("way", purchaseWays),
    from: query.day("from") ?? "",
    to: query.day("to") ?? "",
    sort: query.oneOf("sort", orderSorts) ?? "newest",
    behind: readPlace(query),
  };
}

/** Where a page of a list begins: behind the order that the page before ended with. @throws ProblemError */
export function readPlace(query: Pick<AdminQuery, "wholeNumber">): OrderListPlace | undefined {
  const number = query.wholeNumber("behind", Number.MAX_SAFE_INTEGER);
  const total = query.wholeNumber("behind_total", Number.MAX_SAFE_INTEGER, 0);
  return number === undefined ? undefined : { number, total: minor(total ?? 0) };
}

function isOrderTab(name: string): name is OrderTab {
  return Object.hasOwn(orderTabs, name);
}

/** The part of an address that asks for a list; only what is not as it is without being asked for. */
export function addressOfOrders(asked: OrdersAsked, other: Partial<OrdersAsked> = {}): string {
  const { view, status, search, agent, way, from, to, sort, behind } = {
    ...asked,
    behind: undefined,
    ...other,
  };
  const query = new URLSearchParams({
    ...(view !== "all" && { view }),
    ...(status && { status }),
    ...(search !== "" && { search }),
    ...(agent !== "" && { agent }),
    ...(way && { way }),
    ...(from !== "" && { from }),
    ...(to !== "" && { to }),
    ...(sort !== "newest" && { sort }),
    ...(behind && { behind: String(behind.number) }),
    ...(behind && (sort === "highest" || sort === "lowest") && { behind_total: String(behind.total) }),
  }).toString();
  return query === "" ? "" : `?${query}`;
}

/** What is asked for, as lists are filtered by it. An agent that is not there has no orders. */
export function filterOf(asked: OrdersAsked, agents: readonly Agent[], timeZone: string): OrderListFilter {
  const { view, status, search, agent, way, from, to } = asked;
  const known = agents.find(({ name }) => name === agent);
  return {
    statuses: status ? [status] : orderTabs[view],
    agentId: agent === "" ? undefined : (known?.id ?? asId<Agent["id"]>("nobody")),
    way,
    placedFrom: from === "" ? undefined : startOfDay(from, timeZone),
    placedBefore: to === "" ? undefined : startOfDay(dayAfter(to), timeZone),
    text: search === "" ? undefined : search,
  };
}
