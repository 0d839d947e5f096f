import type { Agent } from "../agents/agent.ts";
import type { Answer } from "../idempotency/answer.ts";
import { fail, type Outcome, succeed } from "../problem.ts";
import type { Operation } from "./operation.ts";
import type { Perform } from "./perform.ts";

const nothing: Answer = { status: 204, body: "" };

/**
 * Carries an operation out for a page of ours, which answers in its own way and sends no key: gives what came of it.
 *
 * @throws only what nobody expected.
 */
export async function outcomeOf<Input, Result, Context extends { readonly agent: Agent }, Prepared>(
  perform: Perform,
  operation: Operation<Input, Result, Context, Prepared>,
  input: Input,
  context: Context,
): Promise<Outcome<Result>> {
  let outcome: Outcome<Result> | undefined;
  await perform({
    operation,
    input,
    context,
    caller: context.agent.id,
    key: undefined,
    body: undefined,
    encode(result) {
      outcome = succeed(result);
      return nothing;
    },
    refuse(problem) {
      outcome = fail(problem);
      return nothing;
    },
  });
  if (!outcome) throw new Error(`${operation.name} was performed and came to nothing`);
  return outcome;
}
