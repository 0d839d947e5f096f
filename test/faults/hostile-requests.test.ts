import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { type Hostile, type HostileRequest, type HostileRoute, hostileTo } from "./hostile-requests.ts";
import { publicRoutes } from "./public-routes.ts";

setDefaultTimeout(120_000);

/** What costs less than this at its largest is not looked at more closely, ms of CPU. */
const CHEAP_MS = 15;

/** By how much the cost of something linear cannot grow at each of three doublings. */
const NOT_LINEAR = 3;

let shop: ServedShop;
let routes: readonly HostileRoute[];
beforeAll(async () => {
  shop = await serveShop();
  routes = await publicRoutes(shop.server.url);
});
afterAll(() => shop[Symbol.asyncDispose]());

/** One route of each kind: the others go through the same code. */
const kinds = [
  "POST /checkout_sessions",
  "POST /carts",
  "POST /agentic_commerce/delegate_payment",
  "POST /mcp",
  "POST /admin/sign-in",
  "POST /admin/api/discounts",
  "GET /orders/:token",
  "GET /downloads/:token",
  "GET /feed.jsonl",
  "GET /admin",
  "GET /admin/api/orders",
  "GET /metrics",
  "GET /nothing",
];

describe("no request costs more than in proportion to its size, and none is a 5xx", () => {
  test.each(kinds)("%s", async (kind) => {
    const route = routes.findLast(({ method, path }) => `${method} ${path}` === kind);
    if (!route) throw new Error("there is no such route");
    for (const hostile of hostileTo(route)) await isLinear(hostile);
  });
});

async function isLinear({ name, most, ofSize }: Hostile): Promise<void> {
  if ((await cpuOf(ofSize(most))) < CHEAP_MS) return;
  const costs: number[] = [];
  for (const part of [8, 4, 2, 1]) costs.push(await leastCpuOf(ofSize(Math.floor(most / part))));
  const growth = costs.slice(1).map((cost, index) => cost / (costs[index] ?? cost));
  expect({ name, costs, isLinear: growth.some((factor) => factor <= NOT_LINEAR) }).toMatchObject({
    isLinear: true,
  });
}

/** Of several times the least: what else the machine does only adds. */
async function leastCpuOf(request: HostileRequest): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) least = Math.min(least, await cpuOf(request));
  return least;
}

/** The CPU time a request takes, with that of sending it, ms. */
async function cpuOf({ name, path, method, headers, body }: HostileRequest): Promise<number> {
  const before = process.cpuUsage();
  const response = await shop.fetch(path, {
    method,
    headers,
    redirect: "manual",
    ...(body !== undefined && { body }),
  });
  await response.arrayBuffer();
  const { user, system } = process.cpuUsage(before);
  expect({ name, isFault: response.status >= 500 }).toEqual({ name, isFault: false });
  return (user + system) / 1000;
}
