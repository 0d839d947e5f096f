import type { Command } from "commander";
import { hostRequests } from "../operations/hosts.ts";
import { addListHosts } from "./hosts/list.ts";
import { addHostRequest } from "./hosts/request.ts";
import type { Terminal } from "./terminal.ts";

/** `checkstand hosts`. */
export function addHostsCommand(program: Command, terminal: Terminal): void {
  const hosts = program
    .command("hosts")
    .description("hosts of UCP profiles: whose signatures may pay, and who is not served")
    .addHelpText(
      "after",
      `
Examples:
  checkstand hosts allow platform.example
  checkstand hosts block spam.example
  checkstand hosts unlist platform.example`,
    );
  addListHosts(hosts, terminal);
  for (const request of hostRequests) addHostRequest(hosts, request, terminal);
}
