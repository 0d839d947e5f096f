import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { ImportFormatName } from "../../catalog/import/format.ts";
import type { ImportProgress } from "../../catalog/import/import-catalog.ts";
import type { OpenedSource } from "../../catalog/import/open-source.ts";
import type { GoneProduct, ImportReport } from "../../catalog/import/report.ts";
import { systemClock } from "../../clock.ts";
import { CommandFailed } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { OpenShop } from "../open-shop.ts";
import type { Terminal } from "../terminal.ts";
import { describeGone, describeImportReport, listRefusals } from "./describe-report.ts";

interface ImportWords extends JsonOption {
  readonly format: ImportFormatName | "auto";
  readonly dryRun?: true;
  readonly sync?: true;
  readonly yes?: true;
  readonly salesIncluded?: true;
}

export function addImport(catalog: Command, terminal: Terminal): void {
  catalog
    .command("import")
    .description("bring a catalogue in: all of it is checked before any of it is written")
    .argument("<file>", "a file, an https address, or - for standard input")
    .addOption(
      new Option("--format <name>", "what wrote it")
        .choices(["auto", "shopify", "woocommerce", "google", "jsonl"])
        .default("auto"),
    )
    .option("--dry-run", "check everything and say what would be done; change nothing")
    .option("--sync", "withdraw products that the file no longer lists, after showing them")
    .option("--yes", "with --sync: do not ask")
    .option(
      "--sales-included",
      "the stock in the file has everything sold here until then subtracted already, because your shop hears of " +
        "orders by itself; without it, sales count until `orders export` has told your shop of them",
    )
    .addOption(jsonOption())
    .action(async (name: string, words: ImportWords) => {
      const { withShop } = await import("../open-shop.ts");
      const bringIn = async (shop: OpenShop) => {
        const file = await openNamed(name, terminal);
        const report = await importFile(file, words, shop, terminal);
        terminal.out(words.json ? JSON.stringify(report) : describeImportReport(report));
      };
      await withShop(terminal, bringIn, { withoutDatabase: words.dryRun ? "pretends" : "makes_one" });
    });
}

/** Opens a file, `-` for standard input, or an address. */
async function openNamed(name: string, terminal: Terminal): Promise<OpenedSource> {
  const { isAddress, openAddress, openFile } = await import("../../catalog/import/open-source.ts");
  if (name === "-") return { bytes: Bun.stdin.stream() };
  if (!isAddress(name)) return await openFile(resolve(terminal.directory, name));
  const found = await openAddress(name, undefined, systemClock.now());
  if (!found)
    throw new CommandFailed(`Cannot fetch ${name}: it answers 304 although nothing was known of it.`);
  return found;
}

async function importFile(
  file: OpenedSource,
  words: ImportWords,
  { reads, write, settings }: OpenShop,
  terminal: Terminal,
): Promise<ImportReport> {
  const { importCatalog } = await import("../../catalog/import/import-catalog.ts");
  const { FileRefused } = await import("../../catalog/import/refusal.ts");
  const { openImportStaging } = await import("../../../db/sqlite/import-staging.ts");
  const { openImportProgress } = await import("./progress.ts");
  using bars = openImportProgress(file.size);
  const collect = collectNowAndThen();
  const confirmWithdrawal = (gone: readonly GoneProduct[]) => mayWithdraw(gone, words, terminal);
  try {
    return await importCatalog(
      file,
      {
        format: words.format,
        dryRun: words.dryRun === true,
        salesIncluded: words.salesIncluded,
        confirmWithdrawal: words.sync && confirmWithdrawal,
        onProgress: (progress) => {
          bars.show(progress);
          collect(progress);
        },
      },
      {
        catalog: reads.catalog,
        write,
        openStaging: openImportStaging,
        clock: systemClock,
        assumptions: settings.importAssumptions,
      },
    );
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    if (words.json) terminal.out(JSON.stringify({ error: error.message, refused: error.refusals }));
    throw new CommandFailed([error.message, ...(words.json ? [] : listRefusals(error.refusals))].join("\n"));
  }
}

/** Products after which it is time to collect what checking or writing them left behind. */
const COLLECTED_EVERY = 10_000;

/**
 * Collects the garbage of an import as it goes on: left alone, this process holds a tenth more.
 * A server that imports sells at the same time, and leaves it alone.
 */
function collectNowAndThen(): (progress: ImportProgress) => void {
  let step: ImportProgress["step"] = "reading";
  let collectedAt = 0;
  return (progress) => {
    if (progress.step === "reading") return;
    if (progress.step !== step) collectedAt = 0;
    step = progress.step;
    if (progress.products - collectedAt < COLLECTED_EVERY) return;
    collectedAt = progress.products;
    Bun.gc(true);
  };
}

async function mayWithdraw(
  gone: readonly GoneProduct[],
  { yes }: ImportWords,
  terminal: Terminal,
): Promise<boolean> {
  terminal.note(describeGone(gone));
  if (yes) return true;
  if (!terminal.ask) {
    throw new CommandFailed("Nothing was changed. Add --yes to withdraw them without being asked.");
  }
  const answer = await terminal.ask("Withdraw them? They can be imported again later. [y/N] ");
  return /^y(es)?$/i.test(answer);
}
