import { systemClock } from "../../src/clock.ts";
import { asId, type SessionId } from "../../src/ids.ts";
import type { Credential } from "../../src/payments/credential.ts";
import type { ProtocolVersion, UcpTerms } from "../../src/protocols/protocol.ts";
import { ucpVersion } from "../../src/protocols/ucp/version.ts";
import { ucpWires } from "../../src/protocols/ucp/versions.ts";
import { type openTestShop, testShop } from "../checkout/shop.ts";
import { home } from "../protocols/ucp/platform.ts";
import { payThrough } from "../protocols/ucp/stripe-shop.ts";

/** The terms of a shop that is paid in one of the ways there are. */
const termsOf = (isSandbox: boolean): UcpTerms => ({
  strangersMayComplete: true,
  payment: { ...testShop.payment, googlePay: { publishableKey: "pk_test_1" }, hasStripeHandler: true },
  isSandbox,
  isOpenToTests: false,
  publicBaseUrl: testShop.publicBaseUrl,
  readDocuments: () => {
    throw new Error("nobody's profile is read here");
  },
  hostStanding: async () => undefined,
  clock: systemClock,
  publishedKeys: async () => [],
});

/** A version of UCP, and how agents pay in it by one kind of credential. */
export interface UcpWay {
  readonly kind: Credential["kind"];
  readonly version: ProtocolVersion;
  readonly complete: (token: string) => object;
}

/** Every version with every kind of credential. */
export const ucpWays: readonly UcpWay[] = ucpWires.flatMap((wire) => {
  const [atStripe, inSandbox] = [false, true].map((isSandbox) => ucpVersion(wire, termsOf(isSandbox)));
  if (!atStripe || !inSandbox) throw new Error("there are two");
  return [
    way("google_pay", atStripe, "google_pay", "PAYMENT_GATEWAY"),
    way("shared_payment_token", atStripe, "stripe_payments", "stripe_payment_token", "spt_"),
    way("sandbox", inSandbox, "sandbox", "token"),
  ];
});

function way(
  kind: UcpWay["kind"],
  version: ProtocolVersion,
  handler: string,
  type: string,
  prefix = "",
): UcpWay {
  return { kind, version, complete: (token) => payThrough(handler, type, `${prefix}${token}`) };
}

/** The body of a request for one item, to Oakland. */
export const ucpCreate = (item: string): object => ({
  line_items: [{ item: { id: item }, quantity: 1 }],
  buyer: { email: "ada@example.com", first_name: "Ada", last_name: "Buyer" },
  fulfillment: { methods: [{ type: "shipping", destinations: [home] }] },
});

/** An agent that speaks a version of UCP, and pays in its way. */
export function ucpAgent(
  shop: Pick<Awaited<ReturnType<typeof openTestShop>>, "call">,
  { version, complete }: UcpWay,
) {
  return {
    /** A checkout of one small shirt that can be paid. */
    async ready(): Promise<string> {
      const body = ucpCreate("shirt-small");
      return (await shop.call(version, { operation: "create", body })).json.id;
    },
    complete: (id: string, token: string, idempotencyKey?: string) =>
      shop.call(version, {
        operation: "complete",
        sessionId: asId<SessionId>(id),
        body: complete(token),
        idempotencyKey,
      }),
  };
}
