import { type Json, officialExampleFiles, officialExamples } from "./official.ts";

/** The official definition of each request. */
export const definitions = {
  create: "CheckoutSessionCreateRequest",
  update: "CheckoutSessionUpdateRequest",
  complete: "CheckoutSessionCompleteRequest",
  cancel: "CancelSessionRequest",
} as const;

/** A checkout request that has a body. */
export type Operation = keyof typeof definitions;

/** One official request. */
export interface RequestExample {
  readonly title: string;
  readonly operation: Operation;
  readonly body: Json;
}

/** Every request of the checkout that a version's example files hold, MCP calls without their envelope. */
export function requestExamples(version: string): RequestExample[] {
  const files = officialExampleFiles(version).filter((file) => !/delegate|feed|orders/.test(file));
  return files.flatMap((file) =>
    Object.entries(officialExamples(version, file)).flatMap(([name, example]) => {
      const operation = operationOf(name);
      if (!operation) return [];
      return [
        { title: `${file} ${name}`, operation, body: file.includes(".mcp.") ? payloadOf(example) : example },
      ];
    }),
  );
}

function operationOf(name: string): Operation | undefined {
  // Two examples are no requests: a query, and the error that answers a bad one.
  if (!name.includes("request") || /^get_|^error_/.test(name)) return undefined;
  // The discount extension's files have one request each, and no word for which: they create.
  return (
    (["cancel", "update", "complete"] as const).find((operation) => name.includes(operation)) ?? "create"
  );
}

/** The body of an MCP tool call: `params.arguments.payload`. */
function payloadOf(call: Json): Json {
  return ["params", "arguments", "payload"].reduce<Json>((value, key) => Object(value)[key], call);
}

const noCapabilities = "capabilities are required, and its own schema refuses it too: /capabilities";

/** An official request that we refuse. */
export interface Exception {
  readonly title: RegExp;
  readonly reason: string;
  /** Where: in the schema's words a JSON Pointer, in the decoder's a JSONPath. */
  readonly place: string;
}

const exceptions: readonly Exception[] = [
  {
    title: /^2025-09-29 .*create_checkout_session_request$/,
    reason: "asks for 2.5 units; we sell whole ones",
    place: "/items/0/quantity",
  },
  {
    title: /_seller_backed$/,
    reason: "pays with a card the seller keeps; we offer no such handler",
    place: "$.payment_data.handler_id",
  },
  {
    title: /\.mcp\..* update_/,
    reason: "nests the selection as 2025-12-12 did, and its own schema refuses it too",
    place: "/selected_fulfillment_options/0/option_id",
  },
  {
    title: /\.mcp\..* complete_/,
    reason: "has the token beside the credential's place, and its own schema refuses it too",
    place: "/payment_data/instrument/type",
  },
  { title: /multi_item_checkout/, reason: noCapabilities, place: "/capabilities" },
  { title: /discount-extension/, reason: noCapabilities, place: "/capabilities" },
];

/** Why we refuse the official request of this name; `undefined` when we do not. */
export function exceptionFor(version: string, title: string): Exception | undefined {
  return exceptions.find((exception) => exception.title.test(`${version} ${title}`));
}
