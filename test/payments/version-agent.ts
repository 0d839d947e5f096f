import { demoItems, demoToken } from "../../src/acp/examples.ts";
import type { Wire } from "../../src/acp/wire.ts";
import { asId, type SessionId } from "../../src/ids.ts";
import type { openTestShop } from "../checkout/shop.ts";

type TestShop = Pick<Awaited<ReturnType<typeof openTestShop>>, "call">;

/** An agent that speaks one version, with the requests its own documentation shows. */
export function versionAgent(shop: TestShop, wire: Wire) {
  const [create] = Object.values(wire.create.examples);
  const [complete] = Object.values(wire.complete.examples);
  const withValue = (example: unknown, from: string, to: string, more: object) => ({
    ...JSON.parse(JSON.stringify(example).replaceAll(`"${from}"`, JSON.stringify(to))),
    ...more,
  });
  return {
    /** A session for one small shirt that can be paid. */
    async ready(more: object = {}): Promise<string> {
      const body = withValue(create, demoItems.shirt, "shirt-small", more);
      return (await shop.call(wire, { operation: "create", body })).json.id;
    },
    complete: (id: string, token: string, idempotencyKey?: string, more: object = {}) =>
      shop.call(wire, {
        operation: "complete",
        sessionId: asId<SessionId>(id),
        body: withValue(complete, demoToken, token, more),
        idempotencyKey,
      }),
    get: (id: string) => shop.call(wire, { operation: "get", sessionId: asId<SessionId>(id) }),
  };
}
