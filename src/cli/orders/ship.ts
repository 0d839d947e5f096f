import type { Command } from "commander";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";
import { type AskedItem, itemOption, linesOf, readWebAddress } from "./options.ts";

interface ShipOptions extends JsonOption {
  readonly item?: readonly AskedItem[];
  readonly carrier?: string;
  readonly tracking?: string;
  readonly trackingUrl?: string;
}

/** `checkstand orders ship`. */
export function addShip(orders: Command, terminal: Terminal): void {
  orders
    .command("ship")
    .description("send a parcel: everything that has not left, or the items named")
    .argument("<order>", "its number, or its id")
    .addOption(itemOption("what is in the parcel"))
    .option("--carrier <name>", "UPS, USPS, FedEx, DHL, … or any other")
    .option("--tracking <number>", "the parcel's number; its link is made for well-known carriers")
    .option("--tracking-url <url>", "where the parcel is tracked, when that is somewhere else")
    .addOption(jsonOption())
    .action(async (which: string, options: ShipOptions) => {
      const { carrier, tracking: trackingNumber } = options;
      const trackingUrl = readWebAddress("--tracking-url", options.trackingUrl);
      const { workOnOrder } = await import("./change-order.ts");
      await workOnOrder(terminal, which, options, (order) => ({
        kind: "ship",
        lineItems: linesOf(order, options.item),
        carrier,
        trackingNumber,
        trackingUrl,
      }));
    });
}
