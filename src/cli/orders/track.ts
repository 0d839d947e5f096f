import { Argument, type Command } from "commander";
import { asId, type FulfillmentId } from "../../ids.ts";
import type { Progress } from "../../orders/deliver.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

interface TrackOptions extends JsonOption {
  readonly delivery: string;
  readonly location?: string;
  readonly note?: string;
}

const steps = [
  "processing",
  "in_transit",
  "out_for_delivery",
  "failed_attempt",
  "returned_to_sender",
  "undeliverable",
] as const satisfies readonly Progress["type"][];

/** `checkstand orders track`. */
export function addTrack(orders: Command, terminal: Terminal): void {
  orders
    .command("track")
    .description(
      "note a step of a parcel on its way; one that fails puts its goods back among those to be sent",
    )
    .argument("<order>", "its number, or its id")
    .addArgument(new Argument("<step>", "what happened").choices(steps))
    .requiredOption("--delivery <id>", "which parcel, from `orders show`")
    .option("--location <place>", "where")
    .option("--note <text>", "more about it, for the buyer")
    .addOption(jsonOption())
    .action(async (which: string, type: Progress["type"], options: TrackOptions) => {
      const { workOnOrder } = await import("./change-order.ts");
      const { delivery, location, note: description } = options;
      await workOnOrder(terminal, which, options, () => ({
        kind: "track",
        fulfillmentId: asId<FulfillmentId>(delivery),
        type,
        location,
        description,
      }));
    });
}
