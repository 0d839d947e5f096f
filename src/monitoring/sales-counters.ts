import { type Currency, decimalsOf, type Minor } from "../money.ts";
import type { ChangeCounter } from "./count-changes.ts";
import { Counter, type Registry } from "./prometheus.ts";

/** Makes what is counted of sales. Amounts are in the currency's major unit, as people read them. */
export function createSalesCounters(registry: Registry): ChangeCounter {
  const registers = [registry];
  const begun = new Counter({
    name: "checkstand_checkouts_begun_total",
    help: "Checkouts begun, by the protocol and version they speak.",
    labelNames: ["protocol", "version"] as const,
    registers,
  });
  const ended = new Counter({
    name: "checkstand_checkouts_ended_total",
    help: "Checkouts by how they ended, and the protocol and version they speak.",
    labelNames: ["protocol", "version", "outcome"] as const,
    registers,
  });
  const orders = new Counter({
    name: "checkstand_orders_total",
    help: "Orders made, by the protocol and version they were made in.",
    labelNames: ["protocol", "version"] as const,
    registers,
  });
  const revenue = amounts(registry, "checkstand_revenue", "What orders came to, in major units.");
  const refunds = new Counter({
    name: "checkstand_refunds_total",
    help: "Refunds that this server saw to the end, by how they ended.",
    labelNames: ["outcome"] as const,
    registers,
  });
  const refunded = amounts(registry, "checkstand_refunded", "What was given back, in major units.");
  return {
    checkoutBegun: ({ name, version }) => begun.inc({ protocol: name, version }),
    checkoutEnded: ({ name, version }, outcome) => ended.inc({ protocol: name, version, outcome }),
    orderMade({ name, version }, amount, currency) {
      orders.inc({ protocol: name, version });
      revenue(amount, currency);
    },
    refundEnded(outcome, amount, currency) {
      refunds.inc({ outcome });
      if (outcome === "succeeded") refunded(amount, currency);
    },
  };
}

/** A counter of money. Added up in minor units: floating point would be off by a cent some day. */
function amounts(
  registry: Registry,
  name: string,
  help: string,
): (amount: Minor, currency: Currency) => void {
  const sums = new Map<Currency, number>();
  new Counter({
    name: `${name}_total`,
    help,
    labelNames: ["currency"] as const,
    registers: [registry],
    collect() {
      this.reset();
      for (const [currency, sum] of sums) this.inc({ currency }, sum / 10 ** decimalsOf(currency));
    },
  });
  return (amount, currency) => {
    sums.set(currency, (sums.get(currency) ?? 0) + amount);
  };
}
