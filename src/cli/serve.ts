import type { Command } from "commander";
import { demoAdminToken, demoApiKey } from "../demo/shop.ts";
import { loadSettings, type Settings } from "../settings.ts";
import type { Terminal } from "./terminal.ts";

/** `checkstand serve`. */
export function addServeCommand(program: Command, terminal: Terminal): void {
  program
    .command("serve")
    .description("open the shop: a demo shop when there is no shop.toml")
    .option("--no-check", "do not read the whole database first to see that it is sound: for a huge one")
    .addHelpText(
      "after",
      `
Prints one line when it is ready: listening on http://HOST:PORT. Stops on SIGTERM or Ctrl-C, after what is in flight.

Examples:
  checkstand serve
  PORT=8080 PUBLIC_BASE_URL=https://shop.example checkstand serve`,
    )
    .action(async ({ check }: { readonly check: boolean }) => {
      const { environment, directory } = terminal;
      const settings = loadSettings({ environment, directory, toSell: true });
      // From here on a signal stops what is there, however much of it.
      const stopRequested = terminal.stopRequested();
      const { startServer } = await import("../server.ts");
      const server = await startServer(settings, { isChecked: check });
      if (settings.isDemo) terminal.note(demoWelcome(settings, server.url));
      terminal.out(`listening on ${server.url}`);
      tidyUpLater();
      await stopRequested;
      await server.stop();
    });
}

/** Gives back what only starting needed: settings' text, parsed modules. Not at once, when the first requests come. */
function tidyUpLater(): void {
  setTimeout(() => {
    Bun.gc(true);
    Bun.shrink();
  }, 2_000).unref();
}

/** What a newcomer needs to try the demo shop. Keys that the environment brought are nobody's business but its own. */
function demoWelcome({ agentSeed, adminToken, payments }: Settings, url: string): string {
  const key = agentSeed.apiKey === demoApiKey ? demoApiKey : "the one in COMMERCE_API_KEY";
  const token = adminToken === demoAdminToken ? demoAdminToken : "the one in ADMIN_TOKEN";
  const paid =
    payments.mode === "stripe"
      ? "Payments are real ones of the account in STRIPE_SECRET_KEY, unless that is a test key."
      : "Nothing is sold for real.";
  return [
    `This is the demo shop: no shop.toml was found. ${paid}`,
    `  API key      ${key}`,
    `  Admin token  ${token}`,
    `  Try it out   ${url}/docs`,
    "Run `checkstand init` to set up your own.",
  ].join("\n");
}
