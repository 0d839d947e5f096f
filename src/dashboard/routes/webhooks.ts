import { type Static, Type } from "@sinclair/typebox";
import { DAY } from "../../clock.ts";
import { type AgentId, asId, type EventId, type OrderId } from "../../ids.ts";
import { closed, DateTimeField, dateTime, maybe, oneOfWords } from "../../operations/fields.ts";
import { type SentAgain, sendEventsAgain } from "../../operations/send-events-again.ts";
import type { EventSummary } from "../../outbox/event.ts";
import { allEvents } from "../../outbox/replay.ts";
import { defaultRetention } from "../../retention.ts";
import { type AdminRoute, mutation, query, refuseCall } from "../route.ts";
import type { AdminServices } from "../services.ts";

const states = ["pending", "delivered", "dead"] as const;

const eventFields = {
  id: Type.String(),
  agent_id: Type.String(),
  webhook_url: maybe(
    Type.String({
      description: "Where it goes, as its session said; absent: where it is agreed with the agent.",
    }),
  ),
  order_id: Type.String(),
  type: oneOfWords(["order_create", "order_update"]),
  state: oneOfWords(states, "dead: given up, until it is replayed."),
  attempts: Type.Integer(),
  created_at: DateTimeField,
  next_attempt_at: maybe(DateTimeField),
  finished_at: maybe(DateTimeField),
};
const EventAnswer = closed(eventFields);
const WholeEvent = closed({
  ...eventFields,
  body: maybe(Type.String({ description: "The bytes as sent, as text; absent until the first delivery." })),
  deliveries: Type.Array(
    closed({
      number: Type.Integer(),
      at: DateTimeField,
      duration_ms: Type.Integer(),
      status: maybe(Type.Integer({ description: "The HTTP status, where there was an answer." })),
      reason: maybe(Type.String({ description: "What went wrong, with the beginning of the answer." })),
    }),
  ),
});

const tag = "Webhooks";

/** Webhooks: what agents were told of their orders. */
export function webhookRoutes(services: AdminServices): readonly AdminRoute[] {
  return [listEvents(services), showEvent(services), replay(services)];
}

function listEvents({ reads }: AdminServices): AdminRoute {
  return query("/webhooks", {
    tag,
    summary: "List events",
    description: "Newest first. The next page begins before `next_before`.",
    query: {
      state: { description: "Only those in this state.", schema: { type: "string", enum: states } },
      agent: { description: "Only those for the agent with this id.", schema: { type: "string" } },
      order: { description: "Only those of the order with this id.", schema: { type: "string" } },
      before: { description: "Only those before the event with this id.", schema: { type: "string" } },
      limit: {
        description: "How many at most.",
        schema: { type: "integer", minimum: 1, maximum: 200, default: 50 },
      },
    },
    answer: closed({ events: Type.Array(EventAnswer), next_before: maybe(Type.String()) }),
    async handle({ query }) {
      const limit = query.wholeNumber("limit", 200) ?? 50;
      const [agent, order, before] = [query.text("agent"), query.text("order"), query.text("before")];
      const filter = {
        state: query.oneOf("state", states),
        agentId: agent === undefined ? undefined : asId<AgentId>(agent),
        orderId: order === undefined ? undefined : asId<OrderId>(order),
      };
      const found = await reads.outbox.page(
        filter,
        before === undefined ? undefined : asId<EventId>(before),
        limit + 1,
      );
      const page = found.slice(0, limit);
      return {
        events: page.map(encodeEvent),
        next_before: found.length > limit ? page.at(-1)?.id : undefined,
      };
    },
  });
}

function showEvent({ reads }: AdminServices): AdminRoute {
  return query("/webhooks/:event", {
    tag,
    summary: "Get an event with each try at delivering it",
    description: "The body as it is sent, and how each try ended.",
    answer: WholeEvent,
    async handle({ params }) {
      const id = asId<EventId>(params["event"] ?? "");
      const event = await reads.outbox.find(id);
      if (!event) return unknownEvent(id);
      const deliveries = (await reads.outbox.attemptsOf(id)).map(
        ({ number, at, durationMs, status, reason }) => ({
          number,
          at: dateTime(at),
          duration_ms: durationMs,
          status,
          reason,
        }),
      );
      return { ...encodeEvent(event), body: await reads.outbox.bodyOf(id), deliveries };
    },
  });
}

function replay(services: AdminServices): AdminRoute {
  const { reads } = services;
  return mutation("/webhooks/replay", {
    tag,
    summary: "Send events again",
    description: `The same bytes under the same id. Those named, or all that were given up. An endpoint that was paused is called again. Delivered events are kept for ${defaultRetention.deliveredEvents / DAY} days unless the settings say otherwise, others until they are delivered.`,
    body: closed({
      event_ids: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 1000 })),
      all_dead: Type.Optional(Type.Literal(true)),
    }),
    answer: closed({ replayed: Type.Array(Type.String()) }),
    async handle({ body, actor, keepAnswer }) {
      const { event_ids, all_dead } = body;
      if ((event_ids === undefined) === (all_dead === undefined))
        return refuseCall(422, "not_one_choice", "Send one of event_ids and all_dead.");
      const ids =
        event_ids?.map((id) => asId<EventId>(id)) ?? (await allEvents(reads.outbox, { state: "dead" }));
      const answerOf = ({ replayed, unknown: [first] }: SentAgain) =>
        replayed.length === 0 && first !== undefined ? unknownEvent(first) : { replayed: [...replayed] };
      return answerOf(
        await sendEventsAgain(services, ids, actor, (stores, done) => keepAnswer(stores, answerOf(done))),
      );
    },
  });
}

function unknownEvent(id: EventId) {
  return refuseCall(404, "unknown_event", `There is no event ${id}. List them to find its id.`);
}

function encodeEvent(event: EventSummary): Static<typeof EventAnswer> {
  return {
    id: event.id,
    agent_id: event.agentId,
    webhook_url: event.webhookUrl,
    order_id: event.orderId,
    type: event.type,
    state: event.state,
    attempts: event.attempts,
    created_at: dateTime(event.createdAt),
    next_attempt_at: dateTime(event.nextAttemptAt),
    finished_at: dateTime(event.finishedAt),
  };
}
