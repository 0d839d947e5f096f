import type { Command } from "commander";
import { pluralize } from "../pluralize.ts";
import { CommandFailed } from "./failure.ts";
import { type JsonOption, jsonOption } from "./json-option.ts";
import type { Terminal } from "./terminal.ts";

interface CertifyOptions extends JsonOption {
  readonly url?: string;
  readonly key?: string;
  readonly apiVersion: string;
  readonly item?: string;
  readonly address?: string;
  readonly testToken?: readonly string[];
  readonly out?: string;
}

/** `checkstand certify`. */
export function addCertifyCommand(program: Command, terminal: Terminal): void {
  program
    .command("certify")
    .description(
      "act as an agent against a running shop, and write down that it behaves: evidence for a launch",
    )
    .option("--url <url>", "where the shop answers (default: the address of this shop)")
    .option("--key <key>", "an agent's key (default: COMMERCE_API_KEY, or the demo shop's)")
    .option("--api-version <version>", "an ACP version, or all that the shop serves", "all")
    .option("--item <id>", "what to buy (default: the first thing in stock that can be shipped)")
    .option("--address <file>", "where it is sent, an ACP address as JSON (default: one the shop ships to)")
    .option("--test-token <token...>", "tokens that really pay, one a version, where the sandbox's do not")
    .option("--out <folder>", "where the evidence goes (default: certification/TIME)")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Checks what OpenAI asks to see before a launch, in every version the shop serves, and writes report.md and report.json.
It buys: in the sandbox nothing is paid, but orders are made and stock is taken. A shop that takes real payments is paid
only with --test-token.

Exit code 1 when a check failed.

Examples:
  checkstand certify
  checkstand certify --url https://shop.example --out evidence`,
    )
    .action(async ({ json, ...options }: CertifyOptions) => {
      const { certify } = await import("../certify/certify.ts");
      const { reportAsTable, reportInBrief } = await import("../certify/terminal-report.ts");
      const { folder, report } = await certify(options, terminal);
      terminal.out(json ? JSON.stringify({ folder, ...reportInBrief(report) }) : reportAsTable(report));
      terminal.note(`The evidence is in ${folder}.`);
      const { failed } = report.counts;
      if (failed > 0) throw new CommandFailed(`${pluralize(failed, "check")} failed.`);
    });
}
