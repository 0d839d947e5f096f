import { asId, type SessionId } from "../../src/ids.ts";
import type { Wire } from "../../src/protocols/acp/wire.ts";
import { demoItems, demoToken } from "../../src/protocols/acp/words/examples.ts";
import type { openTestShop } from "../checkout/shop.ts";

type TestShop = Pick<Awaited<ReturnType<typeof openTestShop>>, "call">;

/** The bodies of a version's requests, made from those its own documentation shows. */
export function versionBodies(wire: Wire) {
  const [create] = Object.values(wire.create.examples);
  const [complete] = Object.values(wire.complete.examples);
  const withValue = (example: unknown, from: string, to: string) =>
    JSON.parse(JSON.stringify(example).replaceAll(`"${from}"`, JSON.stringify(to)));
  return {
    create: (item: string) => withValue(create, demoItems.shirt, item),
    complete: (token: string) => withValue(complete, demoToken, token),
    /** Another item in place of what was asked for. */
    update(item: string): object {
      const { items, line_items } = withValue(create, demoItems.shirt, item);
      return line_items ? { line_items } : { items };
    },
  };
}

/** An agent that speaks one version, with the requests its own documentation shows. */
export function versionAgent(shop: TestShop, wire: Wire) {
  const bodies = versionBodies(wire);
  return {
    /** A session for one small shirt that can be paid. */
    async ready(more: object = {}): Promise<string> {
      const body = { ...bodies.create("shirt-small"), ...more };
      return (await shop.call(wire, { operation: "create", body })).json.id;
    },
    complete: (id: string, token: string, idempotencyKey?: string, more: object = {}) =>
      shop.call(wire, {
        operation: "complete",
        sessionId: asId<SessionId>(id),
        body: { ...bodies.complete(token), ...more },
        idempotencyKey,
      }),
    /** Asks for another item instead. */
    update: (id: string, item: string) =>
      shop.call(wire, { operation: "update", sessionId: asId<SessionId>(id), body: bodies.update(item) }),
    get: (id: string) => shop.call(wire, { operation: "get", sessionId: asId<SessionId>(id) }),
  };
}
