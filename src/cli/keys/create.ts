import type { Command } from "commander";
import { defaultAgentName } from "../../agents/administration.ts";
import { systemClock } from "../../clock.ts";
import { makeAgentKey, whatAgentNameIs } from "../../operations/agents.ts";
import { WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand keys create`. */
export function addCreateKey(keys: Command, terminal: Terminal): void {
  keys
    .command("create")
    .description("make a key for an agent, and the agent if it is new; the key is shown this once")
    .argument("[agent]", "what you call the agent", defaultAgentName)
    .addOption(jsonOption())
    .action(async (name: string, options: JsonOption) => {
      const { withShop } = await import("../open-shop.ts");
      const made = await withShop(
        terminal,
        ({ write }) =>
          write((stores) => makeAgentKey(stores, name, { actor: "command_line", now: systemClock.now() })),
        { withoutDatabase: "makes_one" },
      );
      if (!made) throw new WrongUsage(whatAgentNameIs);
      if (options.json) {
        terminal.out(JSON.stringify({ id: made.key.id, agent: made.agent.name, key: made.secret }));
      } else {
        terminal.out(made.secret);
        terminal.note(
          `Key ${made.key.id} of agent ${made.agent.name}. It is not stored and cannot be shown again.`,
        );
      }
    });
}
