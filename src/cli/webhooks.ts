import type { Command } from "commander";
import type { Terminal } from "./terminal.ts";
import { addListEvents } from "./webhooks/list.ts";
import { addReplay } from "./webhooks/replay.ts";
import { addShowEvent } from "./webhooks/show.ts";

/** `checkstand webhooks`. */
export function addWebhooksCommand(program: Command, terminal: Terminal): void {
  const webhooks = program
    .command("webhooks")
    .description("what agents were told of their orders")
    .addHelpText(
      "after",
      `
Where an agent hears of its orders: checkstand keys notify.

Examples:
  checkstand webhooks list --state dead
  checkstand webhooks show evt_…
  checkstand webhooks replay evt_…
  checkstand webhooks replay --dead --agent chatgpt`,
    );
  addListEvents(webhooks, terminal);
  addShowEvent(webhooks, terminal);
  addReplay(webhooks, terminal);
}
