import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { type hostRequests, listHost } from "../../operations/hosts.ts";
import { isMistake } from "../../operations/merchant-request.ts";
import { WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { addRequest } from "../request-fields.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand hosts allow`, `block` and `unlist`. */
export function addHostRequest(
  hosts: Command,
  request: (typeof hostRequests)[number],
  terminal: Terminal,
): void {
  const { command, read } = addRequest(hosts, request);
  command.addOption(jsonOption()).action(async () => {
    const { json }: JsonOption = command.opts();
    const wanted = request.read(read({}));
    if (isMistake(wanted)) throw new WrongUsage(wanted.words);
    const { withShop } = await import("../open-shop.ts");
    const listing = await withShop(terminal, ({ write }) =>
      write((stores) => listHost(stores, wanted, { actor: "command_line", now: systemClock.now() })),
    );
    if (json) return terminal.out(JSON.stringify(listing));
    const { host, standing, kind } = listing;
    terminal.out(`${host} is ${standing}${kind === "unchanged" ? ", as it was" : ""}.`);
  });
}
