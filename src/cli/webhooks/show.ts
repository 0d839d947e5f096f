import type { Command } from "commander";
import { toRfc3339 } from "../../clock.ts";
import { asId, type EventId } from "../../ids.ts";
import { CommandFailed } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { facts, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { endpointState, endpointUrlOf, nextOf } from "./next-attempt.ts";

/** As much of what an endpoint answered as helps in a table, in characters. */
const LONGEST_REASON = 200;

/** `checkstand webhooks show`. */
export function addShowEvent(webhooks: Command, terminal: Terminal): void {
  webhooks
    .command("show")
    .description("show one event with every attempt to deliver it")
    .argument("<event>", "its id")
    .addOption(jsonOption())
    .action(async (id: string, { json }: JsonOption) => {
      const { withShop } = await import("../open-shop.ts");
      const shown = await withShop(terminal, async ({ reads: { outbox, agents, suspendedEndpoints } }) => {
        const event = await outbox.find(asId<EventId>(id));
        if (!event) throw new CommandFailed(`There is no event ${id}. See: checkstand webhooks list`);
        const agent = (await agents.all()).find((one) => one.id === event.agentId);
        return {
          event,
          agent,
          endpoint: await endpointState(event, agent, suspendedEndpoints),
          attempts: await outbox.attemptsOf(event.id),
          body: await outbox.bodyOf(event.id),
        };
      });
      const { event, agent, endpoint, attempts, body } = shown;
      const isSuspended = endpoint === "paused";
      if (json) {
        const sent = body === undefined ? undefined : JSON.parse(body);
        return terminal.out(
          JSON.stringify({ ...event, agent: agent?.name, isSuspended, attempts, body: sent }),
        );
      }
      terminal.out(
        facts([
          ["Event", event.id],
          ["Happened", toRfc3339(event.createdAt)],
          ["Type", event.type],
          ["Order", event.orderId],
          ["Agent", agent?.name],
          [
            "Endpoint",
            `${endpointUrlOf(event, agent) ?? "none; events are kept"}${isSuspended ? " (paused: 410 Gone)" : ""}`,
          ],
          ["State", event.state],
          ["Next attempt", nextOf(event, endpoint) || undefined],
        ]),
      );
      if (attempts.length === 0) return terminal.note("It was not sent yet.");
      terminal.out("");
      terminal.out(
        renderTable(
          ["ATTEMPT", "AT", "STATUS", "TOOK", "REASON"],
          attempts.map((attempt) => [
            String(attempt.number),
            toRfc3339(attempt.at),
            attempt.status === undefined ? "no answer" : String(attempt.status),
            `${attempt.durationMs} ms`,
            (attempt.reason ?? "").slice(0, LONGEST_REASON),
          ]),
        ),
      );
    });
}
