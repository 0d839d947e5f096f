import type { Command } from "commander";
import type { Terminal } from "./terminal.ts";
import { addListEvents } from "./webhooks/list.ts";
import { addListen } from "./webhooks/listen.ts";
import { addReplay } from "./webhooks/replay.ts";
import { addShowEvent } from "./webhooks/show.ts";
import { addTrigger } from "./webhooks/trigger.ts";

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
  checkstand webhooks replay --dead --agent chatgpt
  checkstand webhooks listen --forward-to http://localhost:4000/webhooks
  checkstand webhooks trigger order.shipped`,
    );
  addListEvents(webhooks, terminal);
  addShowEvent(webhooks, terminal);
  addReplay(webhooks, terminal);
  addListen(webhooks, terminal);
  addTrigger(webhooks, terminal);
}
