import type { Command } from "commander";
import { defaultAgentName } from "../../agents/administration.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";
import { describeAgreement, unknownAgent, withoutSecrets } from "./agreement.ts";

/** `checkstand keys show`. */
export function addShowAgent(keys: Command, terminal: Terminal): void {
  keys
    .command("show")
    .description("say what is agreed with an agent; secrets are left out")
    .argument("[agent]", "the agent's name", defaultAgentName)
    .addOption(jsonOption())
    .action(async (name: string, options: JsonOption) => {
      const { withShop } = await import("../open-shop.ts");
      const agent = await withShop(terminal, ({ reads }) => reads.agents.byName(name));
      if (!agent) throw unknownAgent(name);
      terminal.out(options.json ? JSON.stringify(withoutSecrets(agent)) : describeAgreement(agent));
    });
}
