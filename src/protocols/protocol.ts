import type { TSchema } from "@sinclair/typebox";
import type { Agent } from "../agents/agent.ts";
import type { HostStanding } from "../agents/caller-host.ts";
import type { SignedMessage } from "../agents/message-signature.ts";
import type { Clock } from "../clock.ts";
import type { Order } from "../orders/order.ts";
import type { EventType } from "../outbox/event.ts";
import type { ReadDocuments } from "../outgoing/document-reader.ts";
import type { Outcome, Problem } from "../problem.ts";
import type { PaymentTerms, Shop } from "../shop.ts";
import type { PublicSigningKey } from "../signing/key.ts";
import type { Binding } from "./binding.ts";
import type { VersionDocument } from "./documentation.ts";
import type { ErrorAnswer } from "./error-answer.ts";

/** A protocol that agents speak, in the versions a shop serves. */
export interface Protocol {
  /** `acp`; stored with everything that has to be told of in the same protocol later. */
  readonly name: string;
  /** Oldest first. */
  readonly versions: readonly ProtocolVersion[];
  /** Speaks where no version was named, or one that is not served. */
  readonly newest: ProtocolVersion;
  /** Whether a path is this protocol's, in whichever version. */
  readonly owns: (path: string) => boolean;
  /** Finds out who calls, and in which version. A stranger hears nothing but that, however wrong the rest is. */
  readonly admit: (request: CallerRequest, callers: Callers) => Promise<Admission>;
  /** Where its operations are called as tools by callers that say in each call who they are; absent where they are not. */
  readonly toolEndpoint?: ToolEndpoint | undefined;
  /** How its operations are called as tools; absent where they are not. */
  readonly tools?: ProtocolTools | undefined;
  /** What anybody may read of the shop before talking to it. */
  readonly discovery?: ((shop: Shop) => readonly DiscoveryDocument[]) | undefined;
}

/** What of a request says who calls. */
export interface CallerRequest {
  /** Of the operation: the request's own, or that of the operation that a tool stands for. */
  readonly path: string;
  /** Of the request, with what the call of a tool says instead of some of them. */
  readonly headers: Headers;
  /** What a signature covers: the request that came over the wire, whatever is called by it. */
  readonly message: SignedMessage;
  /** Whether a tool is called: then the body says which, and under which key. */
  readonly isTool?: true | undefined;
}

/** What the call of a tool says of who calls. */
export type CalledTool = Pick<CallerRequest, "path" | "headers">;

/** The ways of finding out who calls. */
export interface Callers {
  /** The agent that the request's bearer key belongs to, within its limits. */
  byBearer(): Promise<Outcome<Agent>>;
  /** The same by an `X-API-Key`, or else the bearer; `undefined` where the request has neither. */
  byAnyKey(): Promise<Outcome<Agent> | undefined>;
  /**
   * Counts a request of somebody whom no key makes known against the address it comes from. Gives the problem where that has
   * asked too often: where requests are signed, which tells callers behind one address apart, later than elsewhere.
   */
  countAddress(isSigned: boolean): Problem | undefined;
  /** Counts it against its caller, as {@link countedAs} has it. Gives the problem where it has asked too often. */
  countAgent(agent: Agent): Problem | undefined;
}

/** Looks at a body as it arrived. Gives the problem where it is not the one that was signed. */
export type BodyCheck = (bytes: Uint8Array) => Problem | undefined;

/** Whether a request is let in. Why not is said in the version it asked for, where that is known. */
export type Admission =
  | {
      readonly ok: true;
      readonly agent: Agent;
      readonly version: ProtocolVersion;
      /** What shop and caller both speak, by name, in protocols that negotiate. */
      readonly capabilities?: readonly string[] | undefined;
      /** What the body has to pass before anything is made of it, where the request is signed. */
      readonly bodyCheck?: BodyCheck | undefined;
      /** Where the caller is told of the orders it begins now, in protocols in which each request says so. */
      readonly webhookUrl?: string | undefined;
    }
  | { readonly ok: false; readonly problem: Problem; readonly version?: ProtocolVersion | undefined };

