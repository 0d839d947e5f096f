import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Destination } from "../pricing/destination.ts";
import type { CarrierApi, CarrierRate } from "./carrier-api.ts";

const rate = Type.Object({
  amount: Type.String(),
  currency: Type.String(),
  /** The same in the currency of the buyer's country. */
  amount_local: Type.Optional(Type.String()),
  currency_local: Type.Optional(Type.String()),
  provider: Type.String(),
  servicelevel: Type.Object({ name: Type.String(), token: Type.String() }),
  estimated_days: Type.Optional(Type.Union([Type.Integer({ minimum: 0, maximum: 90 }), Type.Null()])),
});

const shipment = Type.Object({ rates: Type.Array(Type.Unknown()) });

/** Shippo's shipments, whose creation answers with rates (docs.goshippo.com, "Create a shipment"; API of 2018-02-08). */
export const shippo: CarrierApi = {
  base: "https://api.goshippo.com",
  ask: ({ from, to, grams, size: { length, width, height, unit } }, key) => ({
    path: "/shipments/",
    headers: { authorization: `ShippoToken ${key}`, "shippo-api-version": "2018-02-08" },
    body: {
      address_from: addressOf(from),
      address_to: addressOf(to),
      parcels: [
        {
          length: String(length),
          width: String(width),
          height: String(height),
          distance_unit: unit,
          weight: String(grams),
          mass_unit: "g",
        },
      ],
      // Else the shipment is answered before its rates are known.
      async: false,
    },
  }),
  read: (answer) =>
    Value.Check(shipment, answer)
      ? answer.rates.flatMap((each) => (Value.Check(rate, each) ? ratesOf(each) : []))
      : undefined,
};

function addressOf({ country, state, city, postalCode }: Destination) {
  return { country, state, city, zip: postalCode };
}

/** One rate for each currency it is said in. */
function ratesOf({
  servicelevel,
  provider,
  estimated_days: days,
  ...said
}: Static<typeof rate>): CarrierRate[] {
  const common = {
    service: servicelevel.token,
    carrier: provider,
    title: servicelevel.name,
    days: days ?? undefined,
  };
  const rates: CarrierRate[] = [{ ...common, amount: said.amount, currency: said.currency }];
  const { amount_local: amount, currency_local: currency } = said;
  if (amount !== undefined && currency !== undefined && currency !== said.currency)
    rates.push({ ...common, amount, currency });
  return rates;
}
