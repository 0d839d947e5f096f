import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { pluralize } from "../../pluralize.ts";
import { CommandFailed } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand people reset`. */
export function addResetPeople(people: Command, terminal: Terminal): void {
  people
    .command("reset")
    .description("forget everybody, so that ADMIN_TOKEN signs in again and makes a new owner")
    .option("--yes", "do not ask")
    .addOption(jsonOption())
    .action(async ({ yes, json }: JsonOption & { readonly yes?: true }) => {
      const { withShop } = await import("../open-shop.ts");
      const { resetPeople } = await import("../../people/administration.ts");
      if (!yes) {
        if (!terminal.ask)
          throw new CommandFailed("Nothing was changed. Add --yes to do it without being asked.");
        const answer = await terminal.ask(
          "Forget everybody who works in the shop? They are signed out. [y/N] ",
        );
        if (!/^y(es)?$/i.test(answer)) return terminal.note("Nothing was changed.");
      }
      const done = await withShop(terminal, ({ write }) =>
        write((stores) => resetPeople(stores, "command_line", systemClock.now())),
      );
      terminal.out(
        json
          ? JSON.stringify(done)
          : `Forgot ${pluralize(done.forgotten, "account")}. Sign in at /admin with ADMIN_TOKEN, and become the owner.`,
      );
    });
}
