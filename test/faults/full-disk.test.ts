import { expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { demoApiKey } from "../../src/demo/shop.ts";
import type { Readiness } from "../../src/http/health.ts";
import { isTestedOnPostgres } from "../engines.ts";
import { eventually } from "../jobs/workshop.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const entry = join(import.meta.dir, "../../src/main.ts");

/** Runs a command of ours where `<folder>/disk` is a disk of its own, seen by it alone and so small. */
function onSmallDisk(folder: string, kibibytes: number, words: readonly string[], more: object = {}) {
  const mounted = 'mkdir -p "$1" && mount -t tmpfs -o size="$2"k tmpfs "$1" && shift 2 && exec "$@"';
  const inside = ["sh", "-c", mounted, "sh", join(folder, "disk"), String(kibibytes)];
  return Bun.spawn(
    ["unshare", "--user", "--map-root-user", "--mount", ...inside, process.execPath, entry, ...words],
    {
      cwd: folder,
      env: { PORT: "0", RATE_LIMIT: "off", PATH: process.env["PATH"], ...more },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    },
  );
}

/** Small disks are made without privileges in a namespace of the user's own, which not every system allows. */
const canMakeDisks =
  Bun.which("unshare") !== null &&
  Bun.spawnSync(["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
    .exitCode === 0;
/** Where a server keeps the database, it is the server's disk: test/postgres. */
const onLinux = test.skipIf(!canMakeDisks || isTestedOnPostgres);

/** A shop of the demo's words, whose database lies on the small disk. */
const shopToml = `
name = "Small Shop"
currency = "usd"
timezone = "America/New_York"
[links]
terms_of_use = "https://small.example/terms"
privacy_policy = "https://small.example/privacy"
[origin]
country = "US"
city = "Albany"
postal_code = "12201"
`;

const product = (number: number) =>
  JSON.stringify({
    id: `p${number}`,
    title: `Product ${number}`,
    description: { plain: "long words ".repeat(200) },
    url: `https://small.example/${number}`,
    variants: [
      {
        id: `v${number}`,
        title: "One",
        price: { amount: 1000, currency: "USD" },
        availability: { available: true, status: "in_stock" },
      },
    ],
  });

onLinux.each([
  ["of the database", { DATABASE_URL: "file:disk/shop.db" }],
  ["of temporary files", { DATABASE_URL: "file:shop.db", SQLITE_TMPDIR: "disk" }],
])("an import that finds the disk %s full says so in words", async (_, environment) => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, "shop.toml"), shopToml);
  const products = Array.from({ length: 8_000 }, (_, number) => product(number));
  writeFileSync(join(folder.path, "products.jsonl"), products.join("\n"));
  const words = ["catalog", "import", "products.jsonl"];
  const importing = onSmallDisk(folder.path, 3_000, words, environment);
  const [code, notes] = await Promise.all([importing.exited, importing.stderr.text()]);
  expect(code).toBe(1);
  expect(notes).toContain("full");
  expect(notes).not.toContain("    at ");
});

onLinux("a backup that finds its disk full blames that disk, and not the database", async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, "shop.toml"), shopToml);
  const environment = { ...process.env, DATABASE_URL: "file:shop.db" };
  Bun.spawnSync([process.execPath, entry, "keys", "create"], { cwd: folder.path, env: environment });
  const copying = onSmallDisk(folder.path, 100, ["backup", "disk/copy.db"], {
    DATABASE_URL: "file:shop.db",
  });
  const [code, notes] = await Promise.all([copying.exited, copying.stderr.text()]);
  expect(code).toBe(1);
  expect(notes).toStartWith(`Cannot write ${join(folder.path, "disk/copy.db")}`);
  expect(notes).not.toContain("DATABASE_URL");
});

onLinux(
  "a shop whose disk is full refuses sales and feeds, says so, and sells on when there is room",
  async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, "shop.toml"), shopToml);
    const shop = onSmallDisk(folder.path, 8_000, ["serve"], {
      DATABASE_URL: "file:disk/shop.db",
      COMMERCE_API_KEY: demoApiKey,
    });
    try {
      const url = await addressOf(shop.stdout);
      const ready = async () => (await (await fetch(`${url}/readyz`)).json()) as Readiness;
      expect((await ready()).status).toBe("ready");
      const filling = `/proc/${shop.pid}/root${join(folder.path, "disk/filling")}`;
      expect(() => writeFileSync(filling, new Uint8Array(8_000 * 1024))).toThrow("ENOSPC");
      expect(await cartStatus(url)).toBe(503);
      expect((await fetch(`${url}/feed.jsonl`)).status).toBe(503);
      // A page that the log has room for is still written, and is the last that is known: until the next sale is refused.
      await eventually(async () => {
        expect(await cartStatus(url)).toBe(503);
        const { status, checks } = await ready();
        expect({ status, disk: checks["disk"]?.state }).toEqual({ status: "not_ready", disk: "failing" });
        return checks["writes"]?.state === "failing";
      });
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      rmSync(filling);
      await eventually(async () => (await ready()).status === "ready");
      expect((await fetch(`${url}/feed.jsonl`)).status).toBe(200);
      shop.kill("SIGTERM");
      expect(await shop.exited).toBe(0);
    } finally {
      shop.kill("SIGKILL");
    }
  },
);

/** How a shop answers who wants a cart, which it has to write down. */
async function cartStatus(url: string): Promise<number> {
  const response = await fetch(`${url}/carts`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${demoApiKey}`,
      "api-version": "2026-04-17",
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
    },
    body: JSON.stringify({ line_items: [{ id: "none", quantity: 1 }] }),
  });
  return response.status;
}

async function addressOf(stdout: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let said = "";
  for await (const chunk of stdout.pipeThrough(new TextDecoderStream())) {
    said += chunk;
    const url = said.match(/^listening on (\S+)\n/m)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`the shop ended: ${said}`);
}
