import { asId, type SessionId } from "../../src/ids.ts";
import { wire20250929 } from "../../src/protocols/acp/2025-09-29/wire.ts";
import { demoAddress, demoBuyer } from "../../src/protocols/acp/words/examples.ts";
import type { openTestShop } from "./shop.ts";

type TestShop = Awaited<ReturnType<typeof openTestShop>>;

/** The requests of an agent of the first version, with answers as parsed JSON. Keys only where a test gives one. */
export function agentOf(shop: TestShop, wire = wire20250929) {
  return {
    create: (items: object[], rest: object = { fulfillment_address: demoAddress }, idempotencyKey?: string) =>
      shop.call(wire, { operation: "create", body: { items, ...rest }, idempotencyKey }),
    update: (id: string, body: object, idempotencyKey?: string) =>
      shop.call(wire, { operation: "update", sessionId: asId<SessionId>(id), body, idempotencyKey }),
    get: (id: string) => shop.call(wire, { operation: "get", sessionId: asId<SessionId>(id) }),
    cancel: (id: string) =>
      shop.call(wire, { operation: "cancel", sessionId: asId<SessionId>(id), body: {} }),
    complete: (id: string, token = "spt_approved", idempotencyKey?: string) =>
      shop.call(wire, {
        operation: "complete",
        sessionId: asId<SessionId>(id),
        body: { buyer: demoBuyer, payment_data: { token, provider: "stripe" } },
        idempotencyKey,
      }),
    /** A session that is ready to be paid. */
    async ready(items: object[] = [{ id: "shirt-small", quantity: 2 }]): Promise<string> {
      return (await this.create(items)).json.id;
    },
  };
}

/** The amount of one row of the answer's totals. */
export function totalOf(
  json: { totals: { type: string; amount: number }[] },
  type: string,
): number | undefined {
  return json.totals.find((total) => total.type === type)?.amount;
}
