import type { Command } from "commander";
import { toRfc3339 } from "../../clock.ts";
import { rotateSigningKey } from "../../signing/rotation.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

interface RotateOptions extends JsonOption {
  readonly compromised?: true;
}

/** `checkstand keys rotate-signing`. */
export function addRotateSigning(keys: Command, terminal: Terminal): void {
  keys
    .command("rotate-signing")
    .description("make the shop a new key to sign its own messages with; a running server follows at once")
    .option("--compromised", "somebody else may have the old key: withdraw it now, and sign with the new one")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
The new key is published at once and signs in an hour, when everybody who keeps a copy of the published keys has looked
again. The old one stays published for a week after that, so that what it signed can still be verified.`,
    )
    .action(async ({ compromised, json }: RotateOptions) => {
      const { withShop } = await import("../open-shop.ts");
      const key = await withShop(terminal, ({ write, clock }) => {
        const now = clock.now();
        const areCompromised = compromised === true;
        return write(({ signingKeys, audit }) =>
          rotateSigningKey({ signingKeys, audit }, { areCompromised, actor: "command_line" }, now),
        );
      });
      const signsFrom = toRfc3339(key.signsFrom);
      terminal.out(
        json ? JSON.stringify({ id: key.id, signsFrom }) : `Key ${key.id} signs from ${signsFrom} on.`,
      );
    });
}
