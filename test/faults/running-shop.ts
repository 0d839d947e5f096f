import { join } from "node:path";
import { demoApiKey } from "../../src/demo/shop.ts";
import { isTestedOnPostgres, postgresUrlOf } from "../engines.ts";
import { onTestedEngine } from "../on-tested-engine.ts";

/** Where the demo shop of a folder keeps what it knows, for `shop-database.ts`. */
export async function databaseIn(folder: string): Promise<string> {
  return isTestedOnPostgres ? await postgresUrlOf(folder) : join(folder, "data/demo.db");
}

/** A shop in a process of its own: the demo shop of a folder, on a port that stays its own. */
export async function runShop(folder: string, port: number, environment: Record<string, string> = {}) {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "../../src/main.ts"), "serve"], {
    cwd: folder,
    env: await onTestedEngine(folder, {
      ...process.env,
      HOST: "127.0.0.1",
      PORT: String(port),
      RATE_LIMIT: "off",
      LOG_LEVEL: "error",
      ...environment,
    }),
    stdout: "pipe",
    stderr: Bun.file(join(folder, `shop-${Date.now()}.log`)),
  });
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    if (chunk.includes("listening on")) return child;
  }
  throw new Error(`the shop ended with ${await child.exited} before it listened on ${port}`);
}

/**
 * An agent that repeats every POST, with its key, until it hears something that is neither a 5xx nor silence: the way
 * agents are told to behave, and the only one that gets through a shop that keeps dying.
 */
export function stubbornAgent(port: number, deadline: () => boolean) {
  let retries = 0;
  return {
    retries: () => retries,
    async send(path: string, body: object, key: string): Promise<{ status: number; json: Answer }> {
      while (!deadline()) {
        try {
          const response = await fetch(`http://127.0.0.1:${port}${path}`, {
            method: "POST",
            headers: {
              authorization: `Bearer ${demoApiKey}`,
              "api-version": "2026-04-17",
              "content-type": "application/json",
              "idempotency-key": key,
            },
            body: JSON.stringify(body),
            signal: AbortSignal.timeout(5000),
          });
          const json = (await response.json()) as Answer;
          const later = response.status >= 500 || response.headers.has("retry-after");
          if (!later) return { status: response.status, json };
        } catch {
          // The shop is dead or was killed while it answered: nobody knows what it did.
        }
        retries += 1;
        await Bun.sleep(20);
      }
      throw new Error(`no answer to ${path} in time`);
    },
  };
}

export interface Answer {
  readonly id: string;
  readonly status: string;
  readonly order?: { readonly id: string };
  readonly code?: string;
}
