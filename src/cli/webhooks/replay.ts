import type { Command } from "commander";
import { DAY, systemClock } from "../../clock.ts";
import { asId, type EventId } from "../../ids.ts";
import { sendEventsAgain } from "../../operations/send-events-again.ts";
import { allEvents } from "../../outbox/replay.ts";
import { pluralize } from "../../pluralize.ts";
import { CommandFailed, WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { unknownAgent } from "../keys/agreement.ts";
import type { Terminal } from "../terminal.ts";

interface ReplayOptions extends JsonOption {
  readonly dead?: true;
  readonly agent?: string;
}

/** `checkstand webhooks replay`. */
export function addReplay(webhooks: Command, terminal: Terminal): void {
  webhooks
    .command("replay")
    .description(
      "send events again, the same bytes under the same id; calls an endpoint that was paused again",
    )
    .argument("[events...]", "their ids")
    .option("--dead", "all that were given up")
    .option("--agent <name>", "of those, only this agent's")
    .addOption(jsonOption())
    .addHelpText("after", "\nThey are sent by the running shop, or as soon as it is started.")
    .action(async (given: string[], { dead, agent: name, json }: ReplayOptions) => {
      if ((given.length === 0) === (dead === undefined)) throw new WrongUsage("Name events, or say --dead.");
      if (name !== undefined && !dead) throw new WrongUsage("--agent goes with --dead.");
      const { withShop } = await import("../open-shop.ts");
      const { ids, unknown, keptFor } = await withShop(terminal, async ({ reads, write, settings }) => {
        const agent = (await reads.agents.all()).find((one) => one.name === name);
        if (name !== undefined && !agent) throw unknownAgent(name);
        const ids = dead
          ? await allEvents(reads.outbox, { state: "dead", agentId: agent?.id })
          : given.map((id) => asId<EventId>(id));
        const keptFor = settings.retention.deliveredEvents;
        const { unknown } = await sendEventsAgain({ write, clock: systemClock }, ids, "command_line");
        return { ids, unknown, keptFor };
      });
      const [first] = unknown;
      if (first !== undefined)
        throw new CommandFailed(
          `There is no event ${unknown.join(", ")}. Delivered ones are kept for ${pluralize(Math.round(keptFor / DAY), "day")}.`,
        );
      if (json) terminal.out(JSON.stringify({ replayed: ids }));
      else terminal.out(`${pluralize(ids.length, "event is", "events are")} sent again.`);
    });
}
