import type { DocumentDecoration } from "elysia";
import { instant } from "../../clock.ts";
import type { Problem } from "../../problem.ts";
import type { RequestShape, Wire } from "../../protocols/acp/wire.ts";

type Operation = "create" | "get" | "update" | "complete" | "cancel";
type Parameters = NonNullable<DocumentDecoration["parameters"]>;
type Responses = NonNullable<DocumentDecoration["responses"]>;

/** Names of the schemas that the operations refer to; the document holds each of them once. */
export const componentNames = {
  create: "CheckoutSessionCreateRequest",
  update: "CheckoutSessionUpdateRequest",
  complete: "CheckoutSessionCompleteRequest",
  cancel: "CheckoutSessionCancelRequest",
  session: "CheckoutSession",
  cartCreate: "CartCreateRequest",
  cartUpdate: "CartUpdateRequest",
  cart: "Cart",
  delegate: "DelegatePaymentRequest",
  delegatedPayment: "DelegatePaymentResponse",
  delegatedPaymentError: "DelegatePaymentError",
  error: "Error",
} as const;

/** An OpenAPI reference to one of the document's schemas. */
export function schemaRef(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** What the OpenAPI document of a version says of the checkout session routes, beside their request bodies. */
export function documentSessionRoutes(wire: Wire): Record<Operation, DocumentDecoration> {
  const version = versionParameter(wire);
  const key = idempotencyKeyParameter(wire);
  const tags = ["Checkout sessions"];
  const expired: Problem = { kind: "session_expired", expiredAt: instant(Date.UTC(2026, 3, 17, 12)) };
  const beingPaid: Problem = { kind: "payment_in_progress", retryAfterSeconds: 2 };
  const declined: Problem[] =
    wire.declineAnswer === "error" ? [{ kind: "payment_declined", reason: "insufficient_funds" }] : [];
  return {
    create: {
      tags,
      operationId: "createCheckoutSession",
      summary: "Create a checkout session",
      description:
        "Starts a checkout from items and, when known, buyer and address. The answer is the whole session: lines, totals, the ways it can be delivered, and in `messages` what is still missing before it can be paid.",
      parameters: [version, key],
      responses: { 201: sessionAnswer("The new session."), ...refusals(wire, [...everywhere, ...onPost]) },
    },
    get: {
      tags,
      operationId: "getCheckoutSession",
      summary: "Get a checkout session",
      description: "The session as it stands now. A completed one shows its order.",
      parameters: [version, sessionId],
      responses: { 200: sessionAnswer("The session."), ...refusals(wire, [...everywhere, unknownSession]) },
    },
    update: {
      tags,
      operationId: "updateCheckoutSession",
      summary: "Update a checkout session",
      description:
        "Changes what is sent and leaves the rest as it is: items, buyer, address, fulfillment option. The answer is the whole session, computed anew.",
      parameters: [version, key, sessionId],
      responses: {
        200: sessionAnswer("The session."),
        ...refusals(wire, [
          ...everywhere,
          ...onPost,
          unknownSession,
          { kind: "session_not_updatable", status: "completed" },
          expired,
        ]),
      },
    },
    complete: {
      tags,
      operationId: "completeCheckoutSession",
      summary: "Complete a checkout session",
      description: `Pays and makes the order. Safe to repeat: a session is charged at most once. ${
        wire.declineAnswer === "session"
          ? "A declined payment is answered with the session, ready to be paid again, and a `payment_declined` message."
          : "A declined payment is answered with an error; the session can be paid again."
      }`,
      parameters: [version, key, sessionId],
      responses: {
        200: sessionAnswer("The completed session with its order."),
        ...refusals(wire, [
          ...everywhere,
          ...onPost,
          unknownSession,
          ...declined,
          { kind: "address_changed" },
          beingPaid,
          expired,
          { kind: "payment_unavailable", retryAfterSeconds: 5 },
          { kind: "payment_outcome_unknown", retryAfterSeconds: 5 },
        ]),
      },
    },
    cancel: {
      tags,
      operationId: "cancelCheckoutSession",
      summary: "Cancel a checkout session",
      description:
        "Ends a session that is not completed and gives back what it had reserved. The body is optional.",
      parameters: [version, key, sessionId],
      responses: {
        200: sessionAnswer("The canceled session."),
        ...refusals(wire, [
          ...everywhere,
          ...onPost,
          unknownSession,
          { kind: "session_not_cancelable", status: "completed" },
          beingPaid,
          expired,
        ]),
      },
    },
  };
}

/** Shown as the example of an `Idempotency-Key`; the documentation page sends a new key in its place. */
export const exampleIdempotencyKey = "00000000-0000-4000-8000-000000000000";

const sessionId: Parameters[number] = {
  name: "id",
  in: "path",
  required: true,
  description: "The session's `id`, from the answer that created it.",
  schema: { type: "string" },
};

export function versionParameter(wire: Wire): Parameters[number] {
  return {
    name: "API-Version",
    in: "header",
    required: true,
    description: "The ACP version that this document describes.",
    schema: { type: "string", enum: [wire.version], default: wire.version },
  };
}

export function idempotencyKeyParameter(wire: Wire): Parameters[number] {
  return {
    name: "Idempotency-Key",
    in: "header",
    required: wire.requiresIdempotencyKey,
    description:
      "A new one (a UUID, say) for each new request, and the same one for each retry of it: a retry gets the first answer again. On this page the example value stands for a new one at every press.",
    schema: { type: "string", minLength: 1, maxLength: 255 },
    example: exampleIdempotencyKey,
  };
}

/** The request bodies by operation id: which of the document's schemas, and whether one has to be sent. */
export function documentedBodies(wire: Wire): Readonly<Record<string, DocumentedBody>> {
  return {
    createCheckoutSession: { component: componentNames.create, shape: wire.create, required: true },
    updateCheckoutSession: { component: componentNames.update, shape: wire.update, required: true },
    completeCheckoutSession: { component: componentNames.complete, shape: wire.complete, required: true },
    cancelCheckoutSession: { component: componentNames.cancel, shape: wire.cancel, required: false },
    ...(wire.carts && {
      createCart: { component: componentNames.cartCreate, shape: wire.carts.create, required: true },
      updateCart: { component: componentNames.cartUpdate, shape: wire.carts.update, required: true },
    }),
    delegatePayment: {
      component: componentNames.delegate,
      shape: wire.delegatedPayment.delegate,
      required: true,
    },
  };
}

export interface DocumentedBody {
  readonly component: string;
  readonly shape: Pick<RequestShape<unknown>, "examples">;
  readonly required: boolean;
}

export const everywhere: readonly Problem[] = [
  { kind: "invalid", place: { at: "body" }, detail: "expected an object, found an array of 1" },
  { kind: "unauthorized", detail: "the bearer token is not known" },
  { kind: "rate_limited", retryAfterSeconds: 1 },
];

export const onPost: readonly Problem[] = [
  { kind: "idempotency_in_flight", retryAfterSeconds: 1 },
  { kind: "idempotency_conflict" },
  { kind: "body_too_large", limitBytes: 262_144 },
  { kind: "unsupported_content_type" },
  { kind: "unsupported_content_encoding" },
];

const unknownSession: Problem = { kind: "not_found", what: "session" };

function sessionAnswer(description: string): Responses[string] {
  return { description, content: { "application/json": { schema: schemaRef(componentNames.session) } } };
}

/**
 * Documents problems as the version really answers them: its encoder gives the status and the example.
 *
 * @param component the name of the schema of `error`.
 */
export function refusals(
  { error }: Pick<Wire, "error">,
  problems: readonly Problem[],
  component: string = componentNames.error,
): Responses {
  const byStatus = Map.groupBy(
    problems.map((problem) => error.encode(problem)),
    (answer) => answer.status,
  );
  return Object.fromEntries(
    [...byStatus].map(([status, answers]) => {
      const codes = answers.map(({ body: { code } }) => String(code));
      return [
        String(status),
        {
          description: `Refused: ${codes.map((code) => `\`${code}\``).join(", ")}.`,
          content: {
            "application/json": {
              schema: schemaRef(component),
              examples: Object.fromEntries(
                answers.map((answer, index) => [codes[index], { value: answer.body }]),
              ),
            },
          },
        },
      ];
    }),
  );
}
