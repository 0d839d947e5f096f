import type { Command } from "commander";
import { toRfc3339 } from "../../clock.ts";
import { knownHosts } from "../../operations/hosts.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { readWholeNumberOption } from "../whole-number.ts";

/** `checkstand hosts list`. */
export function addListHosts(hosts: Command, terminal: Terminal): void {
  hosts
    .command("list")
    .description("list the hosts that are allowed or blocked, and those whose agents began checkouts last")
    .option("--limit <count>", "how many of the others at most", readWholeNumberOption, 20)
    .addOption(jsonOption())
    .action(async ({ limit, json }: JsonOption & { readonly limit: number }) => {
      const { withShop } = await import("../open-shop.ts");
      const known = await withShop(terminal, ({ reads }) => knownHosts(reads, limit));
      const rows = known.map(({ host, listed, seen }) => ({
        host,
        standing: listed?.standing ?? "unlisted",
        listedAt: listed && toRfc3339(listed.listedAt),
        agents: seen?.agents ?? 0,
        lastSeenAt: seen && toRfc3339(seen.lastSeenAt),
      }));
      if (json) return terminal.out(JSON.stringify(rows));
      if (rows.length === 0)
        return terminal.note("No host is listed, and no agent has presented a profile and begun a checkout.");
      terminal.out(
        renderTable(
          ["HOST", "STANDING", "LISTED", "AGENTS", "LAST SEEN"],
          rows.map((row) => [
            row.host,
            row.standing,
            row.listedAt ?? "",
            String(row.agents),
            row.lastSeenAt ?? "",
          ]),
        ),
      );
    });
}
