import { type Static, Type } from "@sinclair/typebox";
import type { CardBrand, Shop } from "../../../shop.ts";
import { closed, enumeration } from "./fields.ts";

const cardNetworks = ["amex", "discover", "mastercard", "visa"] as const;

const networksByBrand: Record<CardBrand, (typeof cardNetworks)[number] | undefined> = {
  amex: "amex",
  discover: "discover",
  mastercard: "mastercard",
  visa: "visa",
  diners: undefined,
  jcb: undefined,
  unionpay: undefined,
  eftpos: undefined,
  interac: undefined,
};

/** Cards, and of which networks. */
export const PaymentMethodAnswer = closed({
  type: enumeration(["card"]),
  supported_card_networks: Type.Array(enumeration(cardNetworks)),
});

/** Shows the card networks taken, as far as these versions know them. */
export function encodePaymentMethods(shop: Shop): Static<typeof PaymentMethodAnswer>[] {
  const networks = shop.payment.cardBrands.map((brand) => networksByBrand[brand]);
  return [{ type: "card", supported_card_networks: networks.filter((network) => network !== undefined) }];
}
