import { type Static, Type } from "@sinclair/typebox";
import { fail, succeed } from "../../problem.ts";
import type { ProtocolTools, ProtocolVersion } from "../protocol.ts";
import { shortFlow } from "./short-flow.ts";
import { versionMeantBy } from "./versions.ts";
import type { Wire } from "./wire.ts";

/** What travels as HTTP headers over REST (`openrpc.agentic_checkout.json`, `meta`). */
const Meta = Type.Object(
  {
    api_version: Type.Optional(
      Type.String({
        maxLength: 32,
        description: "ACP version, as in the API-Version header. The newest when left out.",
      }),
    ),
    idempotency_key: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description:
          "Makes repeating the call safe: the same key answers the same. Recommended for create and complete.",
      }),
    ),
  },
  { additionalProperties: true },
);

/**
 * ACP's operations as tools (`openrpc.agentic_checkout.json`): arguments `{meta, id, payload}`, the payload being the
 * REST body of `meta.api_version`.
 *
 * @param versions served, oldest first.
 * @param newest in whose words the short flow answers.
 */
export function acpTools(versions: readonly ProtocolVersion[], newest: Wire): ProtocolTools {
  return {
    meta: Meta,
    readMeta(meta) {
      // It has passed the schema: the one place where it gets its type.
      const { api_version: version, idempotency_key: idempotencyKey } = meta as Static<typeof Meta>;
      return { version, idempotencyKey };
    },
    versionOf(name) {
      const version = versionMeantBy(name);
      const found = versions.find((each) => each.version === version);
      // Errors list those we serve with the newest first.
      const supported = versions.map((each) => each.version).reverse();
      return found ? succeed(found) : fail({ kind: "unsupported_api_version", found: name, supported });
    },
    shortFlow: shortFlow(newest),
    body: "payload",
    /** JSONPaths of REST bodies start one level deeper here: `$.currency` is `$.payload.currency`. */
    withinBody(error) {
      const { param } = error;
      if (typeof param !== "string" || !param.startsWith("$")) return error;
      return { ...error, param: `$.payload${param.slice(1)}` };
    },
  };
}
