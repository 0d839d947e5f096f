import type { Command } from "commander";
import { toRfc3339 } from "../../clock.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand people list`. */
export function addListPeople(people: Command, terminal: Terminal): void {
  people
    .command("list")
    .description("list who works in the shop, with the ids by which the audit names them")
    .addOption(jsonOption())
    .action(async ({ json }: JsonOption) => {
      const { withShop } = await import("../open-shop.ts");
      const all = await withShop(terminal, ({ reads }) => reads.people.all());
      const shown = all.map(({ id, name, email, role, secondFactor, createdAt, removedAt }) => ({
        id,
        name,
        email,
        role,
        hasSecondFactor: secondFactor !== undefined,
        createdAt: toRfc3339(createdAt),
        removedAt: removedAt === undefined ? undefined : toRfc3339(removedAt),
      }));
      if (json) return terminal.out(JSON.stringify(shown));
      if (shown.length === 0)
        return terminal.note(
          "There is nobody yet: sign in at /admin with ADMIN_TOKEN and become the owner, or run: checkstand people reset --owner ADDRESS",
        );
      terminal.out(
        renderTable(
          ["NAME", "E-MAIL", "ROLE", "SECOND FACTOR", "SINCE", "ID"],
          shown.map((person) => [
            person.name,
            person.email,
            person.removedAt === undefined ? person.role : "removed",
            person.hasSecondFactor ? "on" : "off",
            person.createdAt,
            person.id,
          ]),
        ),
      );
    });
}
