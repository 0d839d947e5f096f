import type { Wire } from "../protocols/acp/wire.ts";
import { type AcpAgent, createAcpAgent } from "./acp-agent.ts";
import type { Check, CheckResult, Journey, Trial } from "./check.ts";
import type { ExchangeLog } from "./exchange.ts";
import type { HttpClient } from "./http-client.ts";
import type { Redaction } from "./redaction.ts";
import type { ShopUnderTest } from "./shop-under-test.ts";
import { CheckFailed, CheckSkipped } from "./verdict.ts";

/** What checks are run with. */
export interface CheckRun {
  readonly shop: ShopUnderTest;
  /** Every version to be checked, newest first: where tokens are few, the newest is paid. */
  readonly wires: readonly Wire[];
  /** The newest version the shop serves: in it is asked what is asked once. */
  readonly newest: AcpAgent;
  readonly http: HttpClient;
  readonly log: ExchangeLog;
  readonly redaction: Redaction;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Hears how many results there are, after each. */
  readonly progress: (done: number) => void;
}

/** How many single results {@link runChecks} will give. */
export function countOf(checks: readonly Check[], versions: number): number {
  return checks.reduce((sum, { scope }) => sum + (scope === "once" ? 1 : versions), 0);
}

/** Runs checks one after the other: version by version, then what is asked once. Never throws for what a shop does. */
export async function runChecks(checks: readonly Check[], run: CheckRun): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const runNext = async (check: Check, agent: AcpAgent, journey: Journey) => {
    results.push(await runCheck(check, run, agent, journey));
    run.progress(results.length);
  };
  // What came before, to learn the shop, is no check's evidence.
  run.log.take();
  for (const wire of run.wires) {
    const agent = createAcpAgent(wire, run.http);
    const journey: Journey = {};
    for (const check of checks) {
      if (check.scope === "once") continue;
      await runNext(check, agent, journey);
    }
  }
  for (const check of checks) {
    if (check.scope === "once") await runNext(check, run.newest, {});
  }
  return results;
}

async function runCheck(
  check: Check,
  { shop, http, log, redaction, wait }: CheckRun,
  agent: AcpAgent,
  journey: Journey,
): Promise<CheckResult> {
  const { id, area, requirement, source } = check;
  const version = check.scope === "once" ? undefined : agent.version;
  const confirmed: string[] = [];
  const notes: string[] = [];
  const orders: string[] = [];
  const trial: Trial = {
    shop,
    http,
    agent,
    journey,
    wait,
    confirm(holds, claim, otherwise) {
      if (!holds)
        throw new CheckFailed(`expected: ${claim}${otherwise === undefined ? "" : `; found: ${otherwise}`}`);
      confirmed.push(redaction.text(claim));
    },
    note: (words) => void notes.push(redaction.text(words)),
    ordered: (orderId) => void orders.push(orderId),
  };
  const began = performance.now();
  const end = await outcomeOf(check.run(trial));
  return {
    id,
    area,
    requirement,
    source,
    version,
    ...end,
    ...(end.reason === undefined ? {} : { reason: redaction.text(end.reason) }),
    confirmed,
    notes,
    exchanges: log.take(),
    orders,
    milliseconds: Math.round(performance.now() - began),
  };
}

async function outcomeOf(running: Promise<void>): Promise<Pick<CheckResult, "result" | "reason">> {
  try {
    await running;
    return { result: "passed" };
  } catch (error) {
    if (error instanceof CheckSkipped) return { result: "skipped", reason: error.message };
    if (error instanceof CheckFailed) return { result: "failed", reason: error.message };
    const words = error instanceof Error ? error.message : String(error);
    return { result: "failed", reason: `the check itself came to a bad end: ${words}` };
  }
}
