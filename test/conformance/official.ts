import { describe, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

/**
 * The protocol's own schemas and examples, kept beside the project and not in it. Their defects are worked round here,
 * never in the product.
 */
const root = join(import.meta.dir, "../../../shared/acp-spec");

const present = existsSync(root);
const { CHECKSTAND_REQUIRE_SPEC } = process.env;
const required = CHECKSTAND_REQUIRE_SPEC === "1";

/** Like `describe`, for tests that need the official files: without them it says so and skips, or fails if required. */
export function describeOfficial(title: string, body: () => void): void {
  if (present) {
    describe(title, body);
  } else if (required) {
    test(title, () => {
      throw new Error(`The official ACP files are required and not at ${root}`);
    });
  } else {
    process.stderr.write(`skipped, for want of the official ACP files at ${root}: ${title}\n`);
    describe.skip(title, body);
  }
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const CHECKOUT = "schema.agentic_checkout.json";

const validators = new Map<string, Ajv2020>();
const openApiValidators = new Map<string, Ajv2020>();

/**
 * Checks a value against an official definition, such as `CheckoutSession`, as it would be after a trip over the wire.
 * Gives what is wrong with it, a line each; nothing when it is valid.
 */
export function validate(version: string, definition: string, value: unknown, file = CHECKOUT): string[] {
  return errorsOf(validatorOf(version), `${idOf(version, file)}#/$defs/${definition}`, value);
}

/** Checks the body of a webhook as {@link validate} checks other values. Only OpenAPI describes them. */
export function validateWebhook(version: string, value: unknown): string[] {
  const file = "openapi.agentic_checkout_webhook.yaml";
  return errorsOf(
    openApiValidatorOf(version),
    `${idOf(version, file)}#/components/schemas/WebhookEvent`,
    value,
  );
}

/**
 * Checks a session as {@link validate} does, against OpenAPI's own schemas: agents are generated from those. Its order
 * is left out, since no closed base there knows it.
 */
export function validateByOpenApi(version: string, session: object): string[] {
  const file = "openapi.agentic_checkout.yaml";
  const definition = `${idOf(version, file)}#/components/schemas/CheckoutSession`;
  return errorsOf(openApiValidatorOf(version), definition, { ...session, order: undefined });
}

function errorsOf(ajv: Ajv2020, definition: string, value: unknown): string[] {
  const check = ajv.getSchema(definition);
  if (!check) throw new Error(`there is no definition ${definition}`);
  if (check(JSON.parse(JSON.stringify(value)))) return [];
  return (check.errors ?? []).map(
    (error) => `${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`,
  );
}

/** As {@link validate}, for tests that do without the official files where they are not at hand: nothing is wrong then. */
export function officialErrors(
  version: string,
  definition: string,
  value: unknown,
  file = CHECKOUT,
): string[] {
  return present ? validate(version, definition, value, file) : [];
}

/** The files of a version that hold examples, as paths for {@link officialExamples}. */
export function officialExampleFiles(version: string): string[] {
  const files = readdirSync(join(root, version, "examples"), { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".json")).sort();
}

/** The examples of a version's file, by their names. */
export function officialExamples(
  version: string,
  file = "examples.agentic_checkout.json",
): Record<string, Json> {
  return JSON.parse(readFileSync(join(root, version, "examples", file), "utf8"));
}

function validatorOf(version: string): Ajv2020 {
  let ajv = validators.get(version);
  if (!ajv) {
    ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats(ajv);
    const folder = join(root, version, "json-schema");
    for (const file of readdirSync(folder)) {
      const schema = JSON.parse(readFileSync(join(folder, file), "utf8"));
      ajv.addSchema(mended({ ...schema, $id: idOf(version, file) }));
    }
    validators.set(version, ajv);
  }
  return ajv;
}

function openApiValidatorOf(version: string): Ajv2020 {
  const known = openApiValidators.get(version);
  if (known) return known;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  for (const file of ["openapi.agentic_checkout_webhook.yaml", "openapi.agentic_checkout.yaml"]) {
    const document = parse(readFileSync(join(root, version, "openapi", file), "utf8"));
    ajv.addSchema(mended({ ...document, $id: idOf(version, file) }));
  }
  openApiValidators.set(version, ajv);
  return ajv;
}

/** Files refer to each other by file name, which matches none of their own `$id`s: here it does. */
function idOf(version: string, file: string): string {
  return `https://acp.test/${version}/${file}`;
}

/**
 * Mends what no value could satisfy: draft 4's `exclusiveMinimum: true` (2025-09-29), and answers to complete that
 * require an `order` which their closed base does not know. OpenAPI's closed address of 2026-04-17 lacks the `company`
 * that JSON Schema's has, and that wins.
 */
function mended(schema: Bundle): Bundle {
  const copy: Bundle = JSON.parse(JSON.stringify(schema), (_key, value) =>
    value?.exclusiveMinimum === true
      ? { ...value, exclusiveMinimum: value.minimum, minimum: undefined }
      : value,
  );
  const session = copy.$defs?.CheckoutSessionBase;
  if (session && !session.properties.order) session.properties.order = { $ref: "#/$defs/Order" };
  const address = copy.components?.schemas.Address;
  if (address && /\/(2026-04-17|unreleased)\//.test(copy.$id))
    address.properties.company = { type: "string" };
  return copy;
}

interface Bundle {
  readonly $id: string;
  readonly $defs?: { readonly CheckoutSessionBase?: { readonly properties: { order?: object } } };
  readonly components?: {
    readonly schemas: { readonly Address?: { readonly properties: { company?: object } } };
  };
}
