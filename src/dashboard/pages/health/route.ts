import { Elysia } from "elysia";
import { asId, type EventId } from "../../../ids.ts";
import { sendEventsAgain } from "../../../operations/send-events-again.ts";
import { allEvents } from "../../../outbox/replay.ts";
import { roleMay } from "../../../people/roles.ts";
import { pluralize } from "../../../pluralize.ts";
import type { AdminServices } from "../../services.ts";
import type { PageFrame, SentForm } from "../page-frame.ts";
import { healthPage } from "./view.ts";

/** So many events that no agent took are shown; all can be sent again. */
const MOST_EVENTS = 20;

/** `/admin/health`: what does not go as it should, and what a person can do about it. */
export function healthRoutes(frame: PageFrame, services: AdminServices) {
  const { shop, reads, pendingWork, lowStock, findings, jobs, clock } = services;

  /** Each with the number of its order, by which people know it. */
  async function deadEvents() {
    const events = await reads.outbox.page({ state: "dead" }, undefined, MOST_EVENTS);
    return Promise.all(
      events.map(async (event) => ({
        event,
        orderNumber: (await reads.orders.find(event.orderId))?.number,
        lastTry: (await reads.outbox.attemptsOf(event.id)).at(-1),
      })),
    );
  }

  async function replay(sent: SentForm): Promise<Response> {
    const event = sent.form.get("event");
    const ids = event === null ? await allEvents(reads.outbox, { state: "dead" }) : [asId<EventId>(event)];
    const { replayed } = await sendEventsAgain(services, ids, sent.actor);
    return frame.done(sent, "/health", { words: `${pluralize(replayed.length, "event")} sent again.` });
  }

  return new Elysia({ normalize: false })
    .get("/admin/health", ({ request }) =>
      frame.asSignedIn(request, async (who) => {
        const [pending, events] = await Promise.all([
          pendingWork.pending({ now: clock.now(), lowStock }),
          deadEvents(),
        ]);
        const { role } = who.view;
        const shown = {
          view: who.view,
          pending,
          events,
          jobs: jobs.status(),
          findings: findings.latest(),
          maySendAgain: roleMay(role, "webhooks:change"),
          mayLook: roleMay(role, "operation:change"),
        };
        return frame.show(who, healthPage(shown, shop));
      }),
    )
    .post("/admin/health/replay", ({ request }) => frame.receive(request, replay), { parse: "none" })
    .post(
      "/admin/health/look",
      ({ request }) =>
        frame.receive(request, async (sent) => {
          await findings.look();
          return frame.done(sent, "/health#findings", { words: "Looked at again." });
        }),
      { parse: "none" },
    );
}
