import type { Command } from "commander";
import { type Instant, systemClock, toRfc3339 } from "../../clock.ts";
import type { FeedDestination } from "../../feed/push/destination.ts";
import type { PushProgress } from "../../feed/push/push.ts";
import type { PushRecord } from "../../feed/push/push-state.ts";
import type { FeedStore } from "../../feed/stores.ts";
import { pluralize } from "../../pluralize.ts";
import { version } from "../../version.ts";
import { CommandFailed, WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { openProgressBar, type ProgressBar } from "../progress-bar.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";

interface PushCommandOptions extends JsonOption {
  readonly now?: true;
  readonly full?: true;
  readonly destination?: string;
  readonly history?: true;
}

/** `checkstand feed push`. */
export function addPush(feed: Command, terminal: Terminal): void {
  feed
    .command("push")
    .description(
      "send the feed to the destinations in shop.toml that are due; a running server does it by itself",
    )
    .option("--destination <name>", "to this one only")
    .option("--now", "also to those that are not due")
    .option("--full", "make sure of everything, also of what a destination has already")
    .option("--history", "send nothing: show the last pushes and how each destination stands")
    .addOption(jsonOption())
    .action(async (options: PushCommandOptions) => {
      const { withShop } = await import("../open-shop.ts");
      const { createPushes } = await import("../../feed/push/pushes.ts");
      const { pushFolder } = await import("../../feed/folders.ts");
      const { createOutgoing } = await import("../../outgoing/outgoing.ts");
      await withShop(terminal, async ({ settings, reads, write, takeSnapshot }) => {
        const chosen = choose(settings.feed.destinations, options.destination);
        if (options.history) return showHistory(terminal, chosen, reads, options.json === true);
        const { isDevelopment: development } = settings.server;
        const pushes = createPushes({
          shop: settings.shop,
          settings: settings.feed,
          shipping: settings.pricing.shipping,
          takeSnapshot,
          write,
          reads,
          outgoing: createOutgoing({ development }),
          development,
          folder: pushFolder(settings.database.path),
          version,
          clock: systemClock,
          // What goes wrong is in the record, and told below.
          log: { error() {}, warn() {}, info() {}, debug() {} },
          alarm() {},
        });
        const records: PushRecord[] = [];
        for (const destination of chosen) {
          const due = await pushes.dueOf(destination);
          if (options.now || options.full || due <= systemClock.now()) {
            using bars = openBars(destination.name);
            records.push(await pushes.push(destination, { full: options.full, progress: bars.show }));
          }
        }
        report(terminal, records, options.json === true);
      });
    });
}

function choose(
  destinations: readonly FeedDestination[],
  name: string | undefined,
): readonly FeedDestination[] {
  const chosen = destinations.filter((destination) => name === undefined || destination.name === name);
  if (name !== undefined && chosen.length === 0) {
    const known = destinations.map((destination) => destination.name).join(", ") || "none";
    throw new WrongUsage(`shop.toml has no feed destination "${name}". There are: ${known}.`);
  }
  if (chosen.length === 0) throw new CommandFailed("shop.toml has no [[feed.destinations]] to push to.");
  return chosen;
}

function report(terminal: Terminal, records: readonly PushRecord[], json: boolean): void {
  if (json) terminal.out(JSON.stringify(records));
  else if (records.length === 0) terminal.out("No destination is due. Add --now to push all the same.");
  else for (const record of records) terminal.out(describeRecord(record));
  const failed = records.filter(({ outcome }) => outcome === "failed").map(({ destination }) => destination);
  if (failed.length > 0) throw new CommandFailed(`Not pushed: ${failed.join(", ")}.`);
}

function describeRecord({ destination, outcome, items, bytes, drifted, reason }: PushRecord): string {
  const what = {
    pushed: `pushed, ${pluralize(items, "item")}, ${pluralize(bytes, "byte")}`,
    unchanged: "unchanged, nothing sent",
    failed: "failed",
  }[outcome];
  const drift = drifted ? `; ${pluralize(drifted, "product was", "products were")} not there as sent` : "";
  return `${destination}: ${what}${drift}${reason === undefined ? "" : `. ${reason}`}`;
}

interface HistoryReads {
  readonly feeds: Pick<FeedStore, "destination" | "pushes">;
}

const SHOWN = 20;

async function showHistory(
  terminal: Terminal,
  destinations: readonly FeedDestination[],
  { feeds }: HistoryReads,
  json: boolean,
): Promise<void> {
  const states = await Promise.all(destinations.map(({ name }) => feeds.destination(name)));
  const pages = await Promise.all(destinations.map(({ name }) => feeds.pushes(name, SHOWN)));
  const known = states.filter((state) => state !== undefined);
  const pushes = pages.flat().toSorted((one, other) => other.startedAt - one.startedAt);
  if (json) return terminal.out(JSON.stringify({ destinations: known, pushes }));
  if (pushes.length === 0) return terminal.note("Nothing has been pushed yet.");
  const moment = (at: Instant | undefined) => (at === undefined ? "" : toRfc3339(at));
  const standing = known.map(({ name, lastGoodAt, lastFullAt, failures, retryAt, reason }) => [
    name,
    moment(lastGoodAt),
    moment(lastFullAt),
    String(failures),
    moment(retryAt),
    reason ?? "",
  ]);
  const rows = pushes.map(({ destination, startedAt, extent, outcome, items, bytes, reason }) => [
    moment(startedAt),
    destination,
    extent,
    outcome,
    String(items),
    String(bytes),
    reason ?? "",
  ]);
  terminal.out(
    renderTable(["DESTINATION", "LAST GOOD", "LAST FULL", "FAILURES", "TRIED AGAIN", "REASON"], standing),
  );
  terminal.out("");
  terminal.out(
    renderTable(["STARTED", "DESTINATION", "EXTENT", "OUTCOME", "ITEMS", "BYTES", "REASON"], rows),
  );
}

/** A bar for each step of a push, the next after the one before. */
function openBars(name: string): Disposable & { readonly show: PushProgress } {
  let step: string | undefined;
  let bar: ProgressBar | undefined;
  return {
    show(current, done, total) {
      if (current !== step) {
        bar?.[Symbol.dispose]();
        step = current;
        bar = openProgressBar(`${name}: ${current}`, total, "");
      }
      bar?.show(done);
    },
    [Symbol.dispose]: () => bar?.[Symbol.dispose](),
  };
}
