import { Argument, type Command } from "commander";
import { type PracticeSales, practiceSales } from "../../demo/practice-sales.ts";
import { newestWire } from "../../protocols/acp/versions.ts";
import { loadSettings, type Settings } from "../../settings.ts";
import { CommandFailed } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

/** What can be made to happen: by its name, what is done with an order after it was placed. */
const happenings = {
  "order.created": [],
  "order.shipped": ["ship"],
  "order.delivered": ["ship", "deliver"],
  "order.canceled": ["cancel"],
  "order.refunded": ["refund"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Happening = keyof typeof happenings;

interface TriggerOptions extends JsonOption {
  readonly item?: string;
  readonly url?: string;
}

const buyer = {
  firstName: "Ada",
  lastName: "Lovelace",
  email: "ada.lovelace@shopper.example",
  address: {
    line_one: "1 Market St",
    city: "San Francisco",
    state: "CA",
    country: "US",
    postal_code: "94105",
  },
};

/** `checkstand webhooks trigger`. */
export function addTrigger(webhooks: Command, terminal: Terminal): void {
  webhooks
    .command("trigger")
    .description("make something happen to an order in a running sandbox shop, so that its agent hears of it")
    .addArgument(new Argument("<event>", "what").choices(Object.keys(happenings)))
    .option("--item <id>", "what is bought (default: canvas-tote in the demo shop)")
    .option("--url <url>", "where the shop answers (default: where the settings say it listens)")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
An order is placed and paid in the sandbox, over HTTP as by an agent, and then sent, canceled and so on as by its
merchant: it needs COMMERCE_API_KEY and ADMIN_TOKEN, but in the demo shop. Its agent is told what it would be told of any.

Example:
  checkstand webhooks trigger order.shipped`,
    )
    .action(async (event: Happening, { item, url, json }: TriggerOptions) => {
      const { environment, directory } = terminal;
      const settings = loadSettings({ environment, directory, toSell: false });
      const order = await happen(salesIn(settings, url), event, itemOf(settings, item));
      terminal.out(json ? JSON.stringify({ event, order }) : `${event}: ${order}`);
    });
}

async function happen(sales: PracticeSales, event: Happening, item: string): Promise<string> {
  const checkout = await sales.begin(item, 1, buyer);
  const order = await sales.pay(checkout, buyer, "spt_sandbox_approved");
  if (order === undefined) throw new CommandFailed("The sandbox declined the payment.");
  for (const what of happenings[event]) await sales.work(order, what, what === "refund" ? { amount: 1 } : {});
  return order;
}

/** @throws CommandFailed where money would be real, or a key is missing. */
function salesIn({ payments, agentSeed, adminToken, server, shop }: Settings, url?: string): PracticeSales {
  if (payments.mode !== "sandbox")
    throw new CommandFailed("Payments are not in the sandbox here: nothing is bought for practice.");
  if (agentSeed.apiKey === undefined || adminToken === undefined)
    throw new CommandFailed("Set COMMERCE_API_KEY and ADMIN_TOKEN to what the running shop has.");
  const here = `http://${server.host === "0.0.0.0" ? "127.0.0.1" : server.host}:${server.port}${new URL(shop.publicBaseUrl).pathname}`;
  const keys = { apiKey: agentSeed.apiKey, adminToken, currency: shop.currency };
  return practiceSales({ url: (url ?? here).replace(/\/$/, ""), ...keys }, newestWire);
}

function itemOf({ isDemo }: Settings, item: string | undefined): string {
  if (item !== undefined) return item;
  if (isDemo) return "canvas-tote";
  throw new CommandFailed("Name what is bought: --item ID");
}
