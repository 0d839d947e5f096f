import type { Command } from "commander";
import { CommandFailed } from "./failure.ts";
import { type JsonOption, jsonOption } from "./json-option.ts";
import { type BundledPackage, bundledPackagesFile } from "./licenses/bundled-package.ts";
import { renderTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** `checkstand licenses`. */
export function addLicensesCommand(program: Command, terminal: Terminal): void {
  program
    .command("licenses")
    .description("name what is inside this program, and the licence of each part")
    .option("--text", "with the words of every licence")
    .addOption(jsonOption())
    .action(async ({ json, text }: JsonOption & { readonly text?: true }) => {
      const packages = await readPackages();
      if (json) terminal.out(JSON.stringify(packages));
      else if (text) terminal.out(packages.map(inFull).join(`\n\n${"-".repeat(80)}\n\n`));
      else
        terminal.out(
          renderTable(
            ["PACKAGE", "VERSION", "LICENCE"],
            packages.map(({ name, version, license }) => [name, version, license]),
          ),
        );
    });
}

/** @throws CommandFailed in a checkout, where nothing is inside yet. */
async function readPackages(): Promise<readonly BundledPackage[]> {
  const file = Bun.file(`${import.meta.dir}/${bundledPackagesFile}`);
  if (!(await file.exists())) {
    throw new CommandFailed(
      "This is a checkout: its packages are in node_modules, each with its licence. The executable has them inside: " +
        "build it with `bun run build`, then ask dist/checkstand.",
    );
  }
  return file.json();
}

function inFull({ name, version, license, text }: BundledPackage): string {
  return `${name} ${version} (${license})\n\n${text || "It came without a file of its licence."}`;
}
