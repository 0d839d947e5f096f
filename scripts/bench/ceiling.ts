import type { Benchmark } from "./measuring/benchmark.ts";
import { ratioOf, runInTurn, summarize } from "./measuring/rounds.ts";
import {
  ASSUMED_ROW_BYTES,
  ceiling,
  ceilings,
  contestant,
  startBareServer,
  startBareStore,
} from "./servers/ceilings.ts";

/** What this machine, Bun and SQLite can do at best, without Checkstand. */
export const benchmark: Benchmark = {
  name: "ceiling",
  description: "what this machine, Bun and SQLite do at best, without Checkstand",
  explanation: `
${ceiling.hello}: five bytes from Bun.serve. It shows the load generator and the network; nothing is faster.
${ceiling.get}: Bun.serve answers a session of about 2 KB, made into JSON for each request.
${ceiling.post}: the same, after parsing the body of a create.
${ceiling.writeShared}: as POST, and two rows (${ASSUMED_ROW_BYTES.join(" and ")} bytes) are on disk before the answer: WAL,
  synchronous=FULL, raw prepared statements. The requests of one turn of the event loop share one commit.
${ceiling.writeAlone}: the same with a commit for each request: the disk's flushes a second are its limit.`,
  async run(options) {
    await using running = new AsyncDisposableStack();
    const server = running.adopt(await startBareServer(options), (started) => started.stop());
    const store = running.adopt(await startBareStore(options, ASSUMED_ROW_BYTES), (started) =>
      started.stop(),
    );
    const hello = contestant(options, server, ceiling.hello, { method: "GET", path: "/hello" });
    const rounds = await runInTurn(
      [hello, ...ceilings(options, server, store)],
      options.rounds,
      options.progress,
    );
    const shareOfHello = (name: string) => ({
      name: `${name} / hello`,
      value: ratioOf(rounds, name, ceiling.hello),
      unit: "ratio" as const,
    });
    return {
      loads: summarize(rounds),
      figures: [ceiling.get, ceiling.post, ceiling.writeShared, ceiling.writeAlone].map(shareOfHello),
    };
  },
};
