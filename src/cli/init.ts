import { existsSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { databaseUrl as databaseUrlRule, isServerUrl } from "../settings/environment.ts";
import { shopDatabasePath } from "../settings/signs-of-shop.ts";
import { WrongUsage } from "./failure.ts";
import { type AdminTokenPlace, ensureAdminToken } from "./init/admin-token-file.ts";
import { type Answers, questions, type ShopQuestion } from "./init/questions.ts";
import { shopFileOf } from "./init/shop-file.ts";
import { type JsonOption, jsonOption } from "./json-option.ts";
import type { Terminal } from "./terminal.ts";

type InitOptions = JsonOption & { readonly file: string };

/** `checkstand init`. */
export function addInitCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("init")
    .description(
      "write a shop.toml, and an ADMIN_TOKEN into .env: asks a few questions, or takes the answers as flags",
    )
    .option("--file <path>", "where to write it; it must not exist yet", "shop.toml");
  for (const { flag, what } of questions) command.addOption(new Option(`--${flag} <value>`, what));
  command
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  checkstand init
  checkstand init --name "Alder & Fern" --timezone America/Los_Angeles --country US --state CA --city Oakland \\
    --postal-code 94607 --terms https://shop.example/terms --privacy https://shop.example/privacy \\
    --shipping-price 5.99 --tax-rate 7.25`,
    )
    .action(async ({ file, json, ...flags }: InitOptions) => {
      const path = resolve(terminal.directory, file);
      if (existsSync(path))
        throw new WrongUsage(`${file} exists and is left alone. Change it, or name another --file.`);
      const answers = await collectAnswers(new Map(Object.entries(flags)), terminal);
      // The token first: were it to fail after shop.toml is there, a second run would not make up for it.
      const environmentFile = join(dirname(path), ".env");
      const token = ensureAdminToken(environmentFile, terminal.environment);
      writeFileSync(path, shopFileOf(answers), { flag: "wx" });
      if (json)
        return terminal.out(JSON.stringify({ file: path, ...adminTokenAsJson(token, environmentFile) }));
      terminal.out(`Wrote ${file}.`);
      terminal.note(adminTokenInWords(token, environmentFile));
      if (!answers.has("product-url")) terminal.note(withoutProductUrl);
      terminal.note(placeInWords(terminal.environment["DATABASE_URL"]));
      terminal.note(`Next: look through it, then
  checkstand catalog import FILE      your products
  checkstand keys create              a key for your first agent
  checkstand doctor                   what is still missing
  checkstand serve                    the shop, and its dashboard at /admin`);
    });
}

/** Where the shop is going to be kept. @param databaseUrl as the environment has it. */
function placeInWords(databaseUrl: string | undefined): string {
  const found = databaseUrl === undefined ? shopDatabasePath : databaseUrlRule.read(databaseUrl);
  if (found === undefined) return `DATABASE_URL names no database: set it to ${databaseUrlRule.allowed}.`;
  if (!isServerUrl(found))
    return `The shop is kept in the file ${found}. DATABASE_URL may name another, or a PostgreSQL server for several processes.`;
  return (
    `The shop is kept on PostgreSQL at ${new URL(found).hostname}, as DATABASE_URL says. Each process that serves it needs this shop.toml ` +
    "and the same ADMIN_TOKEN: see the guide on scaling."
  );
}

const withoutProductUrl =
  "Without product_url the feed links products to small pages of this server, unless their import says where their page " +
  "is: Shopify's and WooCommerce's exports do not. Set it in shop.toml where your own site shows them.";

/** Where to find what signs in at the dashboard. The token itself is shown nowhere: a terminal may be recorded. */
function adminTokenInWords(place: AdminTokenPlace, environmentFile: string): string {
  switch (place) {
    case "made":
      return (
        `Made an ADMIN_TOKEN in ${environmentFile}, which only you can read: you sign in with it at /admin. It is ` +
        "read when Checkstand is started in that folder."
      );
    case "in_file":
      return `You sign in at /admin with the ADMIN_TOKEN in ${environmentFile}, which was left as it is.`;
    case "in_environment":
      return "You sign in at /admin with the ADMIN_TOKEN that is set in the environment.";
  }
}

function adminTokenAsJson(place: AdminTokenPlace, environmentFile: string): object {
  return { adminToken: { place, ...(place !== "in_environment" && { file: environmentFile }) } };
}

/**
 * Takes each answer from its flag, else from the person, else from its default.
 *
 * @throws WrongUsage with every flag that is wrong or missing.
 */
async function collectAnswers(flags: ReadonlyMap<string, unknown>, terminal: Terminal): Promise<Answers> {
  const answers = new Map<string, string>();
  const missing: string[] = [];
  const wrong: string[] = [];
  for (const question of questions) {
    const { flag, isOptional, when = () => true } = question;
    const given = flags.get(camelCase(flag));
    if (!when(answers) && given === undefined) continue;
    const { allowed, read } = question.rule(answers);
    // Nobody is asked for answers that a wrong flag has made useless already.
    const asked = wrong.length === 0 ? terminal : { ...terminal, ask: undefined };
    const answer = given === undefined ? await ask(question, answers, asked) : read(given);
    if (answer !== undefined) answers.set(flag, answer);
    else if (given !== undefined)
      wrong.push(`--${flag}: found ${JSON.stringify(given)}; allowed: ${allowed}`);
    else if (!isOptional?.(answers)) missing.push(`--${flag}`);
  }
  if (missing.length > 0 && !terminal.ask)
    wrong.push(`There is nobody to ask, and these flags are missing: ${missing.join(", ")}`);
  if (wrong.length > 0) throw new WrongUsage(wrong.join("\n"));
  return answers;
}

/** Asks until the answer is allowed. Where nobody can be asked, gives the default. */
async function ask(
  question: ShopQuestion,
  answers: Answers,
  { ask, note }: Terminal,
): Promise<string | undefined> {
  const standard = question.standard?.(answers);
  if (!ask) return standard;
  const { allowed, read } = question.rule(answers);
  const canBePassedOver = standard !== undefined || question.isOptional?.(answers) === true;
  for (;;) {
    const typed = await ask(`${question.what}${canBePassedOver ? ` [${standard ?? "none"}]` : ""}: `);
    if (typed === "" && canBePassedOver) return standard;
    const answer = read(typed);
    if (answer !== undefined) return answer;
    note(`  Allowed: ${allowed}`);
  }
}

/** The name Commander gives a flag's value. */
function camelCase(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
