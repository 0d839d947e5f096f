import type { Command } from "commander";
import { type Mistake, SettingsInvalid } from "../settings/mistakes.ts";
import { loadSettings } from "../settings.ts";
import { type JsonOption, jsonOption } from "./json-option.ts";
import type { Terminal } from "./terminal.ts";

/** `checkstand config`. */
export function addConfigCommand(program: Command, terminal: Terminal): void {
  program
    .command("config")
    .description("checks what this shop is told")
    .command("check")
    .description("reads shop.toml and the environment as `serve` does, and names every mistake")
    .addOption(jsonOption())
    .addHelpText("after", "\nExit code 0 when the shop could be served so, 2 when there are mistakes.")
    .action(({ json }: JsonOption) => check(terminal, json === true));
}

/** @throws SettingsInvalid with every mistake. */
function check({ environment, directory, out }: Terminal, asJson: boolean): void {
  try {
    const { shopFile, remarks } = loadSettings({ environment, directory, toSell: true });
    out(
      asJson
        ? JSON.stringify({ ok: true, shop_file: shopFile ?? null, mistakes: [], remarks })
        : fine(shopFile, remarks),
    );
  } catch (error) {
    if (asJson && error instanceof SettingsInvalid)
      out(JSON.stringify({ ok: false, mistakes: error.mistakes, remarks: [] }));
    throw error;
  }
}

function fine(shopFile: string | undefined, remarks: readonly Mistake[]): string {
  return [
    `No mistakes in ${shopFile ?? "the demo shop (there is no shop.toml)"} and the environment.`,
    ...remarks.map(({ where, reason }) => `  ${where}: ${reason}`),
  ].join("\n");
}
