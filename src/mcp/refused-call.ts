import { pluralize } from "../pluralize.ts";
import { unreachable } from "../problem.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import type { TooOften } from "./assistant-limits.ts";

/**
 * The answer to a call that comes too often, as a result of its tool: applications hand those to models, and fail
 * without a word where the answer is an error of HTTP. Written here and not by the protocol's library, since whoever
 * floods the shop should cost it nothing: the shape is the same in every revision (`resultType` since 2026-07-28, which
 * earlier ones pass over).
 *
 * @param id of the JSON-RPC request.
 */
export function refusedCall(
  id: string | number,
  tool: string,
  refused: TooOften,
  newest: ProtocolVersion,
): object {
  const { retryAfterSeconds } = refused;
  const error = newest.encodeProblem({ kind: "rate_limited", retryAfterSeconds }).body;
  const text = `${whatCameTooOften(refused.of)} Nothing was changed. Wait ${pluralize(retryAfterSeconds, "second")}, then call ${tool} once more with the same arguments; until then go on with what you know already.`;
  return {
    jsonrpc: "2.0",
    id,
    result: {
      isError: true,
      content: [{ type: "text", text }],
      resultType: "complete",
      _meta: { error: { ...error, retry_after_seconds: retryAfterSeconds } },
    },
  };
}

function whatCameTooOften(of: TooOften["of"]): string {
  switch (of) {
    case "cart":
      return "This cart was changed or read too often within a minute.";
    case "order":
      return "Too many have asked after this order or with this e-mail address. The address of the order's page, in the buyer's mail, answers at once.";
    case "caller":
      return "You have called this shop too often within a minute.";
    case "shop":
      return "Too many are asking this shop at once.";
    default:
      return unreachable(of);
  }
}
