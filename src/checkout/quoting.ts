import type { RateSource, Shipment } from "../carriers/rate-source.ts";
import { gramsOf } from "../catalog/product.ts";
import type { VariantReader } from "../catalog/stores.ts";
import type { SessionId } from "../ids.ts";
import type { Outcome } from "../problem.ts";
import { findOwn, type Occasion } from "./checkout.ts";
import type { CreateCommand, UpdateCommand } from "./command.ts";
import { destinationOf } from "./compute.ts";
import { shipmentNameOf } from "./draft.ts";
import { type Plan, planCreate, planUpdate } from "./plan.ts";
import type { Quotes } from "./quotes.ts";
import type { CheckoutReads } from "./stores.ts";
import { may, statusAt } from "./transitions.ts";

/**
 * Asks others what an order needs to be priced, before its job. The job plans the request anew: what was asked of a plan
 * that meanwhile is another one is not used.
 */
export interface Quoting {
  /** Gives no quotes for a request that its job will refuse. */
  beforeCreate(command: CreateCommand): Promise<Quotes | undefined>;
  /** As {@link Quoting.beforeCreate}. */
  beforeUpdate(id: SessionId, command: UpdateCommand, occasion: Occasion): Promise<Quotes | undefined>;
}

/** What planning reads outside the door. */
export type QuotingReads = Pick<CheckoutReads, "sessions"> & { readonly catalog: VariantReader };

/** Builds the {@link Quoting} that asks carriers. */
export function createQuoting(rates: RateSource, reads: QuotingReads): Quoting {
  async function ask(plan: Outcome<Plan>): Promise<Quotes | undefined> {
    const shipment = plan.ok ? shipmentOf(plan.value) : undefined;
    const name = plan.ok ? shipmentNameOf(plan.value.draft) : undefined;
    if (!shipment || name === undefined) return undefined;
    const quote = await rates.quote(shipment);
    switch (quote.kind) {
      case "rates":
        return { shipping: { shipment: name, rates: quote.rates, isAvailable: true } };
      case "unavailable":
        return { shipping: { shipment: name, rates: [], isAvailable: false } };
      case "not_asked":
        return undefined;
    }
  }

  return {
    async beforeCreate(command) {
      return ask(await planCreate(reads.catalog, command));
    },
    async beforeUpdate(id, command, { agent, now }) {
      const session = await findOwn(reads, id, agent);
      if (!session || !may(statusAt(session, now), "update")) return undefined;
      return ask(await planUpdate(reads.catalog, session, command));
    },
  };
}

/** What a plan has carriers bring; nothing before there is an address, nor for goods that are not shipped. */
function shipmentOf({ draft, variants }: Plan): Shipment | undefined {
  const destination = destinationOf(draft);
  const items = draft.items.flatMap(({ variantId, quantity }) => {
    const variant = variants.get(variantId)?.variant;
    if (!variant?.requiresShipping) return [];
    return { quantity, grams: variant.weight && gramsOf(variant.weight) };
  });
  return destination && items.length > 0 ? { destination, items } : undefined;
}
