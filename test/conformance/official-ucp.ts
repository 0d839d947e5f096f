import { describe, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { type FindSchema, fieldsNamedBy } from "./schema-fields.ts";

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

/** What can be checked, by where the official schemas have it. Extensions of a checkout or a cart hold beside it. */
const definitions = {
  profile: ["../discovery/profile.json#/$defs/business_profile"],
  checkout: [
    "shopping/checkout.json",
    "shopping/fulfillment.json#/$defs/dev.ucp.shopping.checkout",
    "shopping/discount.json#/$defs/dev.ucp.shopping.checkout",
    "shopping/buyer_consent.json#/$defs/dev.ucp.shopping.checkout",
  ],
  cart: ["shopping/cart.json", "shopping/discount.json#/$defs/dev.ucp.shopping.cart"],
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

/** Of what there are official definitions. */
export type OfficialKind = keyof typeof definitions;

const validators = new Map<string, Ajv2020>();

/** Gives what is wrong with an answer by the official schemas of a version, a line each; nothing where it is valid. */
export function ucpErrors(version: string, what: OfficialKind, value: unknown): string[] {
  if (!present) return [];
  return addressesOf(version, what).flatMap((address) => {
    const check = definitionAt(version, address);
    if (check(JSON.parse(JSON.stringify(value)))) return [];
    return (check.errors ?? []).map(
      (error) => `${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`,
    );
  });
}

/** The fields that the official schemas of a version name for something, as {@link fieldsNamedBy} has them. */
export function ucpFields(version: string, what: OfficialKind): ReadonlySet<string> {
  const documents = new Map(schemasOf(version).map((schema) => [String(schema["$id"]), schema]));
  const find: FindSchema = (address) => {
    const { origin, pathname, hash } = new URL(address);
    const steps = decodeURIComponent(hash).split("/").slice(1);
    return steps.reduce((part, step) => part[step], documents.get(`${origin}${pathname}`));
  };
  return new Set(addressesOf(version, what).flatMap((address) => [...fieldsNamedBy(address, find)]));
}

function addressesOf(version: string, what: OfficialKind): readonly string[] {
  return (moved[version]?.[what] ?? definitions[what]).map(
    (definition) => new URL(definition, "https://ucp.dev/schemas/").href,
  );
}

function definitionAt(version: string, address: string) {
  const definition = validatorOf(version).getSchema(address);
  if (!definition) throw new Error(`there is no definition ${address}`);
  return definition;
}

/** The annotations of requests (`ucp_request`) say nothing of answers, and are passed over. */
function validatorOf(version: string): Ajv2020 {
  const known = validators.get(version);
  if (known) return known;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  for (const schema of schemasOf(version)) ajv.addSchema(schema);
  validators.set(version, ajv);
  return ajv;
}

// biome-ignore lint/suspicious/noExplicitAny: schemas are looked into by the words of JSON Schema.
function schemasOf(version: string): any[] {
  const source = join(root, folders[version] ?? version, "source");
  return ["schemas", "discovery"]
    .filter((each) => existsSync(join(source, each)))
    .flatMap((folder) =>
      readdirSync(join(source, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".json"))
        .map((file) => {
          const schema = JSON.parse(readFileSync(join(source, folder, file), "utf8"));
          // The profile's schema names another place than the one its references start from.
          return { ...schema, $id: schema.$id?.replace("/schemas/discovery/", "/discovery/") };
        }),
    );
}
