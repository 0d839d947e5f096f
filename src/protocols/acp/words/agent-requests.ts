import type { Static } from "@sinclair/typebox";
import type { AddressRequest } from "./address.ts";

/** What an agent sends in one version: for those who ask a shop instead of being one. */
export interface AgentRequests {
  readonly create: (wish: CreateWish) => object;
  readonly address: (address: AgentAddress) => object;
  readonly select: (optionId: string, lineItemIds: readonly string[]) => object;
  /** @param buyer nobody real where it is not said. */
  readonly complete: (token: string, buyer?: AgentBuyer) => object;
  /** {@link AgentRequests.complete} with the proof that the buyer was authenticated. */
  readonly completeAuthenticated: (token: string) => object;
}

/** An address as every version spells it. */
export type AgentAddress = Readonly<Static<typeof AddressRequest>>;

/** What a session is to begin with. */
export interface CreateWish {
  readonly item: string;
  readonly quantity?: number;
  readonly currency: string;
  /** Absent: not told yet. */
  readonly address?: AgentAddress | undefined;
}

/** Who buys, as every version spells it. */
export interface AgentBuyer {
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly phone_number?: string;
}

/** Somebody who buys everywhere and is nobody: the e-mail host and the number are set aside for examples. */
export const sampleBuyer: AgentBuyer = {
  first_name: "Jane",
  last_name: "Doe",
  email: "jane.doe@example.com",
  phone_number: "+14155550123",
};

/** What 3D Secure gives an agent whose buyer was authenticated. */
export const sampleAuthentication = {
  authentication_result: {
    outcome: "authenticated",
    outcome_details: {
      three_ds_cryptogram: "AAIBBYNoEwAAAAAAhJkTdQAAAAA=",
      electronic_commerce_indicator: "05",
      transaction_id: "c4e59ceb-a382-4d6a-bc87-385d591fa09d",
      version: "2.2.0",
    },
  },
};

/** An address within fulfillment details, from 2025-12-12 on. */
export function fulfillmentDetailsRequest(address: AgentAddress): object {
  return { fulfillment_details: { name: address.name, email: sampleBuyer.email, address } };
}
