import { Type } from "@sinclair/typebox";
import type { FulfillmentDetails } from "../../address.ts";
import type { Buyer } from "../../buyers/buyer.ts";

/** Who buys, or who receives it. */
export const Party = Type.Record(Type.String(), Type.Unknown(), {
  description: "As the agent told it. Absent once the buyer was erased.",
});

/** Shows a buyer to the merchant, with everything the agent told of them. */
export function encodeAdminBuyer(buyer: Buyer) {
  const { company, loyalty, taxExemption: exemption } = buyer;
  return {
    email: buyer.email,
    first_name: buyer.firstName,
    last_name: buyer.lastName,
    full_name: buyer.fullName,
    phone_number: buyer.phoneNumber,
    customer_id: buyer.customerId,
    account_type: buyer.accountType,
    authentication_status: buyer.authenticationStatus,
    company: company && {
      name: company.name,
      tax_id: company.taxId,
      department: company.department,
      cost_center: company.costCenter,
    },
    loyalty: loyalty && {
      tier: loyalty.tier,
      points_balance: loyalty.pointsBalance,
      member_since: loyalty.memberSince,
    },
    tax_exemption: exemption && {
      certificate_id: exemption.certificateId,
      certificate_type: exemption.certificateType,
      exempt_regions: exemption.exemptRegions,
      expires_at: exemption.expiresAt,
    },
  };
}

/** Shows the merchant who receives the goods, and where. */
export function encodeReceiver({ name, phoneNumber, email, address }: FulfillmentDetails) {
  return {
    name,
    phone_number: phoneNumber,
    email,
    address: address && {
      name: address.name,
      line_one: address.lineOne,
      line_two: address.lineTwo,
      city: address.city,
      state: address.state,
      country: address.country,
      postal_code: address.postalCode,
      company: address.company,
    },
  };
}
