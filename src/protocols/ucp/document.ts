import { Type } from "@sinclair/typebox";
import type { Problem } from "../../problem.ts";
import type { ToolWords } from "../binding.ts";
import { exampleIdempotencyKey, type OperationDocument, type VersionDocument } from "../documentation.ts";
import type { UcpTerms } from "../protocol.ts";
import { components } from "./components.ts";
import { examplePlatformAddress } from "./example-platform.ts";
import type { UcpWire } from "./wire.ts";
import { CartAnswer } from "./words/cart.ts";
import { CheckoutAnswer } from "./words/checkout.ts";
import { Envelope } from "./words/envelope.ts";
import { ProtocolErrorAnswer } from "./words/errors.ts";
import { open } from "./words/fields.ts";
import { MessageAnswer } from "./words/messages.ts";
import { OrderAnswer } from "./words/order.ts";
import { offeredHandlers, type PaymentTermsOfUcp } from "./words/payment-handlers.ts";

const introduction = `Sell through AI agents that present themselves by a profile of their own: the UCP-Agent header names its address, and what shop and caller both speak is agreed on anew at each request.

Amounts are whole numbers of minor units (cents for USD); what is taken off is negative. What is wrong with a request is an error of HTTP, with \`code\` and \`content\`; what goes wrong in business is answered with 200 and \`ucp.status: "error"\`, or with the whole checkout, and says so in \`messages\`.`;

const tags = {
  checkouts: { name: "Checkouts", description: "From the first item to the paid order." },
  carts: { name: "Carts", description: "Things put together before anybody pays." },
  catalog: { name: "Catalogue", description: "What is sold here." },
  orders: { name: "Orders", description: "What became of a paid checkout." },
} as const;

const listed = open({ ucp: Envelope, products: Type.Array(Type.Object({}, { additionalProperties: true })) });

/** How the OpenAPI document of a version begins. */
export function documentOf(
  { release, requests, fillCart, catalog }: UcpWire,
  terms: PaymentTermsOfUcp & Pick<UcpTerms, "publicBaseUrl">,
): VersionDocument {
  const profile = terms.isSandbox
    ? examplePlatformAddress(terms, release.version)
    : "https://platform.example/profile.json";
  return {
    name: `ucp-${release.version}`,
    title: "Universal Commerce Protocol",
    description: introduction,
    headers: [
      {
        name: "UCP-Agent",
        required: true,
        description:
          "Who calls: the address of a UCP profile that names this version, in quotes. It is read by the shop, without redirects.",
        schema: { type: "string", minLength: 1, maxLength: 2_100 },
        example: `profile="${profile}"`,
      },
      {
        name: "Idempotency-Key",
        required: false,
        description:
          "A new one (a UUID, say) for each new request, and the same one for each retry of it: a retry gets the first answer again.",
        schema: { type: "string", minLength: 1, maxLength: 255 },
        example: exampleIdempotencyKey,
        onChangesOnly: true,
      },
    ],
    tags: Object.values(tags),
    schemas: {
      [components.createCheckout]: requests.create.schema,
      [components.replaceCheckout]: requests.replace.schema,
      [components.completeCheckout]: requests.complete(offeredHandlers(terms)).schema,
      [components.checkout]: CheckoutAnswer,
      [components.fillCart]: fillCart.schema,
      [components.cart]: CartAnswer,
      [components.search]: catalog.search.schema,
      [components.found]: listed,
      [components.lookup]: catalog.lookup.schema,
      [components.lookedUp]: Type.Intersect([listed, open({ messages: Type.Array(MessageAnswer) })]),
      [components.getProduct]: catalog.get.schema,
      [components.product]: open({
        ucp: Envelope,
        product: Type.Object({}, { additionalProperties: true }),
      }),
      [components.order]: OrderAnswer,
      [components.error]: ProtocolErrorAnswer,
    },
  };
}

const strangers: readonly Problem[] = [
  {
    kind: "caller_profile",
    reason: "invalid_profile_url",
    detail: 'the UCP-Agent header is required: UCP-Agent: profile="https://platform.example/profile"',
  },
  { kind: "caller_profile", reason: "profile_unreachable", detail: "the profile could not be read" },
  { kind: "caller_profile", reason: "profile_malformed", detail: "the profile is not JSON" },
  { kind: "caller_profile", reason: "profile_not_trusted", detail: "this shop does not serve spam.example" },
  {
    kind: "message_signature",
    reason: "key_not_found",
    detail: "the profile publishes no key for signatures of this keyid",
  },
  { kind: "message_signature", reason: "digest_mismatch", detail: "the body is not the one that was signed" },
  { kind: "rate_limited", retryAfterSeconds: 12 },
];

const malformed: Problem = {
  kind: "invalid",
  place: { at: "path", path: "$.line_items" },
  detail: "expected an array of 1 to 100 items",
};

const conflict: Problem = { kind: "idempotency_conflict" };

/** What the document says of an operation beside its body, in the words of its tool. */
export function documentationOf(
  { name, title, description, effect }: ToolWords,
  about: {
    readonly tag: keyof typeof tags;
    readonly answer: keyof typeof components;
    readonly status?: number;
    readonly id?: string;
  },
): OperationDocument {
  const { tag, answer, status = 200, id } = about;
  return {
    operationId: name,
    tag: tags[tag].name,
    summary: title,
    description,
    id,
    success: { status, description: "The answer, or a problem of business.", component: components[answer] },
    problems: [...strangers, malformed, ...(effect === "looks" ? [] : [conflict])],
    errorComponent: components.error,
  };
}
