import type { Command } from "commander";
import { type Clock, DAY, type Instant, systemClock } from "../clock.ts";
import { fillShop } from "../demo/fill-shop.ts";
import { practiceSales } from "../demo/practice-sales.ts";
import { silentLog } from "../log.ts";
import { pluralize } from "../pluralize.ts";
import { newestWire } from "../protocols/acp/versions.ts";
import { loadSettings } from "../settings.ts";
import { withDemoKeys } from "./demo-keys.ts";
import { CommandFailed } from "./failure.ts";
import type { Terminal } from "./terminal.ts";
import { readWholeNumberOption } from "./whole-number.ts";

interface DemoOptions {
  readonly orders: number;
  readonly days: number;
}

/** `checkstand demo`. */
export function addDemoCommand(program: Command, terminal: Terminal): void {
  program
    .command("demo")
    .description(
      "fill the demo shop with orders, to try the dashboard, exports and agents on; the shop must be stopped",
    )
    .requiredOption("--orders <count>", "how many", readWholeNumberOption)
    .option("--days <count>", "over how many days, the last of which is today", readWholeNumberOption, 90)
    .addHelpText(
      "after",
      `
They are sold over HTTP as by an agent, with checkouts that are left, declined cards, parcels and refunds around them.

Example:
  checkstand demo --orders 500`,
    )
    .action(async ({ orders, days }: DemoOptions) => {
      const { environment, directory } = terminal;
      const loaded = loadSettings({ environment, directory, toSell: true });
      if (!loaded.isDemo)
        throw new CommandFailed(
          "There is a shop.toml here: orders that nobody placed go into the demo shop only.",
        );
      const settings = withDemoKeys({
        ...loaded,
        smtpUrl: undefined,
        server: { ...loaded.server, host: "127.0.0.1", port: 0, rateLimit: "off" },
      });
      const clock = passingClock(days * DAY);
      const { startServer } = await import("../server.ts");
      const server = await startServer(settings, { clock, log: silentLog, isChecked: false });
      try {
        const { agentSeed, adminToken } = settings;
        const keys = { apiKey: agentSeed.apiKey ?? "", adminToken: adminToken ?? "" };
        const { currency } = settings.shop;
        const sales = practiceSales({ url: server.url, currency, ...keys }, newestWire);
        await fillShop(sales, orders, (count) => clock.passTo(count / orders));
      } finally {
        await server.stop();
      }
      terminal.out(
        `${pluralize(orders, "order")} over ${pluralize(days, "day")}. See them: checkstand serve`,
      );
    });
}

/** A clock that is as far behind the machine's as asked, and catches up. */
function passingClock(behind: number): Clock & { passTo(part: number): void } {
  let left = behind;
  return {
    now: () => (systemClock.now() - left) as Instant,
    tick: systemClock.tick,
    /** @param part how much of the time has passed: 1 is now. */
    passTo(part) {
      left = Math.min(left, Math.round(behind * (1 - part)));
    },
  };
}
