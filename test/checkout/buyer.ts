import { createSession } from "../../src/checkout/checkout.ts";
import { revisionOf } from "../../src/checkout/revision.ts";
import { type CheckoutSession, totalOf } from "../../src/checkout/session.ts";
import { asId, type VariantId } from "../../src/ids.ts";
import { demoAddress, demoBuyer } from "../../src/protocols/acp/words/examples.ts";
import { type openTestShop, testAgent } from "./shop.ts";

type TestShop = Pick<
  Awaited<ReturnType<typeof openTestShop>>,
  "write" | "reads" | "terms" | "clock" | "hosted"
>;

/** What a page shows of a session that its buyer's press of Pay comes with. */
export const shownOf = (session: CheckoutSession) => ({
  revision: revisionOf(session),
  total: totalOf(session),
});

/** A buyer at the page of a session that is ready to be paid: what they see, and the buttons they press. */
export async function buyerOf(shop: TestShop, variant = "voucher", quantity = 1) {
  const command = {
    items: [{ id: asId<VariantId>(variant), quantity, index: 0 }],
    buyer: demoBuyer,
    ...(variant !== "voucher" && { fulfillmentDetails: { name: "Ada Buyer", address: demoAddressInDomain } }),
  };
  const context = { agent: testAgent, terms: shop.terms, now: shop.clock.now() };
  const made = await shop.write((stores) =>
    createSession(stores, command, { name: "acp", version: "2026-04-17" }, context),
  );
  if (!made.ok) throw new Error(made.problem.kind);
  const { id } = made.value.session;
  const session = async () => {
    const found = await shop.reads.sessions.find(id);
    if (!found) throw new Error(`no session ${id}`);
    return found;
  };
  return {
    id,
    session,
    status: async () => (await session()).status,
    /** The attempt that is open. */
    attempt: () => shop.reads.attempts.open(id),
    /** Presses Pay on what is shown now, or was before. */
    pay: async (shown?: ReturnType<typeof shownOf>) =>
      shop.hosted.begin(id, shown ?? shownOf(await session())),
    returned: () => shop.hosted.returned(id),
    back: () => shop.hosted.back(id),
  };
}

const demoAddressInDomain = {
  name: demoAddress.name,
  lineOne: demoAddress.line_one,
  city: demoAddress.city,
  state: demoAddress.state,
  country: demoAddress.country,
  postalCode: demoAddress.postal_code,
};
