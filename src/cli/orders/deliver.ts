import type { Command } from "commander";
import { asId, type FulfillmentId } from "../../ids.ts";
import { WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";
import { readWebAddress } from "./options.ts";

interface DeliverOptions extends JsonOption {
  readonly delivery?: string;
  readonly accessUrl?: string;
  readonly licenseKey?: string;
}

/** `checkstand orders deliver`. */
export function addDeliver(orders: Command, terminal: Terminal): void {
  orders
    .command("deliver")
    .description("note that goods have arrived: all that were sent or ready, or one delivery")
    .argument("<order>", "its number, or its id")
    .option("--delivery <id>", "only this one, from `orders show`; digital goods have to be named")
    .option("--access-url <url>", "where digital goods are, with --delivery")
    .option("--license-key <key>", "what unlocks digital goods, with --delivery")
    .addOption(jsonOption())
    .action(async (which: string, options: DeliverOptions) => {
      const { delivery, licenseKey } = options;
      const accessUrl = readWebAddress("--access-url", options.accessUrl);
      const digital =
        accessUrl === undefined && licenseKey === undefined ? undefined : { accessUrl, licenseKey };
      if (digital && delivery === undefined)
        throw new WrongUsage("Say which digital goods: add --delivery with an id from `orders show`.");
      const { workOnOrder } = await import("./change-order.ts");
      await workOnOrder(terminal, which, options, () => ({
        kind: "deliver",
        fulfillmentId: delivery === undefined ? undefined : asId<FulfillmentId>(delivery),
        digital,
      }));
    });
}
