import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Destination } from "../pricing/destination.ts";
import type { CarrierApi, ParcelSize } from "./carrier-api.ts";

const days = Type.Optional(Type.Union([Type.Integer({ minimum: 0, maximum: 90 }), Type.Null()]));

const rate = Type.Object({
  carrier: Type.String(),
  service: Type.String(),
  rate: Type.String(),
  currency: Type.String(),
  delivery_days: days,
  est_delivery_days: days,
});

const shipment = Type.Object({ rates: Type.Array(Type.Unknown()) });

/** EasyPost's shipments, whose creation answers with rates (docs.easypost.com, "Create a Shipment"; API v2). */
export const easypost: CarrierApi = {
  base: "https://api.easypost.com",
  ask: ({ from, to, grams, size }, key) => ({
    path: "/v2/shipments",
    headers: { authorization: `Basic ${btoa(`${key}:`)}` },
    body: {
      shipment: {
        from_address: addressOf(from),
        to_address: addressOf(to),
        parcel: { ...inInches(size), weight: toTenths(grams / GRAMS_IN_AN_OUNCE) },
      },
    },
  }),
  read: (answer) =>
    Value.Check(shipment, answer)
      ? answer.rates.flatMap((each) =>
          Value.Check(rate, each)
            ? {
                service: `${each.carrier} ${each.service}`,
                carrier: each.carrier,
                title: each.service.replace(/([a-z])([A-Z])/g, "$1 $2"),
                amount: each.rate,
                currency: each.currency,
                days: each.delivery_days ?? each.est_delivery_days ?? undefined,
              }
            : [],
        )
      : undefined,
};

const GRAMS_IN_AN_OUNCE = 28.349523125;
const CENTIMETRES_IN_AN_INCH = 2.54;

function addressOf({ country, state, city, postalCode }: Destination) {
  return { country, state, city, zip: postalCode };
}

function inInches({ length, width, height, unit }: ParcelSize) {
  const inch = unit === "in" ? 1 : CENTIMETRES_IN_AN_INCH;
  return {
    length: toTenths(length / inch),
    width: toTenths(width / inch),
    height: toTenths(height / inch),
  };
}

/** Rounded up: a parcel said smaller than it is costs the merchant the difference. */
function toTenths(value: number): number {
  return Math.ceil(value * 10) / 10;
}
