import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { demoShop } from "../../../src/demo/shop.ts";
import type { BenchmarkOptions } from "../measuring/benchmark.ts";
import { childEnvironment, type ServerProcess, startServer } from "../measuring/server-process.ts";

const main = join(import.meta.dir, "../../../src/main.ts");

/** The two items of every measured session. */
export const ITEM_IDS: readonly string[] = ["bench-mug-blue", "bench-towel"];

/** Tracked stock, so that completing pays for reservations as in a real shop, and more than any run can sell. */
const STOCK = 1_000_000_000;

/** A Checkstand that is ready to be measured, and its database's file. */
export interface Checkstand {
  readonly server: ServerProcess;
  readonly databaseFile: string;
}

/**
 * Imports a small catalogue into a new database and starts Checkstand from source on it, with the demo shop's settings.
 *
 * @param more variables beside those of every measured shop.
 * @param name of its files, where a benchmark starts several.
 * @throws Error with what Checkstand printed, when the import fails or the server does not start.
 */
export async function startCheckstand(
  options: BenchmarkOptions,
  more: Readonly<Record<string, string>> = {},
  name = "checkstand",
): Promise<Checkstand> {
  const databaseFile = join(options.directory, `${name}.db`);
  const environment = { ...shopEnvironment(options.directory, databaseFile, freePort()), ...more };
  await importCatalogue(options.directory, environment);
  const server = await startServer({
    command: [process.execPath, main, "serve"],
    directory: options.directory,
    environment,
    logFile: join(options.directory, `${name}.log`),
  });
  return { server, databaseFile };
}

/** The key that measured requests come with: none that everybody knows, since these are looked at twice. */
export const benchApiKey = "csk_of_the_agent_that_measures_this_shop";

/**
 * Writes the shop.toml of a measured shop, with the demo shop's settings, into the folder it is started in.
 *
 * @returns its environment: a database of its own, and no rate limit.
 */
export function shopEnvironment(
  directory: string,
  databaseFile: string,
  port: number,
): Record<string, string> {
  writeFileSync(join(directory, "shop.toml"), demoShop(`http://localhost:${port}`));
  return {
    COMMERCE_API_KEY: benchApiKey,
    DATABASE_URL: `file:${databaseFile}`,
    PORT: String(port),
    RATE_LIMIT: "off",
  };
}

/** A port of the loopback that nobody listens on at this moment. */
export function freePort(): number {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  probe.stop(true);
  return probe.port;
}

async function importCatalogue(directory: string, environment: Record<string, string>): Promise<void> {
  const file = join(directory, "catalogue.jsonl");
  await Bun.write(file, ITEM_IDS.map((id, index) => `${JSON.stringify(product(id, index))}\n`).join(""));
  const importing = Bun.spawn([process.execPath, main, "catalog", "import", file, "--format", "jsonl"], {
    cwd: directory,
    env: childEnvironment(environment),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [exitCode, output, errors] = await Promise.all([
    importing.exited,
    importing.stdout.text(),
    importing.stderr.text(),
  ]);
  if (exitCode !== 0) throw new Error(`Checkstand did not import the catalogue:\n${errors}${output}`);
}

/** A product with one variant in the native catalogue format. */
function product(id: string, index: number): object {
  return {
    id: `${id}-product`,
    title: `Benchmark product ${index + 1}`,
    description: { plain: "Made to be bought very often." },
    media: [{ type: "image", url: `https://shop.example/images/${id}.jpg` }],
    variants: [
      {
        id,
        title: `Benchmark product ${index + 1}`,
        price: { amount: 1900 + index * 550, currency: "USD" },
        availability: { available: true, status: "in_stock" },
        stock: STOCK,
        requires_shipping: true,
      },
    ],
  };
}
