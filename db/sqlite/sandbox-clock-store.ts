import { eq, sql } from "drizzle-orm";
import type { SandboxClockStore } from "../../src/demo/sandbox-clock.ts";
import { settings } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";

/** The row of `settings` that holds how far the clock is ahead, ms. */
export const sandboxClockName = "sandbox_clock_ahead";

/** A throw-away shop's clock, over one connection. */
export function createSandboxClockStore(queries: Queries): SandboxClockStore {
  const find = prepared(() =>
    queries.select({ value: settings.value }).from(settings).where(eq(settings.name, sandboxClockName)),
  );
  const add = prepared(() =>
    queries
      .insert(settings)
      .values({ name: sandboxClockName, value: sql.placeholder("milliseconds") })
      .onConflictDoUpdate({
        target: settings.name,
        set: {
          value: sql`cast(cast(${settings.value} as integer) + cast(excluded.value as integer) as text)`,
        },
      }),
  );
  return {
    async ahead() {
      return Number(find().get()?.value ?? 0);
    },
    async moveForward(milliseconds) {
      if (!(milliseconds > 0)) throw new RangeError("a sandbox clock moves forward only");
      add().run({ milliseconds: String(Math.round(milliseconds)) });
    },
  };
}
