import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { RequestContext } from "../http/request-context.ts";
import { ProblemError } from "../problem.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import type { AnonymousMessage, AssistantLimits } from "./assistant-limits.ts";
import { refusedCall } from "./refused-call.ts";
import type { AnsweredMessage } from "./refused-message.ts";

const WithId = Type.Object({ id: Type.Union([Type.String(), Type.Number()]) });
const ToolCall = Type.Object({
  method: Type.Literal("tools/call"),
  params: Type.Object({ name: Type.String() }),
});
const WithArguments = Type.Object({
  params: Type.Object({ arguments: Type.Record(Type.String(), Type.Unknown()) }),
});
const WithSubject = Type.Object({
  params: Type.Object({
    _meta: Type.Object({ "openai/subject": Type.String({ minLength: 1, maxLength: 256 }) }),
  }),
});

/**
 * Counts a message of somebody without a key. Gives what to answer a call that comes too often, in the words of
 * `newest`.
 *
 * @param body the message, which nobody has checked yet.
 * @throws ProblemError when another message does.
 */
export function slowDown(
  context: RequestContext,
  body: unknown,
  limits: AssistantLimits,
  newest: ProtocolVersion,
): AnsweredMessage | undefined {
  const message = anonymousMessage(body, context.clientAddress());
  const refused = limits.take(message);
  if (!refused) return undefined;
  const { retryAfterSeconds } = refused;
  if (message.tool === undefined || !Value.Check(WithId, body))
    throw new ProblemError({ kind: "rate_limited", retryAfterSeconds });
  context.tool = message.tool;
  context.problem = "rate_limited";
  return {
    status: 200,
    text: JSON.stringify(refusedCall(body.id, message.tool, refused, newest)),
    headers: { "retry-after": String(retryAfterSeconds) },
  };
}

/** What limits count by. */
function anonymousMessage(body: unknown, address: string): AnonymousMessage {
  return {
    tool: Value.Check(ToolCall, body) ? body.params.name : undefined,
    input: Value.Check(WithArguments, body) ? body.params.arguments : {},
    subject: Value.Check(WithSubject, body) ? body.params._meta["openai/subject"] : undefined,
    address,
  };
}
