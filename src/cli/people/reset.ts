import type { Command } from "commander";
import { pluralize } from "../../pluralize.ts";
import { CommandFailed } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand people reset`. */
export function addResetPeople(people: Command, terminal: Terminal): void {
  people
    .command("reset")
    .description(
      "forget everybody, so that ADMIN_TOKEN signs in again and makes a new owner, or whom a link is made for",
    )
    .option("--owner <address>", "make a link by which whoever has this e-mail address becomes the owner")
    .option("--yes", "do not ask")
    .addOption(jsonOption())
    .action(async ({ yes, owner, json }: ResetOptions) => {
      const { withShop } = await import("../open-shop.ts");
      const { explainPeopleRefusal, resetPeople } = await import("../../people/administration.ts");
      const { done, shop, hasToken } = await withShop(
        terminal,
        async ({ write, reads, settings, clock }) => {
          const isAnybodyThere = await reads.people.hasOwner();
          if (isAnybodyThere && !yes && !(await isMeant(terminal)))
            return { done: undefined, shop: settings.shop, hasToken: false };
          const done = await write((stores) => resetPeople(stores, owner, "command_line", clock.now()));
          return { done, shop: settings.shop, hasToken: settings.adminToken !== undefined };
        },
        { withoutDatabase: owner === undefined ? "fails" : "makes_one" },
      );
      if (!done) return terminal.note("Nothing was changed.");
      if (!done.ok) throw new CommandFailed(explainPeopleRefusal(done.refusal));
      const { forgotten, invitationToken } = done.value;
      const link =
        invitationToken === undefined ? undefined : `${shop.publicBaseUrl}/admin/join/${invitationToken}`;
      if (json) return terminal.out(JSON.stringify({ forgotten, link }));
      terminal.out(`Forgot ${pluralize(forgotten, "account")}. ${wayIn(link, hasToken)}`);
    });
}

interface ResetOptions extends JsonOption {
  readonly yes?: true;
  readonly owner?: string;
}

async function isMeant(terminal: Terminal): Promise<boolean> {
  if (!terminal.ask) throw new CommandFailed("Nothing was changed. Add --yes to do it without being asked.");
  const answer = await terminal.ask("Forget everybody who works in the shop? They are signed out. [y/N] ");
  return /^y(es)?$/i.test(answer);
}

function wayIn(link: string | undefined, hasToken: boolean): string {
  if (link !== undefined) return `Open this link within three days, and become the owner:\n${link}`;
  return hasToken
    ? "Sign in at /admin with ADMIN_TOKEN, and become the owner."
    : "Nobody can sign in now: say whom to make a link for, with --owner ADDRESS.";
}
