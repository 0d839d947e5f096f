import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { $ } from "bun";
import { demoApiKey } from "../../src/demo/shop.ts";
import { buildBinary, checkstandBuild } from "../build.ts";
import type { Benchmark, BenchmarkOptions } from "./measuring/benchmark.ts";
import type { Figure } from "./measuring/report.ts";
import { startServer } from "./measuring/server-process.ts";
import { freePort } from "./servers/checkstand.ts";

const root = join(import.meta.dir, "../..");

/** How long it takes from having the program, in either form, until a demo shop has sold something. */
export const benchmark: Benchmark = {
  name: "first-sale",
  description: "from a clone, and from the binary, to the first sale",
  explanation: `
From a clone: git clone of this repository's last commit, bun run start (which installs what it needs: from bun's cache,
where that is full), a session created and completed by an agent. From the binary: it is put into an empty folder and
started there, and sells the same; building it is not counted. Each once: what a newcomer waits for the first time.`,
  async run(options) {
    const clone = await fromClone(options);
    const binary = await fromBinary(options);
    const figures: Figure[] = [
      { name: "clone, fetched", value: clone.fetchedMs, unit: "ms" },
      { name: "clone, shop listens", value: clone.listensMs, unit: "ms" },
      { name: "clone, first sale", value: clone.soldMs, unit: "ms" },
      { name: "binary, shop listens", value: binary.listensMs, unit: "ms" },
      { name: "binary, first sale", value: binary.soldMs, unit: "ms" },
    ];
    return { loads: [], figures };
  },
};

/** Moments since the beginning, ms. */
interface WayToSale {
  readonly listensMs: number;
  readonly soldMs: number;
}

async function fromClone({
  directory,
  progress,
}: BenchmarkOptions): Promise<WayToSale & { readonly fetchedMs: number }> {
  progress("clone");
  const folder = join(directory, "clone");
  const began = performance.now();
  await $`git clone --quiet --no-hardlinks ${root} ${folder}`.quiet();
  const fetchedMs = performance.now() - began;
  return { fetchedMs, ...(await sellIn(folder, [process.execPath, "run", "start"], began)) };
}

async function fromBinary({ directory, progress }: BenchmarkOptions): Promise<WayToSale> {
  progress("building the binary");
  const built = join(directory, "built");
  await buildBinary({ ...checkstandBuild, outfile: built });
  progress("binary");
  const folder = join(directory, "binary");
  await mkdir(folder);
  const began = performance.now();
  const binary = join(folder, "checkstand");
  await copyFile(built, binary);
  return sellIn(folder, [binary, "serve"], began);
}

/** @param began when whoever waits began to, by `performance.now()`. */
async function sellIn(folder: string, command: readonly string[], began: number): Promise<WayToSale> {
  const environment = { PORT: String(freePort()) };
  const logFile = join(folder, "first-sale.log");
  const server = await startServer({ command, directory: folder, environment, logFile });
  try {
    const listensMs = performance.now() - began;
    await sell(server.url);
    return { listensMs, soldMs: performance.now() - began };
  } finally {
    await server.stop();
  }
}

/** @throws Error with the answer where nothing was sold. */
async function sell(url: string): Promise<void> {
  const { id } = await ask(`${url}/checkout_sessions`, {
    items: [{ id: "canvas-tote", quantity: 1 }],
    fulfillment_address: {
      name: "Jane Doe",
      line_one: "555 Golden Gate Avenue",
      city: "San Francisco",
      state: "CA",
      country: "US",
      postal_code: "94102",
    },
  });
  const { status } = await ask(`${url}/checkout_sessions/${id}/complete`, {
    buyer: { first_name: "Jane", last_name: "Doe", email: "jane@example.com" },
    payment_data: { token: "spt_sandbox_approved", provider: "stripe" },
  });
  if (status !== "completed") throw new Error(`the first sale is ${status}`);
}

async function ask(url: string, body: object): Promise<{ readonly id?: string; readonly status?: string }> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${demoApiKey}`,
      "api-version": "2025-09-29",
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return Object(JSON.parse(text));
}
