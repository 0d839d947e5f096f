import type { BenchmarkOptions } from "../measuring/benchmark.ts";
import type { Contestant } from "../measuring/rounds.ts";
import type { ServerProcess } from "../measuring/server-process.ts";
import { ceiling, ceilings } from "../servers/ceilings.ts";
import type { Checkstand } from "../servers/checkstand.ts";
import { checkstandContestants, type FirstLook } from "./checkstand-contestants.ts";

/** What is measured against what. */
export interface Checkout {
  readonly shop: Checkstand;
  readonly look: FirstLook;
  readonly server: ServerProcess;
  readonly store: ServerProcess;
}

/** The name of an operation's row at a number of connections. */
export function rowAt(operation: string, connections: number): string {
  return `${operation}, c = ${connections}`;
}

/**
 * The ceilings and Checkstand's operations, at the options' number of connections. Not the commit for each request: the
 * disk alone decides it.
 */
export function checkoutAt(
  options: BenchmarkOptions,
  { shop, look, server, store }: Checkout,
): readonly Contestant[] {
  return [...ceilings(options, server, store), ...checkstandContestants(options, shop, look)]
    .filter(({ name }) => name !== ceiling.writeAlone)
    .map((contestant) => ({ ...contestant, name: rowAt(contestant.name, options.connections) }));
}
