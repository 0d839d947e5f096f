import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SQL } from "bun";
import { openPostgres } from "../../db/postgres/open.ts";
import type { Product } from "../../src/catalog/product.ts";
import { systemClock } from "../../src/clock.ts";
import { demoCatalog } from "../../src/demo/catalog.ts";
import { demoItems } from "../../src/protocols/acp/words/examples.ts";
import { demoKeys, shopOnDemoTerms } from "../demo-goods.ts";
import { type Program, programs, type ShopProcess, startShop } from "../e2e/shop-process.ts";
import { durablePostgres } from "../postgres-server.ts";
import { SECRET_KEY, type StripeStandIn, startStripeStandIn } from "../stripe/stand-in.ts";
import { folderForRun } from "../temporary-folder.ts";

/** An item of which the shop has {@link SCARCE_UNITS}; of every other it has plenty. */
export const SCARCE = demoItems.shirt;
export const SCARCE_UNITS = 5;

/** How a process of the shop is started, where not as the others are. */
export interface ProcessOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly program?: Program;
}

/** What a merchant's shop that tests open wants otherwise. */
export interface ShopOfProcessesOptions extends ProcessOptions {
  /** How many processes serve it from the beginning. */
  readonly processes: number;
  /** The database; on the server that tests share unless told. */
  readonly databaseUrl?: string;
  /** The way by which processes reach the database, where that is not its own address. */
  readonly servedFrom?: string;
  /** Tables of shop.toml beside the demo shop's terms. */
  readonly shopToml?: string;
}

/** One merchant's shop, served by several processes from one PostgreSQL database, and paid through the stand-in of Stripe. */
export interface ShopOfProcesses extends AsyncDisposable {
  /** Those that serve; one that was killed stays in its place until another is put there. */
  readonly processes: ShopProcess[];
  readonly standIn: StripeStandIn;
  readonly databaseUrl: string;
  /** Starts one more process, which the caller adds to those that serve. */
  start(options?: ProcessOptions): Promise<ShopProcess>;
  /** The rows of a statement, past every process. */
  rows(statement: string): Promise<readonly Record<string, unknown>[]>;
}

const [fromSource] = programs;

/** Opens a {@link ShopOfProcesses}: the demo shop's goods, in plenty but for {@link SCARCE}. */
export async function openShopOfProcesses(options: ShopOfProcessesOptions): Promise<ShopOfProcesses> {
  const databaseUrl = options.databaseUrl ?? (await (await durablePostgres()).freshDatabase());
  const standIn = await startStripeStandIn();
  await putGoods(databaseUrl);
  const looking = new SQL(databaseUrl, { max: 1 });
  const processes: ShopProcess[] = [];
  const started: ShopProcess[] = [];

  async function start({ program, environment }: ProcessOptions = {}): Promise<ShopProcess> {
    const way = program ?? options.program ?? fromSource;
    if (!way) throw new Error("there is a program");
    const folder = folderForRun("process");
    writeFileSync(join(folder, "shop.toml"), `${shopOnDemoTerms}${options.shopToml ?? ""}`);
    const shop = await startShop(way, {
      folder,
      environment: {
        ...demoKeys,
        DATABASE_URL: options.servedFrom ?? databaseUrl,
        STRIPE_SECRET_KEY: SECRET_KEY,
        STRIPE_API_BASE: standIn.url,
        LOG_LEVEL: "warn",
        ...options.environment,
        ...environment,
      },
    });
    started.push(shop);
    return shop;
  }

  processes.push(...(await Promise.all(Array.from({ length: options.processes }, () => start()))));
  return {
    processes,
    standIn,
    databaseUrl,
    start,
    async rows(statement) {
      return Array.from(await looking.unsafe(statement));
    },
    async [Symbol.asyncDispose]() {
      for (const shop of started) await shop[Symbol.asyncDispose]();
      await looking.close();
      await standIn[Symbol.asyncDispose]();
    },
  };
}

async function putGoods(databaseUrl: string): Promise<void> {
  const database = await openPostgres(databaseUrl, join(folderForRun("goods"), "node"), {
    opener: "merchant",
    clock: systemClock,
  });
  const now = systemClock.now();
  await database.writer.write(async ({ catalog }) => {
    for (const product of demoCatalog("http://localhost:3000")) await catalog.put(inPlenty(product), now);
  });
  await database.close();
}

function inPlenty(product: Product): Product {
  const variants = product.variants.map((variant) => ({
    ...variant,
    stock: variant.id === SCARCE ? SCARCE_UNITS : variant.stock === null ? null : 1_000_000,
  }));
  return { ...product, variants };
}
