import type { Check } from "../check.ts";
import { createReady, expectSession, expectStatus } from "../expectations.ts";
import { amountOfTotal, optionPrice } from "../session-answer.ts";
import { launchChecklist } from "../sources.ts";
import { CheckSkipped } from "../verdict.ts";
import { expectSumsUp } from "./sessions.ts";

const area = "Shipping option updates";

/** What becomes of the bill when another way of shipping is chosen. */
export const shippingOptionChecks: readonly Check[] = [
  {
    id: "shipping.other-option",
    area,
    requirement: "When another shipping option is selected, the totals are computed anew.",
    source: launchChecklist(area),
    scope: "every version",
    async run(trial) {
      const { agent } = trial;
      const before = await createReady(trial);
      const options = before.fulfillment_options.filter(({ type }) => type === "shipping");
      const [first, second] = options.toSorted((one, other) => optionPrice(one) - optionPrice(other));
      if (!first || !second) {
        throw new CheckSkipped(
          "Fewer than two shipping options lead to the sample address: there is nothing to choose.",
        );
      }
      const lines = before.line_items.map(({ id }) => id);
      const total: Record<string, number> = {};
      for (const option of [second, first]) {
        const body = agent.say.select(option.id, lines);
        const session = expectSession(trial, await agent.send("update", { id: before.id, body }));
        expectStatus(trial, session, "ready_for_payment");
        expectSumsUp(trial, session);
        total[option.id] = amountOfTotal(session, "total");
      }
      const difference = (total[second.id] ?? 0) - (total[first.id] ?? 0);
      const expected = optionPrice(second) - optionPrice(first);
      trial.confirm(
        difference === expected,
        `the totals differ by what the two options differ by (${expected})`,
        `${difference} instead of ${expected}`,
      );
    },
  },
];
