import type { Command } from "commander";
import { systemClock, toRfc3339 } from "../../clock.ts";
import { formatForPeople } from "../../money.ts";
import { type UnresolvedPayment, unresolvedPayments } from "../../payments/unresolved.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { readWholeNumberOption } from "../whole-number.ts";

interface ListOptions extends JsonOption {
  readonly limit: number;
}

const kinds: Readonly<Record<UnresolvedPayment["kind"], string>> = {
  charge: "charge",
  late_payment: "late payment",
  refund: "refund",
  authorization: "authorisation",
};

/** `checkstand payments list`. Orders show every other payment. */
export function addListPayments(payments: Command, terminal: Terminal): void {
  payments
    .command("list")
    .description("list what is unresolved, the longest first; LATE says that a person should look")
    .option("--unresolved", "what is unresolved: there is nothing else to list", true)
    .option("--limit <count>", "how many of each kind at most", readWholeNumberOption, 100)
    .addOption(jsonOption())
    .action(async ({ json, limit }: ListOptions) => {
      const { withShop } = await import("../open-shop.ts");
      const found = await withShop(terminal, ({ reads }) =>
        unresolvedPayments(reads, systemClock.now(), limit),
      );
      if (json) return terminal.out(JSON.stringify(found));
      if (found.length === 0) return terminal.note("Every payment has come to its end.");
      terminal.out(
        renderTable(
          ["WHAT", "", "SINCE", "AMOUNT", "OF", "AT THE PROVIDER", "NEXT LOOK", "CAPTURE BEFORE"],
          found.map((each) => [
            kinds[each.kind],
            each.isOverdue ? "LATE" : "",
            toRfc3339(each.since),
            formatForPeople(each.amount, each.currency),
            each.orderId ?? each.sessionId ?? each.attemptId,
            each.reference ?? "",
            each.nextLookAt === undefined ? "" : toRfc3339(each.nextLookAt),
            each.captureBefore === undefined ? "" : toRfc3339(each.captureBefore),
          ]),
        ),
      );
    });
}
