import { Type } from "@sinclair/typebox";
import { asId, type FulfillmentId } from "../../ids.ts";
import { OptionalWords, orderCalls, Units, Worked } from "../order-call.ts";
import { type AdminRoute, mutation } from "../route.ts";
import type { AdminServices } from "../services.ts";
import { closed, oneOfWords, Words } from "../shapes/fields.ts";
import { readUnits } from "../shapes/order.ts";

/** What a merchant does with the goods of an order, and whether they may leave at all. */
export function orderGoodsRoutes(services: AdminServices): readonly AdminRoute[] {
  const tag = "Orders";
  const { orderService } = services;
  const calls = orderCalls(services);
  return [
    mutation("/orders/:order/ship", {
      tag,
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
      answer: Worked,
      handle: (call) =>
        calls.work(call, (id, inSameTransaction) =>
          orderService.ship(
            id,
            {
              lineItems: readUnits(call.body.line_items),
              carrier: call.body.carrier,
              trackingNumber: call.body.tracking_number,
              trackingUrl: call.body.tracking_url,
              description: call.body.description,
              location: call.body.location,
            },
            call.actor,
            inSameTransaction,
          ),
        ),
    }),
    mutation("/orders/:order/ready", {
      tag,
      summary: "Tell that goods can be picked up",
      description: "Buyer and agent are told.",
      body: closed({ line_items: Units, description: OptionalWords }),
      answer: Worked,
      handle: (call) =>
        calls.work(call, (id, inSameTransaction) =>
          orderService.makeReady(
            id,
            { lineItems: readUnits(call.body.line_items), description: call.body.description },
            call.actor,
            inSameTransaction,
          ),
        ),
    }),
    mutation("/orders/:order/deliver", {
      tag,
      summary: "Note that goods have arrived",
      description:
        "Everything that was sent or is ready, or one fulfillment. Digital goods have to be named.",
      body: closed({
        fulfillment_id: OptionalWords,
        access_url: Type.Optional(Type.String({ pattern: "^https?://[^\\s]+$", maxLength: 2000 })),
        license_key: OptionalWords,
        description: OptionalWords,
        location: OptionalWords,
      }),
      answer: Worked,
      handle: (call) =>
        calls.work(call, (id, inSameTransaction) =>
          orderService.deliver(
            id,
            {
              fulfillmentId:
                call.body.fulfillment_id === undefined
                  ? undefined
                  : asId<FulfillmentId>(call.body.fulfillment_id),
              digital:
                call.body.access_url === undefined && call.body.license_key === undefined
                  ? undefined
                  : { accessUrl: call.body.access_url, licenseKey: call.body.license_key },
              description: call.body.description,
              location: call.body.location,
            },
            call.actor,
            inSameTransaction,
          ),
        ),
    }),
    mutation("/orders/:order/track", {
      tag,
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
      answer: Worked,
      handle: (call) =>
        calls.work(call, (id, inSameTransaction) =>
          orderService.track(
            id,
            {
              fulfillmentId: asId<FulfillmentId>(call.body.fulfillment_id),
              type: call.body.type,
              description: call.body.description,
              location: call.body.location,
            },
            call.actor,
            inSameTransaction,
          ),
        ),
    }),
    mutation("/orders/:order/hold", {
      tag,
      summary: "Hold an order for review",
      description: "Nothing of it can be sent until it is confirmed.",
      body: closed({}),
      answer: Worked,
      handle: (call) =>
        calls.work(call, (id, inSameTransaction) =>
          orderService.holdForReview(id, call.actor, inSameTransaction),
        ),
    }),
    mutation("/orders/:order/confirm", {
      tag,
      summary: "Let a held order go on",
      description: "What was held for review can be sent again.",
      body: closed({}),
      answer: Worked,
      handle: (call) =>
        calls.work(call, (id, inSameTransaction) => orderService.confirm(id, call.actor, inSameTransaction)),
    }),
  ];
}
