import { PAYMENT_PROVIDER } from "../protocols/acp/words/payment-provider.ts";
import type { SampleAddress } from "./sample-addresses.ts";

/** How one version says what an agent wants. */
export interface VersionRequests {
  create(wish: CreateWish): object;
  address(address: SampleAddress): object;
  select(optionId: string, lineItemIds: readonly string[]): object;
  complete(token: string): object;
  /** {@link complete} with the proof that the buyer was authenticated. */
  completeAuthenticated(token: string): object;
}

/** What a session is to begin with. */
export interface CreateWish {
  readonly item: string;
  readonly quantity?: number;
  readonly currency: string;
  /** Absent: not told yet. */
  readonly address?: SampleAddress | undefined;
}

/** Somebody who buys everywhere and is nobody: the e-mail host and the number are set aside for examples. */
const sampleBuyer = {
  first_name: "Jane",
  last_name: "Doe",
  email: "jane.doe@example.com",
  phone_number: "+14155550123",
};

/** The words of a version; later ones sort after earlier ones, `unreleased` after every date. */
export function requestsOf(version: string): VersionRequests {
  /** Until 2026-01-16 items have a quantity and payment is a bare token; from 2026-01-30 on both are richer. */
  const isEarly = version < "2026-01-30";

  const address = (where: SampleAddress) =>
    version === "2025-09-29"
      ? { fulfillment_address: where }
      : { fulfillment_details: { name: where.name, email: sampleBuyer.email, address: where } };

  const complete = (token: string) => ({
    buyer: sampleBuyer,
    payment_data: isEarly
      ? { token, provider: PAYMENT_PROVIDER }
      : { handler_id: "card_tokenized", instrument: { type: "card", credential: { type: "spt", token } } },
  });

  return {
    address,
    complete,
    create({ item, quantity = 1, currency, address: where }) {
      const items = isEarly
        ? { items: [{ id: item, quantity }] }
        : {
            // A quantity is no field of an official item any more; one unit need not be said.
            line_items: [quantity === 1 ? { id: item } : { id: item, quantity }],
            currency,
            capabilities: { interventions: { supported: ["3ds"] } },
          };
      return { ...items, ...(where && address(where)) };
    },
    select(option_id, item_ids) {
      if (version === "2025-09-29") return { fulfillment_option_id: option_id };
      const selection = { option_id, item_ids };
      const selected = isEarly
        ? { type: "shipping", shipping: selection }
        : { type: "shipping", ...selection };
      return { selected_fulfillment_options: [selected] };
    },
    completeAuthenticated: (token) => ({
      ...complete(token),
      authentication_result: {
        outcome: "authenticated",
        outcome_details: {
          three_ds_cryptogram: "AAIBBYNoEwAAAAAAhJkTdQAAAAA=",
          electronic_commerce_indicator: "05",
          transaction_id: "c4e59ceb-a382-4d6a-bc87-385d591fa09d",
          version: "2.2.0",
        },
      },
    }),
  };
}
