import type { Command } from "commander";
import { demoAdminToken, demoApiKey } from "../demo/shop.ts";
import { loadSettings, type Settings } from "../settings.ts";
import { withDemoKeys } from "./demo-keys.ts";
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
      const loaded = loadSettings({ environment, directory, toSell: true });
      const settings = withDemoKeys(loaded);
      // From here on a signal stops what is there, however much of it.
      const stopRequested = terminal.stopRequested();
      const { startServer } = await import("../server.ts");
      const server = await startServer(settings, { isChecked: check });
      for (const { where, reason } of settings.remarks) terminal.note(`${where}: ${reason}`);
      terminal.note(settings.isDemo ? demoWelcome(settings, loaded, server.url) : welcome(settings));
      terminal.out(`listening on ${server.url}`);
      tidyUpLater();
      await server.stop(await stopRequested);
    });
}

/** Gives back what only starting needed: settings' text, parsed modules. Not at once, when the first requests come. */
function tidyUpLater(): void {
  setTimeout(() => {
    Bun.gc(true);
    Bun.shrink();
  }, 1_000).unref();
}

/** Where a merchant looks after the shop. */
function welcome({ shop, adminToken }: Settings): string {
  const how = adminToken === undefined ? "it says there how its people are let in" : "opens with ADMIN_TOKEN";
  return `${shop.name}: the dashboard is at ${shop.publicBaseUrl}/admin (${how}).`;
}

/**
 * What a newcomer needs to try the demo shop. Keys that the environment brought are nobody's business but its own.
 *
 * @param served the settings it runs with, `loaded` those that were read: what is only in the first was made for this run.
 */
function demoWelcome(served: Settings, loaded: Settings, url: string): string {
  const { agentSeed, adminToken } = served;
  const shown = (value: string | undefined, known: string, read: string | undefined, variable: string) => {
    if (value === known) return known;
    return read === undefined ? `${value} (made for this run, shown this once)` : `the one in ${variable}`;
  };
  return [
    "This is the demo shop: no shop.toml was found. Nothing is sold for real.",
    `  API key      ${shown(agentSeed.apiKey, demoApiKey, loaded.agentSeed.apiKey, "COMMERCE_API_KEY")}`,
    `  Admin token  ${shown(adminToken, demoAdminToken, loaded.adminToken, "ADMIN_TOKEN")}`,
    `  Dashboard    ${url}/admin`,
    `  Try it out   ${url}/docs`,
    "Run `checkstand init` to set up your own.",
  ].join("\n");
}
