import { expect, test } from "bun:test";
import { closeSync, constants, openSync } from "node:fs";
import { join } from "node:path";
import { $ } from "bun";
import { demoApiKey } from "../../src/demo/shop.ts";
import { onTestedEngine } from "../on-tested-engine.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { patience, programs } from "./shop-process.ts";

/** Enough requests, each a line of the log, to fill a pipe that nobody reads (64 KiB) several times over. */
const REQUESTS = 1_500;

/** What a log may be written to that takes nothing, each opened for as long as the shop runs. */
const dead = [
  {
    name: "a pipe that nobody reads",
    async open(folder: string) {
      const fifo = join(folder, "log.fifo");
      await $`mkfifo ${fifo}`;
      const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
      return { path: fifo, close: () => closeSync(reader) };
    },
  },
  { name: "a disk that is full", open: async () => ({ path: "/dev/full", close() {} }) },
];

for (const program of programs) {
  test.each(dead)(
    `a log that goes to $name stops nothing, ${program.name}`,
    async ({ open }) => {
      using folder = temporaryFolder();
      const log = await open(folder.path);
      const stderr = openSync(log.path, constants.O_WRONLY);
      const shop = Bun.spawn([...(await program.words()), "serve"], {
        cwd: folder.path,
        env: await onTestedEngine(folder.path, { PORT: "0", RATE_LIMIT: "off", LOG_LEVEL: "debug" }),
        stdout: "pipe",
        stderr,
      });
      closeSync(stderr);
      try {
        const url = await addressOf(shop.stdout);
        for (let sent = 0; sent < REQUESTS; sent += 50) {
          const answers = await Promise.all(Array.from({ length: 50 }, () => fetch(`${url}/healthz`)));
          expect(answers.every(({ ok }) => ok)).toBe(true);
        }
        expect((await sale(url)).status).toBe(201);
        shop.kill("SIGTERM");
        expect(await shop.exited).toBe(0);
      } finally {
        shop.kill("SIGKILL");
        log.close();
      }
    },
    patience,
  );
}

/** Where a shop says that it listens. */
async function addressOf(stdout: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let said = "";
  for await (const chunk of stdout.pipeThrough(new TextDecoderStream())) {
    said += chunk;
    const url = said.match(/^listening on (\S+)\n/m)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`the shop ended: ${said}`);
}

function sale(url: string): Promise<Response> {
  return fetch(`${url}/checkout_sessions`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${demoApiKey}`,
      "api-version": "2025-09-29",
      "content-type": "application/json",
    },
    body: JSON.stringify({ items: [{ id: "canvas-tote", quantity: 1 }] }),
  });
}
