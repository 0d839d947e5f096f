import { type Command, Option } from "commander";
import { toRfc3339 } from "../../clock.ts";
import { asId, type EventId } from "../../ids.ts";
import type { EventState, EventSummary } from "../../outbox/event.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { unknownAgent } from "../keys/agreement.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { readWholeNumberOption } from "../whole-number.ts";
import { endpointState, nextOf } from "./next-attempt.ts";

interface ListOptions extends JsonOption {
  readonly state?: EventState;
  readonly agent?: string;
  readonly limit: number;
  readonly before?: string;
}

/** An event, its agent's name, its order's number and when it is sent next, in words. */
interface Row {
  readonly event: EventSummary;
  readonly agent: string;
  readonly order: number | undefined;
  readonly next: string;
}

/** `checkstand webhooks list`. */
export function addListEvents(webhooks: Command, terminal: Terminal): void {
  webhooks
    .command("list")
    .description("list events, newest first")
    .addOption(new Option("--state <state>", "only those").choices(["pending", "delivered", "dead"]))
    .option("--agent <name>", "only those for this agent")
    .option("--limit <count>", "how many at most", readWholeNumberOption, 20)
    .option("--before <event>", "only those before this event")
    .addOption(jsonOption())
    .action(async ({ state, agent, limit, before, json }: ListOptions) => {
      const { withShop } = await import("../open-shop.ts");
      const rows = await withShop(terminal, async ({ reads }) => {
        const agents = await reads.agents.all();
        const agentId = agent === undefined ? undefined : agents.find(({ name }) => name === agent)?.id;
        if (agent !== undefined && agentId === undefined) throw unknownAgent(agent);
        const last = before === undefined ? undefined : asId<EventId>(before);
        const events = await reads.outbox.page({ agentId, state }, last, limit);
        return Promise.all(
          events.map(async (event) => {
            const agent = agents.find(({ id }) => id === event.agentId);
            return {
              event,
              agent: agent?.name ?? "",
              order: (await reads.orders.find(event.orderId))?.number,
              next: nextOf(event, await endpointState(event, agent, reads.suspendedEndpoints)),
            };
          }),
        );
      });
      if (json) {
        return terminal.out(JSON.stringify(rows.map(inJson)));
      }
      if (rows.length === 0) return terminal.note("There are no such events.");
      terminal.out(
        renderTable(
          ["EVENT", "HAPPENED", "TYPE", "ORDER", "AGENT", "STATE", "ATTEMPTS", "NEXT"],
          rows.map(({ event, agent, order, next }) => [
            event.id,
            toRfc3339(event.createdAt),
            event.type,
            String(order ?? event.orderId),
            agent,
            event.state,
            String(event.attempts),
            next,
          ]),
        ),
      );
    });
}

function inJson({ event, agent, order, next }: Row): object {
  return { ...event, nextAttemptAt: undefined, next: next || undefined, agent, orderNumber: order };
}
