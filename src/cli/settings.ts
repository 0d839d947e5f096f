import type { Command } from "commander";
import { shopFileExample } from "../settings/example.ts";
import { shopFileSchema } from "../settings/json-schema.ts";
import type { Terminal } from "./terminal.ts";

/** `checkstand settings`. */
export function addSettingsCommand(program: Command, terminal: Terminal): void {
  const settings = program
    .command("settings")
    .description("prints what shop.toml may say")
    .addHelpText(
      "after",
      `
Examples:
  checkstand settings example > shop.toml
  checkstand settings schema > shop.schema.json     # and as the first line of shop.toml: #:schema ./shop.schema.json`,
    );
  settings
    .command("example")
    .description("a shop.toml that shows and explains every key")
    .action(() => terminal.out(shopFileExample().trimEnd()));
  settings
    .command("schema")
    .description("the JSON Schema of shop.toml, for editors")
    .action(() => terminal.out(shopFileSchema()));
}
