import { demoAddress, demoBuyer, demoItems } from "../../src/protocols/acp/words/examples.ts";

/** The bodies of one purchase in 2026-04-17: one tote to California. */
export const purchase = {
  create: {
    currency: "usd",
    capabilities: {},
    line_items: [{ id: demoItems.tote }],
    fulfillment_details: { name: demoAddress.name, address: demoAddress },
  },
  complete: (token: string) => ({
    buyer: demoBuyer,
    payment_data: {
      handler_id: "card_tokenized",
      instrument: { type: "card", credential: { type: "spt", token } },
    },
  }),
};
