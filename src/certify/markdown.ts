import { pluralize } from "../pluralize.ts";
import { areas, type CheckResult } from "./check.ts";
import type { RecordedExchange } from "./exchange.ts";
import { type CheckSummary, type Report, reasonsOf, summarize, verdictOf } from "./report.ts";

/** As much of one field's value as a reader wants to see, in characters; all of it is in report.json. */
const SHOWN_LENGTH = 400;

/** Headers that say something about the protocol; the rest is in report.json. */
const shownHeaders: ReadonlySet<string> = new Set([
  "allow",
  "api-version",
  "authorization",
  "cache-control",
  "content-type",
  "idempotency-key",
  "idempotent-replayed",
  "merchant-signature",
  "request-id",
  "retry-after",
  "signature",
  "timestamp",
  "www-authenticate",
]);

/** The report for people, in Markdown: what was looked at, what came of it, and what was said on the wire. */
export function reportInWords(report: Report): string {
  const summaries = summarize(report.results);
  const { passed, failed, skipped } = report.counts;
  return [
    `# Launch certification of ${report.shop}`,
    [
      `- **Result**: ${failed === 0 ? "no check failed" : `${failed} failed`}; ${passed} passed, ${skipped} skipped`,
      `- **When**: ${report.startedAt} to ${report.endedAt}`,
      `- **By**: Checkstand ${report.checkstand}, \`checkstand certify\``,
      `- **Versions**: ${report.versions.join(", ")}`,
      `- **Environment**: ${report.environment}`,
      `- **Bought**: ${report.item}; orders ${report.orders.length === 0 ? "none" : report.orders.join(", ")}`,
    ].join("\n"),
    "Keys, tokens, signatures and personal data were taken out before anything was written. Long values are cut off here; report.json has all of them.",
    "## Summary",
    summaryTable(summaries),
    ...reasons("What failed", reasonsOf(summaries, "failed")),
    ...reasons("What was skipped", reasonsOf(summaries, "skipped")),
    ...areas.flatMap((area) => {
      const those = summaries.filter((summary) => summary.area === area);
      return those.length === 0 ? [] : [`## ${area}`, ...those.flatMap(checkInWords)];
    }),
    "",
  ].join("\n\n");
}

function summaryTable(summaries: readonly CheckSummary[]): string {
  return [
    "| Area | Check | Requirement | Result |",
    "|---|---|---|---|",
    ...summaries.map(
      (summary) => `| ${summary.area} | ${summary.id} | ${summary.requirement} | ${verdictOf(summary)} |`,
    ),
  ].join("\n");
}

function reasons(heading: string, found: readonly string[]): readonly string[] {
  return found.length === 0 ? [] : [`## ${heading}`, found.map((reason) => `- ${reason}`).join("\n")];
}

function checkInWords({ id, requirement, source, results }: CheckSummary): readonly string[] {
  return [`### ${id}`, `${requirement}\n\nSource: ${source}`, ...results.flatMap(resultInWords)];
}

function resultInWords(result: CheckResult): readonly string[] {
  const where = result.version === undefined ? "" : `${result.version}: `;
  const why = result.reason === undefined ? "" : `: ${result.reason}`;
  const lines = [
    ...result.confirmed.map((claim) => `- confirmed: ${claim}`),
    ...result.notes.map((note) => `- noted: ${note}`),
  ];
  return [
    `**${where}${result.result}**${why} (${result.milliseconds} ms)`,
    ...(lines.length === 0 ? [] : [lines.join("\n")]),
    ...(result.exchanges.length === 0 ? [] : [exchangesInWords(result.exchanges)]),
  ];
}

/** Folded away: a reader opens what they doubt. */
function exchangesInWords(exchanges: readonly RecordedExchange[]): string {
  const count = pluralize(exchanges.length, "exchange");
  return [
    `<details><summary>${count}</summary>`,
    ...exchanges.map((exchange) => fenced(exchangeInWords(exchange))),
    "</details>",
  ].join("\n\n");
}

function exchangeInWords({
  method,
  url,
  headers,
  body,
  answer,
  reason,
  milliseconds,
}: RecordedExchange): string {
  const asked = [`> ${method} ${url}`, ...headerLines(headers), ...bodyLines(body)];
  if (!answer) return [...asked, "", `< no answer: ${reason}`].join("\n");
  const schema = answer.schema === undefined ? "" : `, schema: ${answer.schema}`;
  return [
    ...asked,
    "",
    `< ${answer.status} (${milliseconds} ms${schema})`,
    ...headerLines(answer.headers),
    ...bodyLines(answer.body),
  ].join("\n");
}

function headerLines(headers: RecordedExchange["headers"]): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => shownHeaders.has(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${value}`);
}

function bodyLines(body: unknown): readonly string[] {
  if (body === undefined) return [];
  if (typeof body !== "object" || body === null || Array.isArray(body)) return ["", shortened(body)];
  const fields = Object.entries(body).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${shortened(value)}`,
  );
  return ["", "{", fields.join(",\n"), "}"];
}

/** One line of JSON, cut off where a reader has seen enough. */
function shortened(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}…`;
}

/** A fence that no content can end. */
function fenced(content: string): string {
  return `~~~~~~http\n${content.replaceAll("~~~~~~", "~ ~ ~")}\n~~~~~~`;
}
