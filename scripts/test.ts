/**
 * Runs the tests, in two processes where there are two cores. With `--postgres` first, it runs those that open a whole
 * shop, and has each keep it on PostgreSQL. What else is given is handed on to `bun test`.
 */
import { availableParallelism } from "node:os";
import { hasPostgres } from "../test/postgres-server.ts";

/**
 * What is not of one engine, as `bun test` takes it: its tests open a whole shop, or more of one than a store, on
 * whichever they are told to.
 */
const ofEitherEngine = [
  "carriers/served-shop",
  "carts",
  "checkout",
  "cli/buyers",
  "cli/orders",
  "conformance",
  "dashboard/admin-api",
  "dashboard/page-routes",
  "dashboard/products-api",
  "e2e",
  "faults",
  "http/checkout-races",
  "http/downloads",
  "idempotency",
  "jobs/forget-old-records",
  "mcp/assistant-tools",
  "orders",
  "payments",
  "properties",
  "protocols/ucp",
  "recording",
];

/**
 * Each process runs every other file, with a PostgreSQL server and folders of its own. More than two would wait for each
 * other: many tests start programs themselves.
 */
const processes = Math.min(2, availableParallelism());
/** What no test takes that has not hung, ms: also on a busy machine. */
const patience = 300_000;
/** How much is said again of one failure. What it ends with tells the most. */
const MOST_LINES_OF_A_FAILURE = 100;

const [first, ...others] = process.argv.slice(2);
const onPostgres = first === "--postgres";
const given = onPostgres ? others : process.argv.slice(2);
const files = onPostgres && given.length === 0 ? ofEitherEngine.map((place) => `test/${place}`) : given;
if (onPostgres && !hasPostgres) {
  process.stderr.write("There is no PostgreSQL on this machine: apt-get install postgresql\n");
  process.exit(1);
}

/** The processes that run, each the leader of a group: what its tests started is in it. */
const running = new Set<Bun.Subprocess>();
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) process.once(signal, () => endWith(signal));

/** What the tests that failed have printed. Said again at the end, which may be all that is kept of so much. */
const failures: string[] = [];
const endings = await Promise.all(Array.from({ length: processes }, (_, index) => runShard(index + 1)));
for (const failure of failures) process.stdout.write(`\n${failure}\n`);
const sum = (of: (ending: Ending) => number) => endings.reduce((total, ending) => total + of(ending), 0);
process.stdout.write(
  `\n${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed, ${sum(({ skipped }) => skipped)} skipped\n`,
);
// A share may be empty where few files are asked for; all of them may not.
const isGood = endings.every(({ exitCode }) => exitCode === 0) && sum(({ passed }) => passed) > 0;
process.exit(isGood ? 0 : 1);

/** Ends the processes and what their tests started, and this one as the signal would have. */
function endWith(signal: "SIGHUP" | "SIGINT" | "SIGTERM"): void {
  for (const { pid } of running) process.kill(-pid, signal);
  process.kill(process.pid, signal);
}

/** How a process ended. */
interface Ending {
  readonly exitCode: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Runs one process's share of the files, and prints its lines with its number before them as they come. */
async function runShard(number: number): Promise<Ending> {
  const shard = processes === 1 ? [] : [`--shard=${number}/${processes}`];
  const child = Bun.spawn(
    [process.execPath, "test", `--timeout=${patience}`, "--pass-with-no-tests", ...shard, ...files],
    {
      env: { ...process.env, ...(onPostgres && { TEST_DATABASE: "postgres" }) },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      detached: true,
    },
  );
  running.add(child);
  const count = { passed: 0, failed: 0, skipped: 0 };
  const print = async (output: ReadableStream<Uint8Array>, hear: (line: string) => void = () => {}) => {
    for await (const line of linesOf(output)) {
      hear(line);
      const [, amount, what] = /^ *(\d+) (pass|fail|skip)$/.exec(line) ?? [];
      if (what === "pass") count.passed += Number(amount);
      if (what === "fail") count.failed += Number(amount);
      if (what === "skip") count.skipped += Number(amount);
      process.stdout.write(processes === 1 ? `${line}\n` : `${number} ${line}\n`);
    }
  };
  const [exitCode] = await Promise.all([
    child.exited,
    print(child.stdout),
    print(child.stderr, failureKeeper()),
  ]);
  running.delete(child);
  return { exitCode, ...count };
}

/** Keeps what stands before each failure, from the last test that ended on. */
function failureKeeper(): (line: string) => void {
  let printed: string[] = [];
  let isOver = false;
  return (line) => {
    // Bun ends with a list of what it skipped and of what failed.
    isOver ||= /^\d+ tests? (?:skipped|failed):$/.test(line);
    if (isOver) return;
    printed.push(line);
    const [, ending] = /^\((pass|fail|skip|todo)\) /.exec(line) ?? [];
    if (ending === "fail") failures.push(printed.slice(-MOST_LINES_OF_A_FAILURE).join("\n"));
    if (ending !== undefined) printed = [];
  };
}

async function* linesOf(output: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of output) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
