import { type Static, Type } from "@sinclair/typebox";
import type { ToolEndpoint } from "../protocol.ts";
import { root } from "./discovery.ts";

/** What stands for the headers (`services/shopping/mcp.openrpc.json`, `meta`). */
const Meta = Type.Object(
  {
    "ucp-agent": Type.Object(
      {
        profile: Type.String({
          minLength: 1,
          maxLength: 2_048,
          // Visible, and nothing that would end the header that this becomes.
          pattern: "^[\\x21\\x23-\\x5b\\x5d-\\x7e]+$",
          description: "The address of the caller's UCP profile, as in the UCP-Agent header.",
        }),
      },
      { additionalProperties: true },
    ),
    "idempotency-key": Type.Optional(
      Type.String({
        pattern: "^[\\x21-\\x7e]{1,255}$",
        description: "Makes repeating the call safe: the same key answers the same.",
      }),
    ),
  },
  { additionalProperties: true },
);

/** The errors of negotiation, which JSON-RPC has a code of its own for (2026-08-25, overview, "Error Codes"). */
const ofNegotiation: ReadonlySet<string> = new Set([
  "invalid_profile_url",
  "profile_unreachable",
  "profile_malformed",
  "version_unsupported",
]);

/** UCP over MCP, at `/ucp/mcp`. */
export const ucpToolEndpoint: ToolEndpoint = {
  path: `${root}/mcp`,
  meta: Meta,
  problemOf(found) {
    const path = "place" in found && found.place?.at === "path" ? found.place.path : "";
    return path.includes("idempotency-key")
      ? { kind: "idempotency_key_invalid" }
      : {
          kind: "caller_profile",
          reason: "invalid_profile_url",
          detail: 'meta must name the caller: {"ucp-agent": {"profile": "https://…"}}',
        };
  },
  headersOf(meta) {
    // It has passed the schema: the one place where it gets its type.
    const { "ucp-agent": agent, "idempotency-key": key } = meta as Static<typeof Meta>;
    return {
      "ucp-agent": `profile="${agent.profile}"`,
      ...(key !== undefined && { "idempotency-key": key }),
    };
  },
  errorCodeOf(status, code) {
    if (ofNegotiation.has(code)) return -32_001;
    switch (status) {
      case 400:
      case 413:
      case 415:
        return code === "request_too_large" ||
          code === "invalid" ||
          code === "missing" ||
          code === "unsupported"
          ? -32_602
          : -32_600;
      case 500:
        return -32_603;
      default:
        return -32_000;
    }
  },
};
