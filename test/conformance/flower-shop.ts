import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { demoApiKey } from "../../src/demo/shop.ts";
import { openTerminal } from "../cli/terminal.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { patientOutgoing } from "../protocols/ucp/platform.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** The shop of the official suite: Universal-Commerce-Protocol/conformance, `test_data/flower_shop`. */
const settings = `
name = "Flower Shop"
currency = "usd"
timezone = "America/New_York"
payments = "sandbox"
ucp = "anybody"
[links]
terms_of_use = "https://flowers.example/terms"
privacy_policy = "https://flowers.example/privacy"
[origin]
country = "US"
city = "Albany"
postal_code = "12201"
[[shipping.zones]]
name = "US"
countries = ["US"]
rates = [
  { id = "std-ship", title = "Standard Shipping", price = 5 },
  { id = "exp-ship-us", title = "Express Shipping (US)", price = 15 },
]
[[shipping.zones]]
name = "Others"
countries = ["CA"]
rates = [
  { id = "std-ship", title = "Standard Shipping", price = 5 },
  { id = "exp-ship-intl", title = "International Express", price = 25 },
]
`;

const goods: readonly (readonly [id: string, title: string, price: number, stock: number])[] = [
  ["bouquet_roses", "Bouquet of Red Roses", 3500, 1000],
  ["pot_ceramic", "Ceramic Pot", 1500, 2000],
  ["bouquet_sunflowers", "Sunflower Bundle", 2500, 500],
  ["gardenias", "Gardenias", 2000, 0],
];

const codes: readonly (readonly [name: string, ...words: string[]])[] = [
  ["10% Off", "--percent", "10", "--code", "10OFF", "--stackable"],
  ["20% Off", "--percent", "20", "--code", "WELCOME20", "--stackable"],
  ["$5.00 Off", "--amount", "5", "--code", "FIXED500", "--stackable"],
  ["Free Shipping on orders over $100", "--free-shipping", "--minimum-subtotal", "100", "--stackable"],
];

/** A buyer that the suite knows. */
export const john = { email: "john.doe@example.com", first_name: "John", last_name: "Doe" };
/** An address of that buyer. */
export const springfield = {
  street_address: "123 Main St",
  address_locality: "Springfield",
  address_region: "IL",
  postal_code: "62704",
  address_country: "US",
};

/** By what the agent of these tests is let in. */
export const key = { "x-api-key": demoApiKey };

/** Serves the flower shop with its goods, codes and rates, and with these variables beside its own. */
export async function serveFlowerShop(variables: Readonly<Record<string, string>> = {}): Promise<ServedShop> {
  const own = temporaryFolder();
  const environment = {
    DATABASE_URL: `file:${join(own.path, "shop.db")}`,
    COMMERCE_API_KEY: demoApiKey,
    ...variables,
  };
  writeFileSync(join(own.path, "shop.toml"), settings);
  const terminal = openTerminal({ directory: own.path, environment });
  terminal.makeDatabase();
  const lines = goods.map(([id, title, amount, stock]) =>
    JSON.stringify({
      id,
      title,
      variants: [
        { id, title, price: { amount, currency: "USD" }, stock, availability: { available: stock > 0 } },
      ],
    }),
  );
  terminal.file("flowers.jsonl", lines.join("\n"));
  for (const words of [
    ["catalog", "import", "flowers.jsonl"],
    ...codes.map((code) => ["discounts", "create", ...code]),
  ]) {
    const { code, notes } = await terminal.run(...words);
    if (code !== 0) throw new Error(notes);
  }
  const shop = await serveShop({ folder: own.path, environment, outgoing: patientOutgoing() });
  return {
    ...shop,
    async [Symbol.asyncDispose]() {
      await shop[Symbol.asyncDispose]();
      own[Symbol.dispose]();
    },
  };
}
