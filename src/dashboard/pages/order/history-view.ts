import type { AuditEntry } from "../../../audit/audit.ts";
import { type Html, html } from "../../../html.ts";
import type { EventSummary } from "../../../outbox/event.ts";
import type { StaffMember } from "../../../people/person.ts";
import type { Shop } from "../../../shop.ts";
import { actorWords } from "../../parts/actor-words.ts";
import { dashboardForm } from "../../parts/forms.ts";
import { moment } from "../../parts/moments.ts";
import { badge, card, type Tone } from "../../parts/page-parts.ts";
import type { OrderView } from "./order-view.ts";

/** Who did what with an order, the newest first. */
export function historyOf(
  history: readonly AuditEntry[],
  people: readonly StaffMember[],
  shop: Shop,
): Html | undefined {
  if (history.length === 0) return undefined;
  return card(
    html`<ul class="timeline">
${history.toReversed().map(
  ({ at, actor, action }) =>
    html`<li>${action.replace("order.", "").replaceAll("_", " ")}, by ${actorWords(actor, people)}${moment(at, shop)}</li>
`,
)}</ul>`,
    { heading: "Done so far" },
  );
}

const eventTones: Readonly<Record<EventSummary["state"], Tone>> = {
  pending: "info",
  delivered: "good",
  dead: "bad",
};

/** What an order's agent is told, and how each try at telling it went. */
export function eventsOf(
  { view, standing, events, maySendAgain }: Pick<OrderView, "view" | "standing" | "events" | "maySendAgain">,
  shop: Shop,
): Html | undefined {
  const again = (event: EventSummary) =>
    event.state === "dead" && maySendAgain
      ? dashboardForm(view, `/orders/${standing.order.number}/replay`, "Send again", {
          kind: "link",
          marks: html`<input type="hidden" name="event" value="${event.id}">`,
        })
      : undefined;
  if (events.length === 0) return undefined;
  return card(
    html`<ul class="timeline">
${events.map(
  ({
    event,
    attempts,
  }) => html`<li>${event.type.replaceAll("_", " ")} ${badge(event.state === "dead" ? "given up" : event.state, eventTones[event.state])}${again(event)}${moment(event.createdAt, shop)}${
    attempts.length === 0
      ? undefined
      : html`<details><summary class="small">${attempts.length === 1 ? "1 delivery" : `${attempts.length} deliveries`}</summary><ul class="plain small">${attempts.map(({ at, status, durationMs, reason }) => html`<li>${status ?? "no answer"} in ${Math.round(durationMs)} ms${reason === undefined ? "" : `: ${reason}`}${moment(at, shop)}</li>`)}</ul></details>`
  }</li>
`,
)}</ul>`,
    { heading: "Told to the agent" },
  );
}
