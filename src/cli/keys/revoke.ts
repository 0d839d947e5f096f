import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { asId, type KeyId } from "../../ids.ts";
import { revokeAgentKey } from "../../operations/agents.ts";
import { CommandFailed } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand keys revoke`. */
export function addRevoke(keys: Command, terminal: Terminal): void {
  keys
    .command("revoke")
    .description("shut a key out for good; a running server follows soon")
    .argument("<key-id>", "the key's id, from `keys list`")
    .addOption(jsonOption())
    .action(async (id: string, options: JsonOption) => {
      const { withShop } = await import("../open-shop.ts");
      const revocation = await withShop(terminal, (shop) =>
        shop.write((stores) =>
          revokeAgentKey(stores, asId<KeyId>(id), { actor: "command_line", now: systemClock.now() }),
        ),
      );
      switch (revocation) {
        case "revoked":
        case "revoked_before":
          return terminal.out(
            options.json ? JSON.stringify({ id, revocation }) : `${id} opens nothing any more.`,
          );
        case "unknown":
          throw new CommandFailed(`There is no key ${id}. See: checkstand keys list`);
        case "from_environment":
          throw new CommandFailed(
            `${id} is COMMERCE_API_KEY. Change the variable and start the server again.`,
          );
      }
    });
}
