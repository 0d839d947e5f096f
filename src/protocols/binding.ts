import type { TSchema } from "@sinclair/typebox";
import type { Agent } from "../agents/agent.ts";
import type { Answer } from "../idempotency/answer.ts";
import type { CartServices } from "../operations/carts.ts";
import type { CatalogServices } from "../operations/catalog.ts";
import type { CheckoutServices } from "../operations/checkout.ts";
import type { Operation } from "../operations/operation.ts";
import { type Perform, problemAnswer } from "../operations/perform.ts";
import type { OrderServices } from "../operations/placed-orders.ts";
import type { Outcome, Problem } from "../problem.ts";
import type { OperationDocument } from "./documentation.ts";
import type { ErrorAnswer } from "./error-answer.ts";

/** What the operations that agents may ask for need of the shop. */
export type AgentServices = CheckoutServices & CartServices & CatalogServices & OrderServices;

/** An agent's call, as every binding makes it. */
export interface AgentContext {
  readonly agent: Agent;
  readonly services: AgentServices;
}

/** A request to a binding, read: its body has passed the binding's schema. */
export interface BoundRequest {
  readonly agent: Agent;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
  /** What shop and caller both speak, by name, in protocols that negotiate. */
  readonly capabilities?: readonly string[] | undefined;
  /** Where the caller is told of the orders it begins, in protocols in which each request says so. */
  readonly webhookUrl?: string | undefined;
}

/** Carries out what a binding was asked for, for one shop, and gives the finished answer. */
export type Ask = (binding: Binding, request: BoundRequest) => Promise<Answer>;

/** Builds the {@link Ask} of one server. */
export function askWith(perform: Perform, services: AgentServices): Ask {
  return (binding, request) => binding.perform(perform, services, request);
}

/** How one operation is asked for in one version: declared once, served and documented from it. */
export interface Binding {
  /** The operation's name. */
  readonly operation: string;
  readonly changes: boolean;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `:id` for the id of what it is about. */
  readonly path: string;
  readonly body?: RequestBody | undefined;
  /** Served only while the sandbox is paid. */
  readonly isOfSandbox: boolean;
  readonly documentation?: OperationDocument | undefined;
  readonly tool?: ToolWords | undefined;
  /** Carries the request out and gives the finished answer. */
  readonly perform: (perform: Perform, services: AgentServices, request: BoundRequest) => Promise<Answer>;
}

/** A request's body: what it may be, with examples that really run against the demo shop. */
export interface RequestBody {
  /** Absent: read, and ignored. */
  readonly schema?: TSchema | undefined;
  readonly examples: Readonly<Record<string, unknown>>;
  readonly isRequired: boolean;
  /** Its schema's name in the document. */
  readonly component?: string | undefined;
}

/** An operation as a tool, in words for models and those who watch them. */
export interface ToolWords {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly effect: "looks" | "changes" | "commits";
  /** The argument that holds the body, where tools of one protocol call it by different names. */
  readonly body?: string | undefined;
  /** Whether a call without a key that makes it safe to repeat is refused. */
  readonly wantsKey?: true | undefined;
}

/** A binding as it is declared, with the types that `bind` then hides. */
export interface BindingDeclaration<Input, Result, Prepared>
  extends Omit<Binding, "operation" | "changes" | "perform" | "isOfSandbox"> {
  readonly operation: Operation<Input, Result, AgentContext, Prepared>;
  readonly isOfSandbox?: boolean | undefined;
  readonly decode: (request: BoundRequest) => Outcome<Input>;
  readonly encode: (result: Result, request: BoundRequest, services: AgentServices) => Answer;
  readonly encodeProblem: (problem: Problem) => ErrorAnswer;
}

/** Binds an operation to one version's words. */
export function bind<Input, Result, Prepared>({
  operation,
  decode,
  encode,
  encodeProblem,
  isOfSandbox = false,
  ...declared
}: BindingDeclaration<Input, Result, Prepared>): Binding {
  const refuse = (problem: Problem): Answer => problemAnswer(problem, encodeProblem(problem));
  return {
    ...declared,
    isOfSandbox,
    operation: operation.name,
    changes: operation.kind !== "read",
    perform(perform, services, request) {
      const input = decode(request);
      if (!input.ok) return Promise.resolve(refuse(input.problem));
      const { agent, idempotencyKey, body } = request;
      return perform({
        operation,
        input: input.value,
        context: { agent, services },
        caller: agent.id,
        key: idempotencyKey,
        body,
        encode: (result) => encode(result, request, services),
        refuse,
      });
    },
  };
}

/** The binding that a path is for, that of the method before others, where there is one. */
export function bindingAt(bindings: readonly Binding[], method: string, path: string): Binding | undefined {
  const segments = path.replace(/\/$/, "").split("/");
  const there = bindings.filter((binding) => isAt(binding.path, segments));
  return there.find((binding) => binding.method === method) ?? there[0];
}

/** The name of the operation that a path is for, whatever its method, where there is one. */
export function operationAt(bindings: readonly Binding[], method: string, path: string): string | undefined {
  return bindingAt(bindings, method, path)?.operation;
}

function isAt(pattern: string, segments: readonly string[]): boolean {
  const parts = pattern.split("/");
  return (
    parts.length === segments.length &&
    parts.every((part, index) => part.startsWith(":") || part === segments[index])
  );
}
