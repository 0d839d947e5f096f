import type { Command } from "commander";
import { addListPeople } from "./people/list.ts";
import { addResetPeople } from "./people/reset.ts";
import type { Terminal } from "./terminal.ts";

export function addPeopleCommand(program: Command, terminal: Terminal): void {
  const people = program.command("people").description("who works in the shop, and the way back in");
  addListPeople(people, terminal);
  addResetPeople(people, terminal);
}
