import type { Command } from "commander";
import { loadSettings } from "../settings.ts";
import { caddyfileOf } from "./setup/caddy.ts";
import { composeFileOf } from "./setup/compose.ts";
import { type Installation, installationOf } from "./setup/installation.ts";
import { addMonitoring } from "./setup/monitoring.ts";
import { nginxSiteOf } from "./setup/nginx.ts";
import { systemdUnitOf } from "./setup/systemd.ts";
import type { Terminal } from "./terminal.ts";

/** What can be printed: by the name after `setup`, what it is and how it is made for a shop. */
const files: readonly {
  readonly name: string;
  readonly description: string;
  readonly print: (installation: Installation) => string;
}[] = [
  { name: "systemd", description: "a hardened unit, with secrets as credentials", print: systemdUnitOf },
  {
    name: "caddy",
    description: "a Caddyfile: TLS before the shop, certificates by themselves",
    print: caddyfileOf,
  },
  { name: "nginx", description: "a site for nginx: TLS before the shop", print: nginxSiteOf },
  { name: "compose", description: "the shop's container behind Caddy", print: composeFileOf },
];

/** `checkstand setup`. */
export function addSetupCommand(program: Command, terminal: Terminal): void {
  const setup = program
    .command("setup")
    .description("print the files that run this shop on a server, with comments; changes nothing")
    .addHelpText(
      "after",
      `
What is printed is for the shop whose settings are found here: run it in the shop's folder, with PUBLIC_BASE_URL set.

Examples:
  checkstand setup systemd > /etc/systemd/system/checkstand.service
  checkstand setup caddy > /etc/caddy/Caddyfile`,
    );
  for (const { name, description, print } of files) {
    setup
      .command(name)
      .description(description)
      .action(() => {
        const { environment, directory } = terminal;
        const settings = loadSettings({ environment, directory, toSell: false });
        terminal.out(print(installationOf(settings, terminal)).trimEnd());
      });
  }
  addMonitoring(setup, terminal);
}
