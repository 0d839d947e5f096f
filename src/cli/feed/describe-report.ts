import type { FeedFinding, FeedReport } from "../../feed/report.ts";
import type { Severity } from "../../feed/rules.ts";
import { pluralize } from "../../pluralize.ts";

const headings: Readonly<Record<Severity, string>> = {
  error: "Errors: these rows are left out",
  warning: "Warnings: the rows stay, as far as they can",
  advice: "What would help products be found",
};

/** A report for a person: how it stands, then what is wrong, the worst first, with examples and what to do. */
export function describeFeedReport(report: FeedReport): string {
  const { products, rows, refused, leftOut, generation, completeness, findings, leastComplete } = report;
  if (products === 0)
    return "The feed is empty: nothing is for sale. Bring products in: checkstand catalog import FILE";
  const inFeed = rows - refused - leftOut;
  const parts = [
    `The feed (generation ${generation}) has ${pluralize(inFeed, "row")} of ${pluralize(products, "product")}.`,
    ...(refused > 0 ? [`${pluralize(refused, "row")} refused.`] : []),
    ...(leftOut > 0 ? [`${pluralize(leftOut, "row")} not to be found, and so not in it.`] : []),
    `Completeness: ${completeness} of 100.`,
  ];
  const severities: readonly Severity[] = ["error", "warning", "advice"];
  return [
    parts.join(" "),
    ...severities.flatMap((severity) => section(severity, findings)),
    ...(leastComplete.length === 0 ? [] : ["", "Least complete products"]),
    ...leastComplete.map(
      ({ productId, title, completeness, missing }) =>
        `  ${String(completeness).padStart(3)}  ${productId}  ${title}\n       lacks ${missing.join(", ")}`,
    ),
  ].join("\n");
}

function section(severity: Severity, findings: readonly FeedFinding[]): readonly string[] {
  const found = findings.filter((finding) => finding.severity === severity);
  return found.length === 0 ? [] : ["", headings[severity], ...found.flatMap(describeFinding)];
}

function describeFinding({ field, message, fix, count, examples }: FeedFinding): readonly string[] {
  const named = examples.map(({ variantId, value }) =>
    value === "" ? variantId : `${variantId} (${value})`,
  );
  const more = count > examples.length ? ", …" : "";
  return [
    `  ${field} ${message}: ${pluralize(count, "row")}`,
    `    ${named.join(", ").replaceAll(/\s+/g, " ")}${more}`,
    `    -> ${fix}`,
  ];
}
