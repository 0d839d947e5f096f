import { type Place, unreachable } from "../../../problem.ts";

/** How one version spells the places of a request, or of its answers. A place it cannot name is absent. */
export interface PathWords {
  /** `items` before 2026-01-30, `line_items` since; answers say `line_items` in every version. */
  readonly lineItems: string;
  readonly lineItemFields: { readonly id: string; readonly quantity: string };
  readonly currency?: string | undefined;
  readonly details: string;
  readonly address: string;
  readonly groups?: string | undefined;
  readonly selection: string;
  readonly discountCodes?: string | undefined;
  readonly appliedDiscounts?: string | undefined;
  readonly interventions?: string | undefined;
  readonly token: string;
  readonly handler?: string | undefined;
  readonly authenticationResult?: string | undefined;
}

type BuyerField = NonNullable<Extract<Place, { at: "buyer" }>["field"]>;
type AddressField = NonNullable<Extract<Place, { at: "fulfillment_address" }>["field"]>;

/** Every version spells these alike. */
const buyerFields: Readonly<Record<BuyerField, string>> = {
  email: "email",
  firstName: "first_name",
  lastName: "last_name",
  phoneNumber: "phone_number",
  taxExemption: "tax_exemption",
};

const addressFields: Readonly<Record<AddressField, string>> = {
  name: "name",
  lineOne: "line_one",
  city: "city",
  state: "state",
  country: "country",
  postalCode: "postal_code",
};

/** Turns places into JSONPaths (RFC 9535) by one version's words; `undefined` where it has none, as for headers. */
export function pathSpeller(words: PathWords): (place: Place) => string | undefined {
  return (place) => {
    switch (place.at) {
      case "body":
        return "$";
      case "path":
        return place.path;
      case "line_items":
        return `$.${words.lineItems}`;
      case "line_item":
        return `$.${words.lineItems}[${place.index}]${place.field ? `.${words.lineItemFields[place.field]}` : ""}`;
      case "currency":
        return words.currency;
      case "buyer":
        return place.field ? `$.buyer.${buyerFields[place.field]}` : "$.buyer";
      case "fulfillment_address":
        return place.field ? `${words.address}.${addressFields[place.field]}` : words.address;
      case "fulfillment_details":
        return words.details;
      case "fulfillment_groups":
        return words.groups;
      case "fulfillment_option":
        return words.selection;
      case "discount_code":
        return words.discountCodes && `${words.discountCodes}[${place.index}]`;
      case "applied_discount":
        return words.appliedDiscounts && `${words.appliedDiscounts}[${place.index}]`;
      case "interventions":
        return words.interventions;
      case "payment_data":
        return "$.payment_data";
      case "payment_token":
        return words.token;
      case "payment_handler":
        return words.handler;
      case "authentication_result":
        return words.authenticationResult;
      case "idempotency_key":
      case "api_version":
        return undefined;
      default:
        return unreachable(place);
    }
  };
}
