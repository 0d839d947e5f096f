import { areas, type CheckResult } from "./check.ts";
import type { ShopUnderTest } from "./shop-under-test.ts";

/** A certification run with its evidence: `report.json`. Holds no key, token or personal data. */
export interface Report {
  /** The version of Checkstand that certified. */
  readonly checkstand: string;
  readonly shop: string;
  readonly environment: ShopUnderTest["environment"];
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly versions: readonly string[];
  /** The id of what was bought. */
  readonly item: string;
  /** The ids of the orders that were made. */
  readonly orders: readonly string[];
  readonly counts: Readonly<Record<CheckResult["result"], number>>;
  readonly results: readonly CheckResult[];
}

/** How often each result came. */
export function countResults(results: readonly CheckResult[]): Report["counts"] {
  const count = (result: CheckResult["result"]) => results.filter((each) => each.result === result).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}

/** One check in all its versions. */
export interface CheckSummary extends Pick<CheckResult, "id" | "area" | "requirement" | "source"> {
  readonly results: readonly CheckResult[];
  /** The worst of its results: failed, if any; skipped only when all were. */
  readonly result: CheckResult["result"];
  readonly milliseconds: number;
}

/** The checks by area, each once. */
export function summarize(results: readonly CheckResult[]): readonly CheckSummary[] {
  const summaries = [...Map.groupBy(results, ({ id }) => id).values()].flatMap((ofCheck) => {
    const [first] = ofCheck;
    if (!first) return [];
    const { id, area, requirement, source } = first;
    const milliseconds = ofCheck.reduce((sum, each) => sum + each.milliseconds, 0);
    return { id, area, requirement, source, results: ofCheck, result: worstOf(ofCheck), milliseconds };
  });
  return summaries.toSorted((one, other) => areas.indexOf(one.area) - areas.indexOf(other.area));
}

function worstOf(results: readonly CheckResult[]): CheckResult["result"] {
  if (results.some(({ result }) => result === "failed")) return "failed";
  return results.every(({ result }) => result === "skipped") ? "skipped" : "passed";
}

/** The result of a check in a few words: in how many versions it passed, in which it did not. */
export function verdictOf({ results }: CheckSummary): string {
  const [first] = results;
  if (results.length === 1 && first) return first.result;
  const parts = (["failed", "passed", "skipped"] as const).flatMap((result) => {
    const those = results.filter((each) => each.result === result);
    if (those.length === 0) return [];
    if (result === "failed") return `failed in ${those.map(({ version }) => version).join(", ")}`;
    return those.length === results.length
      ? `${result} in all ${those.length}`
      : `${result} in ${those.length}`;
  });
  return parts.join("; ");
}

/** Why checks ended as they did, each reason once with the check and the versions it holds for. */
export function reasonsOf(
  summaries: readonly CheckSummary[],
  result: "failed" | "skipped",
): readonly string[] {
  return summaries.flatMap(({ id, results }) => {
    const byReason = Map.groupBy(
      results.filter((each) => each.result === result),
      ({ reason }) => reason ?? "",
    );
    return [...byReason].map(([reason, those]) => {
      const versions = those.flatMap(({ version }) => version ?? []);
      const where =
        versions.length === 0 || versions.length === results.length ? "" : ` (${versions.join(", ")})`;
      return `${id}${where}: ${reason}`;
    });
  });
}
