import { systemClock } from "../../src/clock.ts";
import { asId, type SessionId } from "../../src/ids.ts";
import type { ProtocolVersion, UcpTerms } from "../../src/protocols/protocol.ts";
import { ucpVersion } from "../../src/protocols/ucp/version.ts";
import { ucpWires } from "../../src/protocols/ucp/versions.ts";
import { type openTestShop, testShop } from "../checkout/shop.ts";

/** The terms of a shop that takes everything agents of UCP can pay with, but what the sandbox takes. */
const terms: UcpTerms = {
  strangersMayComplete: true,
  payment: { ...testShop.payment, googlePay: { publishableKey: "pk_test_1" }, hasStripeHandler: true },
  isSandbox: false,
  isOpenToTests: false,
  publicBaseUrl: testShop.publicBaseUrl,
  readDocuments: () => {
    throw new Error("nobody's profile is read here");
  },
  hostStanding: async () => undefined,
  clock: systemClock,
  publishedKeys: async () => [],
};

/** Every version of UCP, as such a shop speaks it. */
export const ucpVersionsToPayIn: readonly ProtocolVersion[] = ucpWires.map((wire) => ucpVersion(wire, terms));

/** The bodies of a purchase by Google Pay. */
export const ucpBodies = {
  create: (item: string) => ({
    line_items: [{ item: { id: item }, quantity: 1 }],
    buyer: { email: "ada@example.com", first_name: "Ada", last_name: "Buyer" },
    fulfillment: {
      methods: [
        {
          type: "shipping",
          destinations: [
            {
              first_name: "Ada",
              last_name: "Buyer",
              street_address: "55 Webster St",
              address_locality: "Oakland",
              address_region: "CA",
              postal_code: "94607",
              address_country: "US",
            },
          ],
        },
      ],
    },
  }),
  /** @param token what Google Pay gave. */
  complete: (token: string) => ({
    payment: {
      instruments: [
        {
          id: "i1",
          handler_id: "google_pay",
          type: "card",
          selected: true,
          credential: { type: "PAYMENT_GATEWAY", token },
        },
      ],
    },
  }),
};

/** An agent that speaks a version of UCP and pays by Google Pay. */
export function ucpAgent(
  shop: Pick<Awaited<ReturnType<typeof openTestShop>>, "call">,
  version: ProtocolVersion,
) {
  return {
    /** A checkout of one small shirt that can be paid. */
    async ready(): Promise<string> {
      const body = ucpBodies.create("shirt-small");
      return (await shop.call(version, { operation: "create", body })).json.id;
    },
    complete: (id: string, token: string, idempotencyKey?: string) =>
      shop.call(version, {
        operation: "complete",
        sessionId: asId<SessionId>(id),
        body: ucpBodies.complete(token),
        idempotencyKey,
      }),
  };
}
