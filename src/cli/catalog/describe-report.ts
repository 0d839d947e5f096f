import { describeRefusal, type Refusal } from "../../catalog/import/refusal.ts";
import type { ImportReport } from "../../catalog/import/report.ts";
import { pluralize } from "../../pluralize.ts";
import { stripControlCharacters } from "../../strip-control-characters.ts";

/** How many products that are gone are named before the rest is only counted. */
const MOST_GONE_NAMED = 20;

/** An import's report for a person: what was done, then every refused row. */
export function describeImportReport(report: ImportReport): string {
  const { added, changed, unchanged, unpublished, refused, leftOut, withdrawn } = report.products;
  const done = report.dryRun ? ["would be added", "would be changed"] : ["added", "changed"];
  const parts = [
    `${added} ${done[0]}`,
    `${changed} ${done[1]}`,
    `${unchanged} unchanged`,
    ...(unpublished > 0 ? [`${unpublished} of these unpublished`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(leftOut > 0 ? [`${leftOut} left out`] : []),
    ...(withdrawn > 0 ? [`${withdrawn} withdrawn`] : []),
  ];
  return [
    `${report.format}, ${pluralize(report.rows, "row")}: products ${parts.join(", ")}; ${pluralize(report.variants, "variant")} for sale.`,
    ...section("Refused; what is stored of these products stays as it is:", report.refused),
    ...section("Left out:", report.leftOut),
    ...section("Warnings; these products are taken all the same:", report.warnings ?? []),
    ...describeUnused(report.unusedColumns ?? []),
    ...(report.unlisted > 0 ? [`… and ${report.unlisted} more.`] : []),
    ...(report.dryRun && report.gone.length > 0 ? [describeGone(report.gone)] : []),
    ...(report.goneUnknown
      ? [
          "Nothing was withdrawn: a refused row does not say which product it belongs to. Mend it and import again.",
        ]
      : []),
  ].join("\n");
}

function describeUnused(columns: readonly string[]): readonly string[] {
  return columns.length === 0 ? [] : [`Columns not used: ${columns.map(stripControlCharacters).join(", ")}.`];
}

/** The products a synchronizing import would withdraw. */
export function describeGone(gone: ImportReport["gone"]): string {
  const named = gone.slice(0, MOST_GONE_NAMED).map(({ id, title }) => `  ${id}  ${title}`);
  const rest = gone.length > MOST_GONE_NAMED ? [`  … and ${gone.length - MOST_GONE_NAMED} more`] : [];
  return [`No longer in the file (${pluralize(gone.length, "product")}):`, ...named, ...rest].join("\n");
}

/** Refused rows, one a line. */
export function listRefusals(refusals: readonly Refusal[]): readonly string[] {
  return refusals.map((refusal) => `  ${describeRefusal(refusal)}`);
}

function section(heading: string, refusals: readonly Refusal[]): readonly string[] {
  return refusals.length === 0 ? [] : [heading, ...listRefusals(refusals)];
}
