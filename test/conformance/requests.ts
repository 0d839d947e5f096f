import { demoAddress, demoBuyer, demoItems, demoToken } from "../../src/protocols/acp/words/examples.ts";

/** What an agent wants, before any version's words. */
export interface Wish {
  readonly item?: string;
  readonly quantity?: number;
  /** Whether the address is sent along. */
  readonly address?: boolean;
  /** Discount codes, from 2026-01-30 on. */
  readonly codes?: readonly string[];
}

/** The bodies in which an agent of one version says the same things as one of any other. */
export interface Requests {
  create(wish?: Wish): object;
  /** The items of {@link create}, for an update. */
  items(wish: Wish): object;
  address(): object;
  select(optionId: string, lineItemIds: readonly string[]): object;
  codes(codes: readonly string[]): object;
  complete(payment?: { readonly token?: string; readonly outcome?: "authenticated" | "denied" }): object;
  cancel(): object;
}

const details = { name: demoAddress.name, email: demoBuyer.email, address: demoAddress };

/** The words of a version; `unreleased` sorts after every date. */
export function requestsOf(version: string): Requests {
  const counts = version < "2026-01-30";
  const address = () =>
    version === "2025-09-29" ? { fulfillment_address: demoAddress } : { fulfillment_details: details };
  const items = ({ item = demoItems.shirt, quantity = 1 }: Wish) =>
    counts ? { items: [{ id: item, quantity }] } : { line_items: Array(quantity).fill({ id: item }) };
  return {
    items,
    address,
    create: (wish = {}) => ({
      ...items(wish),
      ...(counts ? {} : { currency: "usd", capabilities: { interventions: { supported: ["3ds"] } } }),
      ...(wish.address === false ? {} : address()),
      ...(wish.codes && { discounts: { codes: wish.codes } }),
    }),
    select(option_id, item_ids) {
      if (version === "2025-09-29") return { fulfillment_option_id: option_id };
      const selection = { option_id, item_ids };
      return {
        selected_fulfillment_options: [
          counts ? { type: "shipping", shipping: selection } : { type: "shipping", ...selection },
        ],
      };
    },
    codes: (codes) => ({ discounts: { codes } }),
    complete: ({ token = demoToken, outcome } = {}) => ({
      buyer: demoBuyer,
      payment_data: counts
        ? { token, provider: "stripe" }
        : {
            handler_id: "card_tokenized",
            instrument: { type: "card", credential: { type: "spt", token } },
          },
      ...(outcome && { authentication_result: authenticationResult(version, outcome) }),
    }),
    cancel: () =>
      version === "2025-09-29"
        ? {}
        : { intent_trace: { reason_code: "comparison", trace_summary: "Found it nearer by." } },
  };
}

function authenticationResult(version: string, outcome: "authenticated" | "denied") {
  if (outcome === "denied") return { outcome: version === "2026-01-16" ? "failed" : "denied" };
  return {
    outcome,
    outcome_details: {
      three_ds_cryptogram: "AAIBBYNoEwAAAAAAhJkTdQAAAAA=",
      electronic_commerce_indicator: "05",
      transaction_id: "c4e59ceb-a382-4d6a-bc87-385d591fa09d",
      version: "2.2.0",
    },
  };
}
