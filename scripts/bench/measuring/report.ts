import Table from "cli-table3";
import type { ProcessCost } from "./process-cost.ts";

/** What a server did under load: medians over the rounds. */
export interface LoadFigures {
  readonly name: string;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Resident memory of the server at the end of a round; `undefined` where it cannot be read. */
  readonly memoryBytes: number | undefined;
  /** What a request cost the server; `undefined` where it cannot be read. */
  readonly cost: ProcessCost | undefined;
  /** Answers that were not 2xx, over all rounds. */
  readonly failed: number;
  /** The first of them, as received. */
  readonly firstFailure?: string | undefined;
}

/** A single figure, and what it is meant to reach. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: "ratio" | "µs" | "ms" | "MB" | "bytes" | "rows" | "requests" | "per second";
  readonly aim?: { readonly atLeast: number } | { readonly atMost: number };
}

/** What a benchmark gives: tables for people, the same values for programs with `--json`. */
export interface Report {
  readonly loads: readonly LoadFigures[];
  readonly figures: readonly Figure[];
}

/** Whether a figure reaches its aim; `undefined` when it has none. A figure that could not be measured misses. */
export function reaches(figure: Figure): boolean | undefined {
  if (figure.aim === undefined) return undefined;
  return "atLeast" in figure.aim ? figure.value >= figure.aim.atLeast : figure.value <= figure.aim.atMost;
}

/** How many requests of all loads were not answered with 2xx. */
export function failures(report: Report): number {
  return report.loads.reduce((sum, { failed }) => sum + failed, 0);
}

/** The report as tables for a terminal of 100 columns. */
export function renderReport(report: Report): string {
  const parts: string[] = [];
  if (report.figures.length > 0) parts.push(renderFigures(report.figures));
  if (report.loads.length > 0) parts.push(renderLoads(report.loads));
  for (const { name, failed, firstFailure } of report.loads) {
    if (failed > 0)
      parts.push(`${name}: ${failed} requests failed. The first answer:\n${firstFailure ?? ""}`);
  }
  return parts.join("\n\n");
}

function renderLoads(loads: readonly LoadFigures[]): string {
  const table = plainTable([
    "under load",
    "main µs",
    "passed KB",
    "disk KB",
    "req/s",
    "p50 ms",
    "p99 ms",
    "MB",
    "failed",
  ]);
  for (const load of loads) {
    table.push([
      load.name,
      load.cost === undefined ? "n/a" : load.cost.mainThreadMicros.toFixed(0),
      kilobytes(load.cost?.passedBytes),
      kilobytes(load.cost?.diskBytes),
      Math.round(load.requestsPerSecond).toLocaleString("en-US"),
      load.p50Ms.toFixed(2),
      load.p99Ms.toFixed(2),
      load.memoryBytes === undefined ? "n/a" : (load.memoryBytes / 1e6).toFixed(0),
      String(load.failed),
    ]);
  }
  return table.toString();
}

function kilobytes(bytes: number | undefined): string {
  return bytes === undefined ? "n/a" : (bytes / 1e3).toFixed(1);
}

function renderFigures(figures: readonly Figure[]): string {
  const table = plainTable(["figure", "value", "aim", ""]);
  for (const figure of figures) {
    const reached = reaches(figure);
    table.push([
      figure.name,
      renderValue(figure.value, figure.unit),
      renderAim(figure),
      reached === undefined ? "" : reached ? "reached" : "MISSED",
    ]);
  }
  return table.toString();
}

function renderValue(value: number, unit: Figure["unit"]): string {
  if (Number.isNaN(value)) return "n/a";
  switch (unit) {
    case "ratio":
      return value.toFixed(2);
    case "µs":
    case "ms":
    case "MB":
      return `${value.toFixed(1)} ${unit}`;
    case "rows":
    case "requests":
    case "bytes":
    case "per second":
      return `${value.toLocaleString("en-US", { maximumFractionDigits: value < 100 ? 1 : 0 })} ${unit}`;
  }
}

function renderAim(figure: Figure): string {
  if (figure.aim === undefined) return "";
  return "atLeast" in figure.aim
    ? `at least ${renderValue(figure.aim.atLeast, figure.unit)}`
    : `at most ${renderValue(figure.aim.atMost, figure.unit)}`;
}

function plainTable(head: string[]): Table.Table {
  return new Table({
    head,
    colAligns: head.map((_, index) => (index === 0 ? "left" : "right")),
    style: { head: [], border: [], compact: true },
  });
}
