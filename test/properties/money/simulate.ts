import { HOUR, MINUTE, SECOND } from "../../../src/clock.ts";
import { minor } from "../../../src/money.ts";
import { productOf, variantOf } from "../../catalog/products.ts";
import { connectionTo, overConnection, SimulatedAgent } from "./agent.ts";
import { SimulatedBuyer } from "./buyer.ts";
import type { SimulatedDatabase } from "./database.ts";
import { checkInvariants } from "./invariants.ts";
import { SimulatedProvider } from "./provider.ts";
import { type SimulatedServer, type SimulatedServerOptions, startSimulatedServer } from "./server.ts";
import { World } from "./world.ts";

/** How the story of a seed went, in numbers. */
export interface Story {
  readonly steps: number;
  readonly crashes: number;
  readonly charges: number;
  readonly orders: number;
  /** Charges made after the shop had stopped to send them. */
  readonly late: number;
  readonly refunded: number;
  /** Pages opened, and charges made by hand on them. */
  readonly pages: number;
  readonly byHand: number;
  /** Charges by Google Pay. */
  readonly byGooglePay: number;
}

/** How likely the server is to die between any two steps. */
const CRASHES = 0.01;
const storm = { failures: 0.01, recoverEvery: 90 * SECOND, lateness: 6 };
const calm = { failures: 0, recoverEvery: 10 * MINUTE, lateness: 1 };
/** A story that goes on longer than this does not come to rest. */
const MOST_STEPS = 20_000;

/**
 * Lets some agents buy from a shop whose server dies, whose disk fails, and whose provider loses and delays what it is
 * sent; then lets everything come to rest, and checks that money, goods and stories agree.
 *
 * @param mutant breaks a rule, for a test of the simulation itself.
 * @throws Error naming the seed, when they do not.
 */
export async function simulate(
  seed: number,
  database: SimulatedDatabase,
  mutant?: SimulatedServerOptions["mutant"],
): Promise<Story> {
  try {
    return await tell(seed, database, mutant);
  } catch (cause) {
    throw new Error(`seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function tell(
  seed: number,
  database: SimulatedDatabase,
  mutant: SimulatedServerOptions["mutant"],
): Promise<Story> {
  const world = new World(seed, database);
  await database.clear(world);
  await fillShop(world, database);
  const provider = new SimulatedProvider(world);
  const connections = new Set<() => void>();
  let crashes = 0;
  let server = startSimulatedServer(world, database, provider, { ...storm, mutant });
  await world.rest();
  provider.deliver = (body) => receive(server, body, connections);

  const agents = Array.from(
    { length: world.between(1, 3) },
    () =>
      new SimulatedAgent(
        world,
        connectionTo(() => server, connections),
        new SimulatedBuyer(world, provider, database, (work) =>
          overConnection(work(server.payments.hosted), connections),
        ),
      ),
  );
  let failure: unknown;
  let buying = agents.length;
  for (const agent of agents) {
    agent
      .buy(world.pick(["mug", "shirt-small", "voucher", "gift"]))
      .catch((error: unknown) => {
        failure = error;
      })
      .finally(() => {
        buying -= 1;
      });
  }

  let steps = 0;
  const step = async () => {
    steps += 1;
    if (steps > MOST_STEPS) throw new Error("the story does not come to rest");
    if (!(await world.step())) throw new Error("nothing is left to happen, and somebody still waits");
    if (failure) throw failure;
  };
  while (buying > 0) {
    if (world.chance(CRASHES)) {
      crashes += 1;
      server.process.alive = false;
      for (const breakOff of connections) breakOff();
      connections.clear();
      server = startSimulatedServer(world, database, provider, { ...storm, mutant });
      await world.rest();
    }
    await step();
  }

  // The storm is over: what is left is finished by recovery alone, with events still coming late.
  provider.healthy = true;
  server.process.alive = false;
  server = startSimulatedServer(world, database, provider, { ...calm, mutant });
  await world.rest();
  const rest = world.clock.now() + 6 * HOUR;
  while (world.clock.now() < rest) await step();
  await checkInvariants(
    database,
    provider,
    agents.flatMap(({ waitFor }) => waitFor),
    world.clock,
  );
  const charges = [...provider.charges.values()].filter(({ status }) => status === "paid");
  return {
    steps,
    crashes,
    charges: charges.length,
    orders: (await database.stores.orders.page(undefined, 100)).length,
    late: charges.filter(({ at, charge }) => at - charge.openedAt > 10 * MINUTE).length,
    pages: provider.pages.size,
    byHand: charges.filter(({ isByHand }) => isByHand).length,
    byGooglePay: charges.filter(({ isByGooglePay }) => isByGooglePay).length,
    refunded: charges.filter(({ refunds }) => refunds.length > 0).length,
  };
}

async function receive(
  { payments }: SimulatedServer,
  body: Uint8Array,
  connections: Set<() => void>,
): Promise<boolean> {
  return new Promise((resolve) => {
    const breakOff = () => resolve(false);
    connections.add(breakOff);
    payments.events
      .receive(body, null)
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(() => connections.delete(breakOff));
  });
}

/** A few of each thing, so that agents are in each other's way; a gift costs nothing. */
async function fillShop(world: World, { stores }: SimulatedDatabase): Promise<void> {
  const digital = { title: "", stock: null, requiresShipping: false, taxClass: "exempt" };
  const products = [
    productOf("shirt", { variants: [variantOf("shirt", "shirt-small", { stock: world.between(1, 3) })] }),
    productOf("mug", { variants: [variantOf("mug", "mug", { title: "", price: minor(1200), stock: 1 })] }),
    productOf("voucher", { variants: [variantOf("voucher", "voucher", { ...digital, price: minor(2500) })] }),
    productOf("gift", { variants: [variantOf("gift", "gift", { ...digital, price: minor(0) })] }),
  ];
  for (const product of products) await stores.catalog.put(product, world.clock.now());
}
