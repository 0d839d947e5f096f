/** What a check found: `degraded` is worth a look and no reason to stop sending requests here. */
export interface HealthReading {
  readonly state: "ok" | "degraded" | "failing";
  /** How many of what the check looks for, where it counts. */
  readonly count?: number | undefined;
}

/** One thing the shop needs to be able to sell. Must be quick: it is asked every few seconds. */
export interface HealthCheck {
  readonly name: string;
  look(): Promise<HealthReading>;
}

/** What `/readyz` answers. Names and states only: anyone may read it. */
export interface Readiness {
  readonly status: "ready" | "not_ready";
  readonly checks: Readonly<Record<string, HealthReading>>;
}

/** Looks at everything at once. A check that throws is failing. */
export async function readiness(checks: readonly HealthCheck[]): Promise<Readiness> {
  const results = await Promise.all(
    checks.map(async (check): Promise<[string, HealthReading]> => {
      try {
        return [check.name, await check.look()];
      } catch {
        return [check.name, { state: "failing" }];
      }
    }),
  );
  const failing = results.some(([, result]) => result.state === "failing");
  return { status: failing ? "not_ready" : "ready", checks: Object.fromEntries(results) };
}
