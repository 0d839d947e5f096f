/**
 * Sends every public route what is made to cost much, and prints what it costs here: `bun scripts/attack.ts [route]`.
 * No request under 1 MB may take 50 ms of CPU, and no body of a stranger more than 1 MB of memory.
 */
import { readdirSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import Table from "cli-table3";
import { programs, type ShopProcess, startShop } from "../test/e2e/shop-process.ts";
import { type Hostile, hostileTo } from "../test/faults/hostile-requests.ts";
import { publicRoutes } from "../test/faults/public-routes.ts";

const MOST_CPU_MS = 50;

/** A cost above this is measured again: the first time may have compiled or collected something. */
const DOUBTED_MS = 10;

/** So many bodies are sent to a route at once. */
const BODIES_AT_ONCE = 30;

/** In so many pieces of 64 KB: of a body that is waited for, and of one that is far too large. */
const [WAITED_FOR, TOO_LARGE] = [3, 64];

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
const routes = (await publicRoutes(shop.url)).filter(({ path }) => path.includes(only));
for (const route of routes) {
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

const held: { readonly name: string; readonly megabytes: number }[] = [];
for (const { method, path } of routes) {
  for (const pieces of [WAITED_FOR, TOO_LARGE]) {
    const megabytes = await heldBy(shop, method, path, pieces);
    held.push({ name: `${method} ${path} (${pieces} pieces)`, megabytes });
  }
}
held.sort((one, other) => other.megabytes - one.megabytes);
process.stdout.write(
  `most held for one body of a stranger, MB: ${held
    .slice(0, 5)
    .map(({ name, megabytes }) => `${name} ${megabytes.toFixed(2)}`)
    .join(", ")}\n`,
);

const isDear = costs.some(({ cpuMs }) => cpuMs > MOST_CPU_MS) || held.some(({ megabytes }) => megabytes > 1);
process.exitCode = failed.length > 0 || isDear ? 1 : 0;

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

/**
 * How much memory one of many endless bodies takes that nobody vouches for, MB: what the process grows by for some while
 * as many are there already. For the first it grows by what it compiles and collects later, too.
 */
async function heldBy(target: ShopProcess, method: string, path: string, pieces: number): Promise<number> {
  const first = await sendBodies(target, method, path, pieces);
  const before = memoryOf(target.pid);
  const second = await sendBodies(target, method, path, pieces);
  const after = memoryOf(target.pid);
  for (const socket of [...first, ...second]) socket.destroy();
  return (after - before) / BODIES_AT_ONCE;
}

/** Sends as many bodies at once, none of which ends, and gives their connections. */
function sendBodies({ url }: ShopProcess, method: string, path: string, pieces: number): Promise<Socket[]> {
  const { hostname, port } = new URL(url);
  const head = [
    `${method} ${path.replace(/:\w+/g, "none")} HTTP/1.1`,
    "Host: localhost",
    "Content-Type: application/x-www-form-urlencoded",
    "Transfer-Encoding: chunked",
    "\r\n",
  ].join("\r\n");
  return Promise.all(
    Array.from({ length: BODIES_AT_ONCE }, async () => {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => {});
      socket.write(head);
      await sendPieces(socket, pieces);
      return socket;
    }),
  );
}

/** Sends pieces of a body that never ends, as long as somebody takes them. */
async function sendPieces(socket: Socket, pieces: number): Promise<void> {
  const piece = `10000\r\n${"a".repeat(0x1_00_00)}\r\n`;
  const closed = new Promise<void>((resolve) => socket.once("close", resolve));
  for (let sent = 0; sent < pieces && socket.writable; sent += 1) {
    const taken = new Promise<void>((resolve) => socket.write(piece, () => resolve()));
    await Promise.race([taken, closed, Bun.sleep(500)]);
  }
}

/** What a process has in memory, MB. */
function memoryOf(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1000;
}

/** The CPU time all threads of a process have had so far, ms. Linux tells it in nanoseconds. */
function cpuOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}
