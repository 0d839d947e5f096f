import type { Agent } from "../agents/agent.ts";
import type { RateSource, Shipment } from "../carriers/rate-source.ts";
import { gramsOf } from "../catalog/product.ts";
import type { VariantReader } from "../catalog/stores.ts";
import type { DiscountReader } from "../discounts/stores.ts";
import type { SessionId } from "../ids.ts";
import { type TaxSource, taxQuestionFingerprint } from "../pricing/tax-quote.ts";
import type { Outcome } from "../problem.ts";
import { type CallContext, findOwn } from "./checkout.ts";
import type { CreateCommand, UpdateCommand } from "./command.ts";
import { type ComputeContext, pricePlan } from "./compute.ts";
import { type Plan, planCreate, planUpdate, shipmentFingerprint, withQuotes } from "./plan.ts";
import type { Quotes } from "./quotes.ts";
import type { CheckoutSession } from "./session.ts";
import type { CheckoutReads } from "./stores.ts";
import { statusAt, takesChanges } from "./transitions.ts";

/**
 * Asks others what an order needs to be priced, before its job. The job plans the request anew: what was asked of a plan
 * that meanwhile is another one is not used.
 */
export interface Quoting {
  /** Gives no quotes for a request that its job will refuse. */
  beforeCreate(command: CreateCommand, context: CallContext): Promise<Quotes | undefined>;
  /** As {@link Quoting.beforeCreate}. */
  beforeUpdate(id: SessionId, command: UpdateCommand, context: CallContext): Promise<Quotes | undefined>;
  /** Asks only what the session does not know: what it was shown with stays. */
  beforeComplete(id: SessionId, context: CallContext): Promise<Quotes | undefined>;
  /** As {@link Quoting.beforeComplete}, for a buyer who pays on a page, whosever the session is. */
  beforeHosted(id: SessionId, context: ComputeContext): Promise<Quotes | undefined>;
}

/** Who is asked; whoever is absent is not. */
export interface Quoters {
  readonly rates?: RateSource | undefined;
  readonly tax?: TaxSource | undefined;
}

/** What planning reads outside any write job. */
export type QuotingReads = Pick<CheckoutReads, "sessions"> & {
  readonly catalog: VariantReader;
  readonly discounts: DiscountReader;
};

/**
 * Builds the {@link Quoting} that asks carriers, and whoever computes tax.
 *
 * @param mayAsk gives whether one more question may go out for an agent, absent where a buyer acts, and a session.
 */
export function createQuoting(
  { rates, tax }: Quoters,
  reads: QuotingReads,
  mayAsk: (agent: Agent | undefined, id: SessionId | undefined) => boolean = () => true,
): Quoting {
  async function ask(
    planned: () => Promise<Outcome<Plan>>,
    context: CallContext,
    id: SessionId | undefined,
  ): Promise<Quotes | undefined> {
    const may = () => mayAsk(context.agent, id);
    if (!rates && !tax) return undefined;
    const plan = await planned();
    if (!plan.ok) return undefined;
    const carriers = rates && (await askCarriers(rates, plan.value, may));
    const answered =
      tax && (await askForTax(tax, reads.discounts, withQuotes(plan.value, carriers), context, may));
    return carriers || answered ? { ...carriers, tax: answered } : undefined;
  }

  /** The session, while it may be changed. */
  async function changeable(
    id: SessionId,
    { agent, now }: CallContext,
  ): Promise<CheckoutSession | undefined> {
    const session = await findOwn(reads, id, agent);
    return session && takesChanges(statusAt(session, now)) ? session : undefined;
  }

  async function forPayment(
    tax: TaxSource,
    session: CheckoutSession | undefined,
    context: ComputeContext,
    agent: Agent | undefined,
  ): Promise<Quotes | undefined> {
    if (!session) return undefined;
    const may = () => mayAsk(agent, session.id);
    const plan = await planUpdate(reads.catalog, session, {}, context);
    const answered = plan.ok ? await askForTax(tax, reads.discounts, plan.value, context, may) : undefined;
    return answered && { tax: answered };
  }

  return {
    beforeCreate: (command, context) =>
      ask(() => planCreate(reads.catalog, command, context), context, undefined),
    async beforeUpdate(id, command, context) {
      const session = await changeable(id, context);
      return session && ask(() => planUpdate(reads.catalog, session, command, context), context, id);
    },
    async beforeComplete(id, context) {
      return tax && forPayment(tax, await changeable(id, context), context, context.agent);
    },
    async beforeHosted(id, context) {
      const session = tax && (await reads.sessions.find(id));
      const isChangeable = session && takesChanges(statusAt(session, context.now));
      return isChangeable ? forPayment(tax, session, context, undefined) : undefined;
    },
  };
}

/** What carriers ask for what a plan has to send. */
async function askCarriers(
  rates: RateSource,
  plan: Plan,
  mayAsk: () => boolean,
): Promise<Quotes | undefined> {
  const shipment = shipmentOf(plan);
  const name = shipmentFingerprint(plan);
  if (!shipment || name === undefined) return undefined;
  const quote = await rates.quote(shipment, mayAsk);
  switch (quote.kind) {
    case "rates":
      return { shipping: { shipment: name, rates: quote.rates, isAvailable: true } };
    case "unavailable":
      return { shipping: { shipment: name, rates: [], isAvailable: false } };
    case "not_asked":
      return undefined;
  }
}

/** What somebody else computes for a plan. The tax depends on what shipping costs, so that is asked first. */
async function askForTax(
  tax: TaxSource,
  discounts: DiscountReader,
  plan: Plan,
  context: ComputeContext,
  mayAsk: () => boolean,
): Promise<Quotes["tax"]> {
  const { tax: origin } = await pricePlan(plan, discounts, context);
  if (origin.kind !== "unanswered") return undefined;
  const quote = await tax.quote(origin.question, mayAsk);
  return quote && { question: taxQuestionFingerprint(origin.question), quote };
}

/** What a plan has carriers bring; nothing before there is an address, nor for goods that are not shipped. */
function shipmentOf({ lines, destination }: Plan): Shipment | undefined {
  const items = lines
    .filter(({ sellable }) => sellable.variant.requiresShipping)
    .map(({ item: { quantity }, sellable: { variant } }) => ({
      quantity,
      grams: variant.weight && gramsOf(variant.weight),
    }));
  return destination && items.length > 0 ? { destination, items } : undefined;
}
