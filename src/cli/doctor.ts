import type { Command } from "commander";
import { pluralize } from "../pluralize.ts";
import { CommandFailed } from "./failure.ts";
import { type JsonOption, jsonOption } from "./json-option.ts";
import { renderTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** `checkstand doctor`. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command("doctor")
    .description(
      "look for what would keep the shop from selling, and say what to do about it; changes nothing",
    )
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nExit code 1 when something is wrong; 0 when all is well or there is only advice.",
    )
    .action(async ({ json }: JsonOption) => {
      const { examineShop } = await import("./doctor/examine-shop.ts");
      const findings = await examineShop(terminal);
      terminal.out(
        json
          ? JSON.stringify(findings)
          : renderTable(
              ["", "WHAT", "FOUND"],
              findings.map(({ verdict, subject, words }) => [verdict, subject, words]),
            ),
      );
      const wrong = findings.filter((finding) => finding.verdict === "wrong").length;
      if (wrong > 0) throw new CommandFailed(`${pluralize(wrong, "thing is", "things are")} wrong.`);
    });
}
