import { createPaymentServices, type PaymentServices } from "../../../src/checkout/payment-services.ts";
import { createQuoting } from "../../../src/checkout/quoting.ts";
import { SECOND } from "../../../src/clock.ts";
import { createClaimHolder } from "../../../src/idempotency/holder.ts";
import { ZERO } from "../../../src/money.ts";
import { endLeases } from "../../../src/operations/end-leases.ts";
import { noNotifications } from "../../../src/orders/record-order-event.ts";
import type { HostedDriver } from "../../../src/payments/hosted.ts";
import { type TaxSource, taxQuestionFingerprint } from "../../../src/pricing/tax-quote.ts";
import type { JobStores } from "../../../src/stores.ts";
import { testTerms } from "../../checkout/shop.ts";
import { type AgentCalls, createAgentCalls } from "../../operations/agent-calls.ts";
import type { SimulatedDatabase } from "./database.ts";
import type { SimulatedProvider } from "./provider.ts";
import type { Owner, World } from "./world.ts";

const terms = { ...testTerms(), asksForTax: true };

/** Whoever computes the tax is always there, and finds none: what the shop has booked is what matters here. */
const taxSource: TaxSource = {
  quote: async (question) => ({
    calculation: `calculation ${taxQuestionFingerprint(question)}`,
    lines: question.lines.map(() => ({ tax: ZERO, shares: [] })),
    shipping: { tax: ZERO, shares: [] },
  }),
};

/** One process of the shop. */
export interface SimulatedServer {
  readonly process: Owner;
  readonly operations: AgentCalls;
  readonly payments: PaymentServices<JobStores>;
}

export interface SimulatedServerOptions {
  /** How often a commit fails, 0 to 1. */
  readonly failures: number;
  /** How long recovery rests between two runs at most, ms. */
  readonly recoverEvery: number;
  /** How many times later a timer may come than it was set for. */
  readonly lateness: number;
  /** What stands between the shop and the provider's pages: a rule broken, for tests of the simulation itself. */
  readonly mutant?: ((pages: HostedDriver) => HostedDriver) | undefined;
}

/**
 * Starts the shop's services, as server.ts does, with a recovery job that runs now and then for as long as the process
 * lives.
 */
export function startSimulatedServer(
  world: World,
  database: SimulatedDatabase,
  provider: SimulatedProvider,
  { failures, recoverEvery, lateness, mutant = (pages) => pages }: SimulatedServerOptions,
): SimulatedServer {
  const process: Owner = { name: "server", alive: true };
  const write = database.writerFor(world, process, failures);
  const sound = provider.portFor(process);
  const port = { ...sound, hosted: mutant(sound.hosted) };
  const quoting = createQuoting({ tax: taxSource }, database.stores);
  const payments = createPaymentServices<JobStores>({
    write,
    reads: database.stores,
    provider: port,
    hosted: { returnUrl: () => "/return", backUrl: () => "/back" },
    quoting,
    terms,
    notifications: noNotifications,
    clock: world.clock,
    sleep: (ms) => world.sleep(process, ms),
    alert: () => {},
  });
  // What the server does first of all: no other one lives.
  void endLeases(database.stores);
  /** A timer that comes late, and at times too late for a claim to be kept. */
  const repeat = (everyMs: number, run: () => void) => {
    let isStopped = false;
    const again = () => {
      if (isStopped) return;
      run();
      world.later(process, again, world.between(everyMs, lateness * everyMs));
    };
    world.later(process, again, world.between(everyMs, lateness * everyMs));
    return () => {
      isStopped = true;
    };
  };
  const operations = createAgentCalls({
    write,
    reads: database.stores,
    settlement: payments.settlement,
    terms,
    payments: { provider: port.name, offersAuthentication: false },
    quoting,
    clock: world.clock,
    holder: createClaimHolder({ write, clock: world.clock, failed: () => {}, repeat }),
  });
  const recover = () => {
    payments.recover(20).catch(() => {});
    world.later(process, recover, world.between(recoverEvery / 10, recoverEvery));
  };
  world.later(process, recover, world.between(0, 30 * SECOND));
  return { process, operations, payments };
}
