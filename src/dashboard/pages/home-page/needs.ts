import type { AlertName, RaisedAlert } from "../../../monitoring/alert.ts";
import type { Observation } from "../../../monitoring/observation.ts";
import { pluralize } from "../../../pluralize.ts";
import type { Tone } from "../../parts/page-parts.ts";

/** Something that waits for a person, and where they see to it. */
export interface Need {
  readonly words: string;
  readonly tone: Exclude<Tone, "neutral">;
  /** What to do, where there is no page for it. */
  readonly advice?: string | undefined;
  /** After `/admin`; absent where it is seen to elsewhere. */
  readonly path?: string | undefined;
}

/** What needs are read from. */
export interface NeedsFound {
  readonly toShip: number;
  readonly onHold: number;
  readonly overduePayments: number;
  readonly observation: Pick<
    Observation,
    "events" | "mails" | "feed" | "destinations" | "jobs" | "soldOutVariants"
  >;
  readonly alerts: readonly RaisedAlert[];
}

/** Alerts about what is counted below, with more figures. */
const counts: ReadonlySet<AlertName> = new Set([
  "payments_overdue",
  "events_dying",
  "mails_dying",
  "jobs_failing",
]);

/** What needs the merchant, the most urgent first. */
export function needsOf(found: NeedsFound): readonly Need[] {
  const { observation, alerts } = found;
  const failing = observation.jobs.filter(({ isFailing }) => isFailing);
  const pushes = observation.destinations.filter(({ failures }) => failures > 0);
  const needs: readonly (Need | undefined)[] = [
    ...alerts
      .filter(({ name, state }) => state === "firing" && !counts.has(name))
      .map(({ heading, words }): Need => ({ words: heading, advice: words, tone: "bad" })),
    counted(found.overduePayments, "payment", "without an end for longer than it should be", {
      tone: "bad",
      advice: "Look for it at your payment provider, and run: checkstand payments list",
    }),
    counted(found.onHold, "order", "on hold", { tone: "warn", path: "/orders?view=on_hold" }),
    counted(found.toShip, "order", "to ship", { tone: "info", path: "/orders?view=unfulfilled&sort=oldest" }),
    counted(observation.events.dead, "event", "that an agent did not take", {
      tone: "bad",
      advice: "See why, and send them again: checkstand webhooks list --state dead",
    }),
    counted(observation.mails.dead, "mail", "that could not be sent", {
      tone: "bad",
      advice: "Look at SMTP_URL, and run: checkstand doctor",
    }),
    counted(observation.feed.refused, "variant", "left out of the feed", {
      tone: "warn",
      advice: "See which field each lacks: checkstand feed check",
    }),
    counted(pushes.length, "feed destination", "that could not be pushed to", {
      tone: "warn",
      advice: `Look at ${pushes.map(({ name }) => name).join(", ")}, and run: checkstand feed push`,
    }),
    counted(observation.soldOutVariants, "variant", "sold out", {
      tone: "info",
      path: "/products?view=sold_out",
    }),
    counted(failing.length, "job", "that fails again and again", {
      tone: "bad",
      advice: `${failing.map(({ name }) => name).join(", ")}: run checkstand doctor`,
    }),
  ];
  return needs.filter((need) => need !== undefined);
}

function counted(count: number, what: string, how: string, need: Omit<Need, "words">): Need | undefined {
  return count === 0 ? undefined : { ...need, words: `${pluralize(count, what)} ${how}` };
}
