import type { Command } from "commander";
import { DAY, MINUTE, systemClock } from "../clock.ts";
import { duration } from "../settings/rule.ts";
import { CommandFailed, WrongUsage } from "./failure.ts";
import { type JsonOption, jsonOption } from "./json-option.ts";
import type { Terminal } from "./terminal.ts";

const lasting = duration(MINUTE, 3_650 * DAY);

/** `checkstand clock`. */
export function addClockCommand(program: Command, terminal: Terminal): void {
  program
    .command("clock")
    .description("show the demo shop's clock, or move it forward to see what time does")
    .option("--forward <time>", 'by how much, such as "90m", "12h" or "30d"')
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Only in a database that the demo shop made, which can be thrown away: a merchant's clock is the machine's. It never goes
back. A running shop follows within a second: checkouts expire, authorisations end, feeds grow old.

Example:
  checkstand clock --forward 3d`,
    )
    .action(async ({ forward, json }: JsonOption & { readonly forward?: string }) => {
      const milliseconds = forward === undefined ? undefined : lasting.read(forward);
      if (forward !== undefined && milliseconds === undefined)
        throw new WrongUsage(`--forward: allowed is ${lasting.allowed}.`);
      const { withShop } = await import("./open-shop.ts");
      const ahead = await withShop(terminal, async ({ settings, reads, write }) => {
        if (!settings.isDemo)
          throw new CommandFailed("This is no demo shop: its clock is the machine's, and nobody moves it.");
        if (milliseconds !== undefined)
          await write(({ sandboxClock }) => sandboxClock.moveForward(milliseconds));
        return await reads.sandboxClock.ahead();
      });
      const now = new Date(systemClock.now() + ahead).toISOString();
      terminal.out(json ? JSON.stringify({ now, ahead_ms: ahead }) : `It is ${now} in the demo shop.`);
    });
}
