import type { Order } from "../../../orders/order.ts";

/** Where an order goes, a line each; who buys, where it goes nowhere. */
export function addressLines({ buyer, fulfillmentDetails }: Order): readonly string[] {
  const address = fulfillmentDetails?.address;
  const lines =
    address === undefined
      ? [[buyer?.firstName, buyer?.lastName].filter((name) => name !== undefined).join(" "), buyer?.email]
      : [
          address.name,
          address.company,
          address.lineOne,
          address.lineTwo,
          [address.city, address.state, address.postalCode].filter((part) => part !== "").join(", "),
          address.country,
        ];
  return lines.flatMap((line) => (line === undefined || line === "" ? [] : [line]));
}
