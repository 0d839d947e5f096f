import { Type } from "@sinclair/typebox";
import { asId, type FulfillmentId } from "../../ids.ts";
import { OptionalWords, orderWork, Units } from "../order-call.ts";
import type { AdminRoute } from "../route.ts";
import type { AdminServices } from "../services.ts";
import { closed, oneOfWords, Words } from "../shapes/fields.ts";
import { readUnits } from "../shapes/order.ts";

/** What a merchant does with the goods of an order, and whether they may leave at all. */
export function orderGoodsRoutes(services: AdminServices): readonly AdminRoute[] {
  return [
    ship(services),
    orderWork(services, "ready", {
      summary: "Tell that goods can be picked up",
      description: "Buyer and agent are told.",
      body: closed({ line_items: Units, description: OptionalWords }),
      read: ({ body: { line_items, description } }) => ({
        kind: "ready",
        lineItems: readUnits(line_items),
        description,
      }),
    }),
    deliver(services),
    track(services),
    orderWork(services, "hold", {
      summary: "Hold an order for review",
      description: "Nothing of it can be sent until it is confirmed.",
      body: closed({}),
      read: () => ({ kind: "hold" }),
    }),
    orderWork(services, "confirm", {
      summary: "Let a held order go on",
      description: "What was held for review can be sent again.",
      body: closed({}),
      read: () => ({ kind: "confirm" }),
    }),
  ];
}

function ship(services: AdminServices): AdminRoute {
  return orderWork(services, "ship", {
    summary: "Send a parcel",
    description: "Money that was only authorised is captured first.",
    body: closed({
      line_items: Units,
      carrier: OptionalWords,
      tracking_number: OptionalWords,
      tracking_url: Type.Optional(Type.String({ pattern: "^https?://[^\\s]+$", maxLength: 2000 })),
      description: OptionalWords,
      location: OptionalWords,
    }),
    read: ({ body }) => ({
      kind: "ship",
      lineItems: readUnits(body.line_items),
      carrier: body.carrier,
      trackingNumber: body.tracking_number,
      trackingUrl: body.tracking_url,
      description: body.description,
      location: body.location,
    }),
  });
}

function deliver(services: AdminServices): AdminRoute {
  return orderWork(services, "deliver", {
    summary: "Note that goods have arrived",
    description: "Everything that was sent or is ready, or one fulfillment. Digital goods have to be named.",
    body: closed({
      fulfillment_id: OptionalWords,
      access_url: Type.Optional(Type.String({ pattern: "^https?://[^\\s]+$", maxLength: 2000 })),
      license_key: OptionalWords,
      description: OptionalWords,
      location: OptionalWords,
    }),
    read: ({ body: { fulfillment_id, access_url, license_key, description, location } }) => ({
      kind: "deliver",
      fulfillmentId: fulfillment_id === undefined ? undefined : asId<FulfillmentId>(fulfillment_id),
      digital:
        access_url === undefined && license_key === undefined
          ? undefined
          : { accessUrl: access_url, licenseKey: license_key },
      description,
      location,
    }),
  });
}

function track(services: AdminServices): AdminRoute {
  return orderWork(services, "track", {
    summary: "Note a step of a parcel on its way",
    description: "One that comes back or is lost puts its goods back among those to be sent.",
    body: closed({
      fulfillment_id: Words,
      type: oneOfWords([
        "processing",
        "in_transit",
        "out_for_delivery",
        "failed_attempt",
        "returned_to_sender",
        "undeliverable",
      ]),
      description: OptionalWords,
      location: OptionalWords,
    }),
    read: ({ body: { fulfillment_id, type, description, location } }) => ({
      kind: "track",
      fulfillmentId: asId<FulfillmentId>(fulfillment_id),
      type,
      description,
      location,
    }),
  });
}
