import { Type } from "@sinclair/typebox";
import { AmountField, closed, oneOfWords } from "../../operations/fields.ts";
import { dayAfter, dayOf } from "../../shop-days.ts";
import { type AdminRoute, query } from "../route.ts";
import type { AdminServices } from "../services.ts";

/** More days than anybody draws. */
const MOST_DAYS = 366;

const SalesAnswer = closed({
  from: Type.String({ description: "The first day, by the shop's clock." }),
  to: Type.String({ description: "The last day." }),
  is_behind: Type.Boolean({ description: "Much is not counted yet: the figures will grow." }),
  days: Type.Array(
    closed({
      day: Type.String(),
      agent_id: Type.String(),
      protocol: Type.String(),
      way: oneOfWords(["agent", "assistant", "page"]),
      checkouts: Type.Integer({ description: "Checkouts begun." }),
      orders: Type.Integer(),
      sales: AmountField,
    }),
    { description: "A row for each day, agent, protocol and way with checkouts or orders, in no order." },
  ),
});

/** What was sold, as the dashboard's charts draw it. */
export function salesRoutes({ shop, salesReads, clock }: AdminServices): readonly AdminRoute[] {
  return [
    query("/sales", {
      tag: "Operation",
      summary: "See what was sold by day",
      description:
        "Checkouts begun, orders and what was charged, before anything went back, by agent, protocol and way.",
      query: {
        days: {
          description: "Over how many days, the last of which is today.",
          schema: { type: "integer", minimum: 1, maximum: MOST_DAYS, default: 30 },
        },
      },
      answer: SalesAnswer,
      async handle({ query }) {
        const count = query.wholeNumber("days", MOST_DAYS) ?? 30;
        const to = dayOf(clock.now(), shop.timezone);
        const from = dayAfter(to, 1 - count);
        const { days, isBehind } = await salesReads.between({ from, to, timeZone: shop.timezone });
        return {
          from,
          to,
          is_behind: isBehind,
          days: days.map(({ agentId, ...rest }) => ({ ...rest, agent_id: agentId })),
        };
      },
    }),
  ];
}
