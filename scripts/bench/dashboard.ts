import { join } from "node:path";
import { fillShop, type ShopSize } from "./dashboard/fill-shop.ts";
import type { Benchmark, BenchmarkOptions } from "./measuring/benchmark.ts";
import { forSeconds, quantile, sendWhenDue } from "./measuring/due-requests.ts";
import type { LoadRequest } from "./measuring/load.ts";
import type { Figure } from "./measuring/report.ts";
import { median } from "./measuring/rounds.ts";
import { startServer } from "./measuring/server-process.ts";
import { createSession } from "./servers/agent-requests.ts";
import { benchApiKey, freePort, shopEnvironment } from "./servers/checkstand.ts";

const main = join(import.meta.dir, "../../src/main.ts");

/** `ORDERS=1000000` and the like measure another shop. */
const size: ShopSize = {
  sessions: Number(process.env["SESSIONS"] ?? 900_000),
  orders: Number(process.env["ORDERS"] ?? 100_000),
  products: Number(process.env["PRODUCTS"] ?? 100_000),
};
const CREATES_PER_SECOND = 25;
/** A merchant who reloads a page as often as they can read it, and types. */
const LOOKS_PER_SECOND = 5;
const ADMIN_TOKEN = "token_of_the_merchant_who_looks_at_pages";

/** Every page that reads more than a row or two, by its path after `/admin`. */
const pages = {
  Home: "",
  "Home, 90 days": "?days=90",
  orders: "/orders",
  "orders to ship, the oldest first": "/orders?view=unfulfilled&sort=oldest",
  "orders by total": "/orders?sort=highest",
  "orders of a week": "/orders?from=WEEK_BEGINS&to=WEEK_ENDS",
  "orders found by a name": "/orders?search=lovelace",
  "orders found by a number": "/orders?search=1042",
  "the last orders": "/orders?behind=1060",
  "an order": "/orders/1042",
  products: "/products",
  "products found by words": "/products?search=linen%20shirt",
  "products sold out": "/products?view=sold_out",
  "products of which few are left": "/products?view=low_stock",
  "products changed here": "/products?view=changed",
  "a product": "/products/p/linen-shirt",
  Health: "/health",
  "the search box": "/search?search=ada",
} as const;

/** What a merchant's dashboard takes in a large shop, and what buyers notice of it. */
export const benchmark: Benchmark = {
  name: "dashboard",
  description: `the merchant's pages over ${size.orders.toLocaleString("en-US")} orders and ${size.products.toLocaleString("en-US")} products`,
  explanation: `
A shop of ${(size.sessions + size.orders).toLocaleString("en-US")} sessions, ${size.orders.toLocaleString("en-US")} orders over 90 days and ${size.products.toLocaleString("en-US")} products. An agent creates ${CREATES_PER_SECOND} sessions a second
all the while, each sent when it is due. A merchant who is signed in asks for one page after the other, ${LOOKS_PER_SECOND} times a second;
the time of a page is from sending the request to having read the answer.
create beside Home and search: while both are asked for ${LOOKS_PER_SECOND} times a second; alone: in rounds between.`,
  async run(options) {
    const databaseFile = await fillShop(size, options);
    options.progress("starting Checkstand from source");
    const environment = shopEnvironment(options.directory, databaseFile, freePort());
    const server = await startServer({
      command: [process.execPath, main, "serve", "--no-check"],
      directory: options.directory,
      environment: { ...environment, ADMIN_TOKEN },
      logFile: join(options.directory, "dashboard.log"),
    });
    try {
      const ask = await signIn(server.url);
      // Threads are started, and statements prepared, by the first who ask.
      for (const path of Object.values(pages)) await look(server.url, ask(path), 0.3);
      await creates(server.url, 2);
      return {
        loads: [],
        figures: [
          ...(await pageTimes(server.url, ask, options)),
          ...(await createTimes(server.url, ask, options)),
        ],
      };
    } finally {
      await server.stop();
    }
  },
};

/** Signs the merchant in, and gives what asks for a page of theirs. */
async function signIn(url: string): Promise<(path: string) => LoadRequest> {
  const response = await fetch(`${url}/admin/sign-in`, {
    method: "POST",
    body: new URLSearchParams({ token: ADMIN_TOKEN }),
    redirect: "manual",
  });
  const cookie = response.headers.get("set-cookie")?.split(";")[0];
  if (response.status !== 303 || cookie === undefined) throw new Error("The merchant is not let in.");
  const day = (before: number) => new Date(Date.now() - before * 86_400_000).toISOString().slice(0, 10);
  return (path) => ({
    method: "GET",
    path: `/admin${path.replace("WEEK_BEGINS", day(47)).replace("WEEK_ENDS", day(40))}`,
    headers: { cookie },
  });
}

/** Milliseconds of each answer. */
function look(url: string, request: LoadRequest, seconds: number): Promise<number[]> {
  return sendWhenDue(url, request, { perSecond: LOOKS_PER_SECOND, goesOn: forSeconds(seconds) });
}

/** Milliseconds of each create. */
function creates(url: string, seconds: number): Promise<number[]> {
  return sendWhenDue(url, createSession(benchApiKey, ["canvas-tote", "enamel-mug-navy"]), {
    perSecond: CREATES_PER_SECOND,
    goesOn: forSeconds(seconds),
  });
}

/** Every page in turn, while an agent buys. */
async function pageTimes(
  url: string,
  ask: (path: string) => LoadRequest,
  { seconds, progress }: BenchmarkOptions,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [name, path] of Object.entries(pages)) {
    progress(name);
    const [times] = await Promise.all([look(url, ask(path), seconds), creates(url, seconds)]);
    figures.push(
      { name, value: median(times), unit: "ms", aim: { atMost: 50 } },
      { name: `${name}, the slowest`, value: Math.max(...times), unit: "ms" },
    );
  }
  return figures;
}

/** Creates alone, and beside a merchant who looks at Home and types into the search box. */
async function createTimes(
  url: string,
  ask: (path: string) => LoadRequest,
  { seconds, rounds, progress }: BenchmarkOptions,
): Promise<readonly Figure[]> {
  const alone: number[] = [];
  const beside: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`);
    alone.push(quantile(await creates(url, 3 * seconds), 0.99));
    const [times] = await Promise.all([
      creates(url, 3 * seconds),
      look(url, ask(pages.Home), 3 * seconds),
      look(url, ask(pages["the search box"]), 3 * seconds),
    ]);
    beside.push(quantile(times, 0.99));
  }
  return [
    { name: "create alone, p99", value: median(alone), unit: "ms" },
    { name: "create beside Home and search, p99", value: median(beside), unit: "ms" },
    { name: "what they move it by", value: median(beside) - median(alone), unit: "ms", aim: { atMost: 10 } },
  ];
}
