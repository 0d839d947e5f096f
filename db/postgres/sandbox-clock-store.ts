import { eq, sql } from "drizzle-orm";
import type { SandboxClockStore } from "../../src/demo/sandbox-clock.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { settings } from "./schema.ts";

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
          value: sql`(${settings.value}::bigint + excluded.value::bigint)::text`,
        },
      }),
  );
  return {
    async ahead() {
      return Number((await find().get())?.value ?? 0);
    },
    async moveForward(milliseconds) {
      if (!(milliseconds > 0)) throw new RangeError("a sandbox clock moves forward only");
      await add().run({ milliseconds: String(Math.round(milliseconds)) });
    },
  };
}
