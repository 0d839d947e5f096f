import { renderTable } from "../cli/table.ts";
import { type Report, reasonsOf, summarize, verdictOf } from "./report.ts";

/** A report for the terminal: a line a check, then what did not pass, with its reason. */
export function reportAsTable(report: Report): string {
  const summaries = summarize(report.results);
  const lines = (heading: string, reasons: readonly string[]) =>
    reasons.length === 0 ? [] : [[heading, ...reasons.map((reason) => `  ${reason}`)].join("\n")];
  const { passed, failed, skipped } = report.counts;
  return [
    renderTable(
      ["AREA", "CHECK", "RESULT", "TIME"],
      summaries.map((summary) => [
        summary.area,
        summary.id,
        verdictOf(summary),
        `${summary.milliseconds} ms`,
      ]),
    ),
    ...lines("Failed:", reasonsOf(summaries, "failed")),
    ...lines("Skipped:", reasonsOf(summaries, "skipped")),
    `${passed} passed, ${failed} failed, ${skipped} skipped, in ${report.versions.join(", ")}.`,
  ].join("\n\n");
}

/** A report for a program that wants the outcome: without claims and exchanges, which are in the folder. */
export function reportInBrief({ results, ...report }: Report): object {
  return {
    ...report,
    results: results.map(({ id, area, version, result, reason, milliseconds }) => ({
      id,
      area,
      version,
      result,
      reason,
      milliseconds,
    })),
  };
}
