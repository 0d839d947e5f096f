/**
 * Sends every public route what is made to cost much, and prints what it costs here: `bun scripts/attack.ts [route]`.
 * No request under 1 MB may take 50 ms of CPU, and no body of a stranger more than 1 MB of memory.
 */
import { readdirSync, readFileSync } from "node:fs";
import Table from "cli-table3";
import { programs, type ShopProcess, startShop } from "../test/e2e/shop-process.ts";
import { type Hostile, hostileTo } from "../test/faults/hostile-requests.ts";
import { publicRoutes } from "../test/faults/public-routes.ts";

const MOST_CPU_MS = 50;

/** A cost above this is measured again: the first time may have compiled or collected something. */
const DOUBTED_MS = 10;

const only = process.argv[2] ?? "";
const [fromSource] = programs;
if (!fromSource) throw new Error("there is no program to attack");
await using shop = await startShop(fromSource, { environment: { RATE_LIMIT: "off", PORT: "0" } });

interface Cost {
  readonly name: string;
  readonly bytes: number;
  readonly status: number;
  readonly cpuMs: number;
}

const costs: Cost[] = [];
for (const route of await publicRoutes(shop.url)) {
  if (!route.path.includes(only)) continue;
  for (const hostile of hostileTo(route)) costs.push(await costOf(shop, hostile));
}
costs.sort((one, other) => other.cpuMs - one.cpuMs);
const table = new Table({
  head: ["request", "bytes", "status", "CPU ms"],
  style: { head: [], border: [], compact: true },
});
for (const { name, bytes, status, cpuMs } of costs.slice(0, 30))
  table.push([name, bytes, status, cpuMs.toFixed(1)]);
process.stdout.write(`${costs.length} requests; the dearest:\n${table.toString()}\n`);
const failed = costs.filter(({ status }) => status >= 500);
for (const { name, status } of failed) process.stdout.write(`${status}: ${name}\n`);
process.exitCode = failed.length > 0 || costs.some(({ cpuMs }) => cpuMs > MOST_CPU_MS) ? 1 : 0;

async function costOf(target: ShopProcess, hostile: Hostile): Promise<Cost> {
  let least: Cost | undefined;
  for (let round = 0; round < 3; round += 1) {
    const { path, method, headers, body } = hostile.ofSize(hostile.most);
    const before = cpuOf(target.pid);
    const response = await fetch(`${target.url}${path}`, {
      method,
      headers,
      redirect: "manual",
      ...(body !== undefined && { body }),
    });
    await response.arrayBuffer();
    const cpuMs = cpuOf(target.pid) - before;
    const bytes = path.length + (body?.length ?? 0) + JSON.stringify(headers).length;
    if (!least || cpuMs < least.cpuMs) least = { name: hostile.name, bytes, status: response.status, cpuMs };
    if (least.cpuMs < DOUBTED_MS) break;
  }
  if (!least) throw new Error("nothing was sent");
  return least;
}

/** The CPU time all threads of a process have had so far, ms. Linux tells it in nanoseconds. */
function cpuOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}
