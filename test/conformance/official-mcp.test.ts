import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { Glob } from "bun";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { lastingPort } from "../lasting-port.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/*
 * MCP's own conformance suite, as far as its scenarios ask for what a shop has. The others call tools and prompts of a
 * server made for the suite, which answer pictures, ask the user and so on.
 */

setDefaultTimeout(300_000);

const suite = join(import.meta.dir, "../../node_modules/@modelcontextprotocol/conformance/dist/index.js");

const Checks = Type.Array(Type.Object({ id: Type.String(), status: Type.String() }));

/** Checks of the scenarios below that cannot hold here, and why. */
const notAsked: ReadonlySet<string> = new Set([
  // They call a tool of the suite's own server.
  "sep-2575-server-rejects-undeclared-capability",
  "sep-2575-missing-capability-http-400",
  "sep-2575-http-server-no-independent-requests-on-stream",
  "sep-2575-server-no-log-without-loglevel",
  // There is no stream of changes: nothing here changes while a client listens.
  "sep-2575-server-sends-subscription-ack",
  "sep-2575-server-tags-subscription-id",
  // There are neither prompts nor templates.
  "sep-2549-prompts-list-caching-hints",
  "sep-2549-resources-templates-list-caching-hints",
]);

const scenarios: readonly (readonly [revision: string, names: readonly string[]])[] = [
  [
    "2026-07-28",
    [
      "server-stateless",
      "tools-list",
      "resources-list",
      "sep-2164-resource-not-found",
      "dns-rebinding-protection",
      "caching",
      "http-header-validation",
    ],
  ],
  ["2025-11-25", ["server-initialize", "ping", "tools-list", "resources-list", "dns-rebinding-protection"]],
  ["2025-06-18", ["server-initialize"]],
];

let shop: ServedShop;
let address: string;
beforeAll(async () => {
  const port = lastingPort();
  address = `http://localhost:${port}`;
  const environment = { PORT: String(port), PUBLIC_BASE_URL: address, RATE_LIMIT: "off" };
  shop = await serveShop({ environment });
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Runs one scenario. Gives each of its checks that failed, and how many held. */
async function run(scenario: string, revision: string) {
  using folder = temporaryFolder();
  const arguments_ = ["--url", `${address}/mcp`, "--scenario", scenario, "--spec-version", revision];
  const asked = Bun.spawn([process.execPath, suite, "server", ...arguments_, "-o", folder.path], {
    stdout: "ignore",
    stderr: "ignore",
  });
  await asked.exited;
  const [found] = [...new Glob("**/checks.json").scanSync(folder.path)];
  const checks = Value.Parse(Checks, await Bun.file(join(folder.path, found ?? "checks.json")).json());
  const failed = checks.filter(({ id, status }) => status === "FAILURE" && !notAsked.has(id));
  const held = checks.filter(({ status }) => status === "SUCCESS").length;
  return { scenario, failed: failed.map(({ id }) => id), hasHeld: held > 0 };
}

test.each([...scenarios])("MCP's own suite finds nothing wrong in revision %s", async (revision, names) => {
  const results = await Promise.all(names.map((name) => run(name, revision)));
  expect(results).toEqual(names.map((scenario) => ({ scenario, failed: [], hasHeld: true })));
});
