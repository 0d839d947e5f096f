import { type Place, unreachable } from "../../../problem.ts";

const buyerFields = {
  email: "email",
  firstName: "first_name",
  lastName: "last_name",
  phoneNumber: "phone_number",
  taxExemption: "tax_exemption",
} as const;

const addressFields = {
  name: "last_name",
  lineOne: "street_address",
  city: "address_locality",
  state: "address_region",
  country: "address_country",
  postalCode: "postal_code",
} as const;

const method = "$.fulfillment.methods[0]";

/** A place as UCP names it, a JSONPath (RFC 9535); `undefined` for what it has no words for, as for headers. */
export function pathOf(place: Place): string | undefined {
  switch (place.at) {
    case "body":
      return "$";
    case "path":
      return place.path;
    case "line_items":
      return "$.line_items";
    case "line_item":
      return `$.line_items[${place.index}]${place.field === undefined ? "" : place.field === "id" ? ".item.id" : ".quantity"}`;
    case "buyer":
      return place.field ? `$.buyer.${buyerFields[place.field]}` : "$.buyer";
    case "fulfillment_address":
      return place.field
        ? `${method}.destinations[0].${addressFields[place.field]}`
        : `${method}.destinations[0]`;
    case "fulfillment_details":
    case "fulfillment_groups":
      return "$.fulfillment.methods";
    case "fulfillment_option":
      return `${method}.groups[0].selected_option_id`;
    case "discount_code":
      return `$.discounts.codes[${place.index}]`;
    case "applied_discount":
      return `$.discounts.applied[${place.index}]`;
    case "payment_data":
      return "$.payment";
    case "payment_token":
      return "$.payment.instruments[0].credential.token";
    case "payment_handler":
      return "$.payment.instruments[0].handler_id";
    case "currency":
      return "$.currency";
    case "interventions":
    case "authentication_result":
    case "idempotency_key":
    case "api_version":
      return undefined;
    default:
      return unreachable(place);
  }
}