/** What a shop serves beside released versions. */
export interface ServedDialects {
  /** The ACP version that is not released yet. */
  readonly unreleased: boolean;
  /** The dialect of common implementation guides. */
  readonly guideDialect: boolean;
  /** UCP, and what it needs beside the request to know its callers; absent where it is not served. */
  readonly ucp?: UcpTerms | undefined;
}

/** On what terms a shop serves UCP. */
export interface UcpTerms {
  /** Whether agents without a key may place orders, too. */
  readonly strangersMayComplete: boolean;
  /** What agents are told of how the shop is paid. */
  readonly payment: PaymentTerms;
  /** Whether the sandbox is paid. */
  readonly isSandbox: boolean;
  /** Whether conformance suites may pay in the sandbox through the handler that they bring. */
  readonly isOpenToTests: boolean;
  /** The shop's own address, without a trailing slash. */
  readonly publicBaseUrl: string;
  /** Reads documents at addresses that callers name, outside any job. */
  readonly readDocuments: ReadDocuments;
  /** What the merchant has said of a host. */
  readonly hostStanding: (host: string) => Promise<HostStanding | undefined>;
  readonly clock: Pick<Clock, "now">;
  /** The public parts of the keys that the shop signs with. */
  readonly publishedKeys: () => Promise<readonly PublicSigningKey[]>;
}

/** One version of a protocol, whole: the only place that knows how it spells things. */
export interface ProtocolVersion {
  readonly protocol: string;
  /** As its callers name it: `2026-04-17`. */
  readonly version: string;
  /** Everything that can be asked in it over HTTP. */
  readonly bindings: readonly Binding[];
  /** Where the key is that makes repeating a request safe. */
  readonly idempotencyKey: IdempotencyKeyRule;
  /** A problem in this version's words, with the operation it came up in where that is known. */
  readonly encodeProblem: (problem: Problem, operation?: string) => ErrorAnswer;
  /** The body of a webhook about an order. */
  readonly orderEvent: (type: EventType, order: Order, shop: Shop) => object;
  /** How its OpenAPI document begins; absent where it has none. */
  readonly document?: VersionDocument | undefined;
  /** The same operations as tools; none where the protocol has no tools. */
  readonly tools: readonly Binding[];
}

/** In the header, on everything but reading; or in each body, where the binding finds it. */
export type IdempotencyKeyRule =
  | { readonly in: "header"; readonly required: boolean }
  | { readonly in: "body"; readonly read: (body: unknown) => string | undefined };

/** A document that is served to anybody. */
export interface DiscoveryDocument {
  readonly path: string;
  /** What stands in it when it is asked for. */
  readonly body: () => object | Promise<object>;
  readonly cacheSeconds: number;
}

/** An MCP endpoint of a protocol's own: a call's `meta` stands for the headers of the same request over HTTP. */
export interface ToolEndpoint {
  readonly path: string;
  /** The argument that says who calls: its schema. */
  readonly meta: TSchema;
  /** What a `meta` is refused for that is not what its schema asks for, or not there. */
  readonly problemOf: (found: Problem) => Problem;
  /** What stands in a checked `meta`, as headers. */
  readonly headersOf: (meta: unknown) => Readonly<Record<string, string>>;
  /** The code of JSON-RPC for an answer that is refused, by its status of HTTP and its code. */
  readonly errorCodeOf: (status: number, code: string) => number;
}

/** How a protocol's operations are called as MCP tools: what travels beside the body. */
export interface ProtocolTools {
  /** The argument that stands for the headers: its schema, and what it says. */
  readonly meta: TSchema;
  readonly readMeta: (meta: unknown) => {
    readonly version?: string | undefined;
    readonly idempotencyKey?: string | undefined;
  };
  /** The version that is meant by a name. */
  readonly versionOf: (name: string) => Outcome<ProtocolVersion>;
  /** The way to buy with few arguments, in the newest version. */
  readonly shortFlow: ShortFlow;
  /** The argument that holds the body. */
  readonly body: string;
  /** An error of a body, where it is one argument of several. */
  readonly withinBody: (error: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

/** Tools whose arguments are the request's body, with the id and the idempotency key in it. */
export interface ShortFlow {
  readonly bindings: readonly Binding[];
  readonly readKey: (body: unknown) => string | undefined;
}
