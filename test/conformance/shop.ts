import { instant } from "../../src/clock.ts";
import { demoCatalog } from "../../src/demo/catalog.ts";
import { demoShop } from "../../src/demo/shop.ts";
import { asId, type DiscountId, type ProductId } from "../../src/ids.ts";
import { type PartsPerMillion, parsePercent } from "../../src/money.ts";
import { stoppedClock } from "../checkout/shop.ts";
import { discountOf } from "../discounts/discounts.ts";
import { serveShop } from "../http/shop-server.ts";
import { connect } from "../mcp/client.ts";
import { writeBeside } from "../shop-database.ts";
import { type Agent, mcpAgent, restAgent } from "./agents.ts";

export const apiKey = "csk_an_agent_that_reads_specifications_closely";

const settingsWith = (more: string) => `
${more}
unreleased = true
${demoShop("https://shop.example")}
[acquirer]
bin = "411111"
country = "US"
merchant_id = "harbor-pine-001"
merchant_name = "Harbor and Pine"

[[marketing_consents]]
channel = "email"
text = "News and offers by e-mail"
`;

/** A tenth off with HARBOR10, and one that is over. */
const discounts = [
  discountOf({
    id: asId<DiscountId>("dsc_tenth"),
    code: "HARBOR10",
    name: "A tenth off",
    value: { kind: "percent", rate: parsePercent("10") as PartsPerMillion },
  }),
  discountOf({ id: asId<DiscountId>("dsc_over"), code: "LASTYEAR", endsAt: instant(Date.UTC(2026, 0, 1)) }),
];

/**
 * The demo shop with everything a version can be asked to show: authentication, discounts, consent, `unreleased`; and
 * with `settings` more in its shop.toml.
 */
export async function serveConformanceShop({ settings = "" } = {}) {
  const clock = stoppedClock();
  const shop = await serveShop({
    shop: settingsWith(settings),
    clock,
    environment: { COMMERCE_API_KEY: apiKey },
  });
  await writeBeside(shop.database, async ({ catalog, discounts: store }) => {
    for (const product of demoCatalog("https://shop.example")) await catalog.put(product, clock.now());
    for (const discount of discounts) await store.insert(discount);
  });
  const tools = await connect(shop.server.url, apiKey);
  return {
    clock,
    rest: (version: string): Agent => restAgent(shop.server.url, apiKey, version),
    mcp: (version: string): Agent => mcpAgent(tools, version),
    /** Requests a path of the shop. */
    fetch: shop.fetch,
    /** Sets the stock of all variants of a product, as an import does. */
    setStock: (product: string, stock: number) =>
      writeBeside(shop.database, async ({ catalog }) => {
        const known = await catalog.product(asId<ProductId>(product));
        if (!known) throw new Error(`no ${product}`);
        const variants = known.variants.map((variant) => ({ ...variant, stock }));
        await catalog.put({ ...known, variants }, clock.now(), clock.now());
      }),
    async [Symbol.asyncDispose]() {
      await tools[Symbol.asyncDispose]();
      await shop[Symbol.asyncDispose]();
    },
  };
}

export type ConformanceShop = Awaited<ReturnType<typeof serveConformanceShop>>;
