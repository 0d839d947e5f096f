import { describe, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** UCP's own schemas, kept beside the project and not in it. */
const root = join(import.meta.dir, "../../../shared/ucp-spec");
const present = existsSync(root);
const { CHECKSTAND_REQUIRE_SPEC } = process.env;

/** Like `describe`, for tests that need the official files: without them it says so and skips, or fails if required. */
export function describeOfficialUcp(title: string, body: () => void): void {
  if (present) {
    describe(title, body);
  } else if (CHECKSTAND_REQUIRE_SPEC === "1") {
    test(title, () => {
      throw new Error(`The official UCP files are required and not at ${root}`);
    });
  } else {
    process.stderr.write(`skipped, for want of the official UCP files at ${root}: ${title}\n`);
    describe.skip(title, body);
  }
}

/** Where the schemas of a version are. Of the release 2026-08-25 there is the main branch of three days before. */
const folders: Readonly<Record<string, string>> = { "2026-08-25": "main-2026-08-22" };

/** What can be checked, by where the official schemas have it. Extensions of a checkout hold beside it. */
const definitions = {
  profile: ["../discovery/profile.json#/$defs/business_profile"],
  checkout: [
    "shopping/checkout.json",
    "shopping/fulfillment.json#/$defs/dev.ucp.shopping.checkout",
    "shopping/discount.json#/$defs/dev.ucp.shopping.checkout",
    "shopping/buyer_consent.json#/$defs/dev.ucp.shopping.checkout",
  ],
  cart: ["shopping/cart.json"],
  order: ["shopping/order.json"],
  error: ["shopping/types/error_response.json"],
  search: ["shopping/catalog_search.json#/$defs/search_response"],
  lookup: ["shopping/catalog_lookup.json#/$defs/lookup_response"],
  product: ["shopping/catalog_lookup.json#/$defs/get_product_response"],
} as const;

/** The same where a version has it elsewhere. */
const moved: Readonly<Record<string, Partial<Record<keyof typeof definitions, readonly string[]>>>> = {
  "2026-08-25": {
    profile: ["profile.json#/$defs/business_schema"],
    error: ["common/types/error_response.json"],
  },
};

const validators = new Map<string, Ajv2020>();

/** Gives what is wrong with an answer by the official schemas of a version, a line each; nothing where it is valid. */
export function ucpErrors(version: string, what: keyof typeof definitions, value: unknown): string[] {
  if (!present) return [];
  const ajv = validatorOf(version);
  return (moved[version]?.[what] ?? definitions[what]).flatMap((definition) => {
    const check = ajv.getSchema(new URL(definition, "https://ucp.dev/schemas/").href);
    if (!check) throw new Error(`there is no definition ${definition}`);
    if (check(JSON.parse(JSON.stringify(value)))) return [];
    return (check.errors ?? []).map(
      (error) => `${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`,
    );
  });
}

/** The annotations of requests (`ucp_request`) say nothing of answers, and are passed over. */
function validatorOf(version: string): Ajv2020 {
  const known = validators.get(version);
  if (known) return known;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  const source = join(root, folders[version] ?? version, "source");
  for (const folder of ["schemas", "discovery"].filter((each) => existsSync(join(source, each)))) {
    for (const file of readdirSync(join(source, folder), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".json")) continue;
      const schema = JSON.parse(readFileSync(join(source, folder, file), "utf8"));
      // The profile's schema names another place than the one its references start from.
      const $id = schema.$id?.replace("/schemas/discovery/", "/discovery/");
      ajv.addSchema({ ...schema, $id });
    }
  }
  validators.set(version, ajv);
  return ajv;
}
