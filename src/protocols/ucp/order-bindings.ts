import { asId, type OrderId } from "../../ids.ts";
import { getOrder } from "../../operations/placed-orders.ts";
import { succeed } from "../../problem.ts";
import { type Binding, bind } from "../binding.ts";
import { root } from "./discovery.ts";
import { documentationOf } from "./document.ts";
import { toolWords } from "./tool-words.ts";
import type { UcpWire } from "./wire.ts";

/** What an agent asks of its orders, in one version. */
export function orderBindings({ release, order: encode, error: encodeProblem }: UcpWire): readonly Binding[] {
  return [
    bind({
      operation: getOrder,
      method: "GET",
      path: `${root}/orders/:id`,
      tool: toolWords.getOrder,
      documentation: documentationOf(toolWords.getOrder, {
        tag: "orders",
        answer: "order",
        id: "The order's id.",
      }),
      decode: ({ params }) => succeed({ orderId: asId<OrderId>(params["id"] ?? "") }),
      encode: (order, { capabilities = [] }, { terms }) => ({
        status: 200,
        body: JSON.stringify(encode(order, terms.shop, { release, capabilities })),
      }),
      encodeProblem,
    }),
  ];
}
