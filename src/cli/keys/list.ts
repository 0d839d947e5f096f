import type { Command } from "commander";
import { toRfc3339 } from "../../clock.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand keys list`. */
export function addListKeys(keys: Command, terminal: Terminal): void {
  keys
    .command("list")
    .description("list all keys, the revoked ones too")
    .addOption(jsonOption())
    .action(async (options: JsonOption) => {
      const { withShop } = await import("../open-shop.ts");
      const { agents, stored } = await withShop(terminal, async ({ reads }) => ({
        agents: await reads.agents.all(),
        stored: await reads.agents.keys(),
      }));
      const rows = stored.map((key) => ({
        id: key.id,
        agent: agents.find((agent) => agent.id === key.agentId)?.name ?? "",
        hint: key.hint,
        createdAt: toRfc3339(key.createdAt),
        revokedAt: key.revokedAt === undefined ? undefined : toRfc3339(key.revokedAt),
      }));
      if (options.json) return terminal.out(JSON.stringify(rows));
      if (rows.length === 0) return terminal.note("There are no keys yet. Make one: checkstand keys create");
      terminal.out(
        renderTable(
          ["ID", "AGENT", "KEY", "CREATED", "REVOKED"],
          rows.map((row) => [row.id, row.agent, row.hint, row.createdAt, row.revokedAt ?? ""]),
        ),
      );
    });
}
