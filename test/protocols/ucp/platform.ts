import { MINUTE } from "../../../src/clock.ts";
import { createOutgoing, type Outgoing } from "../../../src/outgoing/outgoing.ts";
import { ucpWires } from "../../../src/protocols/ucp/versions.ts";
import type { ServedShop } from "../../http/shop-server.ts";

/** A shop that can be asked, in this process or in one of its own. */
export type AskedShop = Pick<ServedShop, "fetch">;

/** Every version there is. */
export const ucpVersions = ucpWires.map(({ release }) => release.version);

/** Everything a platform of these tests can do, by name. */
export const everyCapability = [
  "checkout",
  "cart",
  "catalog.search",
  "catalog.lookup",
  "fulfillment",
  "discount",
  "buyer_consent",
  "order",
].map((name) => `dev.ucp.shopping.${name}`);

/**
 * A platform's profile, in a version that names capabilities of the same version.
 *
 * @param webhookUrl where it wants to be told of its orders, right or wrong; absent: nowhere.
 */
export function profileIn(
  version: string,
  capabilities: readonly string[] = everyCapability,
  webhookUrl?: unknown,
): object {
  const entryOf = (name: string) =>
    webhookUrl !== undefined && name === "dev.ucp.shopping.order"
      ? { version, config: { webhook_url: webhookUrl } }
      : { version };
  return {
    ucp: {
      version,
      services: {},
      payment_handlers: {},
      capabilities: Object.fromEntries(capabilities.map((name) => [name, [entryOf(name)]])),
    },
  };
}

/** Serves profiles as a platform does, and counts how often each is asked for. */
export interface ProfileHost extends Disposable {
  /** The address of a profile by its name. */
  at(name: string): string;
  readonly asked: Map<string, number>;
}

/** @param answer what stands at a path. */
export function hostProfiles(answer: (path: string) => Response | Promise<Response>): ProfileHost {
  const asked = new Map<string, number>();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      const { pathname } = new URL(request.url);
      asked.set(pathname, (asked.get(pathname) ?? 0) + 1);
      return answer(pathname);
    },
  });
  return {
    at: (name) => `http://127.0.0.1:${server.port}/${name}`,
    asked,
    [Symbol.dispose]: () => server.stop(true),
  };
}

/**
 * A shop's way out that waits for platforms as long as the machine needs: for tests that are not about waiting.
 *
 * @param isHeldToTime whether an address is waited for no longer than a shop does: where waiting is what a test is about.
 */
export function patientOutgoing(isHeldToTime: (url: string) => boolean = () => false): Outgoing {
  return patient(createOutgoing({ development: true }), isHeldToTime);
}

/** The same way out, as patient as {@link patientOutgoing}. */
export function patient(outgoing: Outgoing, isHeldToTime: (url: string) => boolean = () => false): Outgoing {
  return {
    request: (request) =>
      outgoing.request(isHeldToTime(request.url) ? request : { ...request, timeoutMs: MINUTE }),
  };
}

/** An answer, read. */
export interface PlatformAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of every shape.
  readonly body: any;
}

/** Asks a shop as a platform does that presents itself by the profile at an address. */
export function platform(shop: AskedShop, profile: string | undefined) {
  return async (
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<PlatformAnswer> => {
    const response = await shop.fetch(`/ucp${path}`, {
      method,
      headers: {
        ...(profile !== undefined && { "ucp-agent": `profile="${profile}"` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
}

/** An answer to a call of a tool, as JSON-RPC has it. */
export interface ToolCallAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of every shape.
  readonly body: any;
}

/** Calls a tool at `/ucp/mcp` with all of its arguments, and gives the JSON-RPC message. */
export async function callTool(
  shop: AskedShop,
  name: string,
  args: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<ToolCallAnswer> {
  const response = await shop.fetch("/ucp/mcp", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args } }),
  });
  return { status: response.status, body: await response.json() };
}

const toolsOf: readonly (readonly [route: RegExp, tool: string, body?: string])[] = [
  [/^POST \/checkout-sessions$/, "create_checkout", "checkout"],
  [/^GET \/checkout-sessions\/([^/]+)$/, "get_checkout"],
  [/^PUT \/checkout-sessions\/([^/]+)$/, "update_checkout", "checkout"],
  [/^POST \/checkout-sessions\/([^/]+)\/complete$/, "complete_checkout", "checkout"],
  [/^POST \/checkout-sessions\/([^/]+)\/cancel$/, "cancel_checkout"],
  [/^POST \/carts$/, "create_cart", "cart"],
  [/^GET \/carts\/([^/]+)$/, "get_cart"],
  [/^PUT \/carts\/([^/]+)$/, "update_cart", "cart"],
  [/^POST \/carts\/([^/]+)\/cancel$/, "cancel_cart"],
  [/^POST \/catalog\/search$/, "search_catalog", "catalog"],
  [/^POST \/catalog\/lookup$/, "lookup_catalog", "catalog"],
  [/^POST \/catalog\/product$/, "get_product", "catalog"],
  [/^GET \/orders\/([^/]+)$/, "get_order"],
];

/** As {@link platform}, by the tool that stands for a route. An error of JSON-RPC reads as the body it has as data. */
export function toolPlatform(shop: AskedShop, profile: string): ReturnType<typeof platform> {
  return async (method, path, body, headers = {}) => {
    for (const [route, tool, argument] of toolsOf) {
      const match = route.exec(`${method} ${path}`);
      if (!match) continue;
      const { "idempotency-key": key = crypto.randomUUID(), ...others } = headers;
      const meta = { "ucp-agent": { profile }, "idempotency-key": key };
      const args = {
        meta,
        ...(match[1] !== undefined && { id: match[1] }),
        ...(argument !== undefined && { [argument]: body }),
      };
      const answer = await callTool(shop, tool, args, others);
      const { result, error } = answer.body;
      return {
        status: answer.status,
        headers: new Headers(),
        body: result?.structuredContent ?? error.data,
      };
    }
    throw new Error(`no tool stands for ${method} ${path}`);
  };
}

/** The two ways of asking, by name. */
export const transports = { REST: platform, MCP: toolPlatform } as const;

/** Every version over every transport. */
export const everyWay = ucpVersions.flatMap((version) =>
  (["REST", "MCP"] as const).map((transport) => [version, transport] as const),
);

export const jane = { email: "jane@example.com", first_name: "Jane", last_name: "Doe" };
export const home = {
  street_address: "1 Main St",
  address_locality: "Oakland",
  address_region: "CA",
  postal_code: "94607",
  address_country: "US",
  first_name: "Jane",
  last_name: "Doe",
};

/** A request for two candles, with nothing missing. */
export const whole = {
  line_items: [{ item: { id: "cedar-candle" }, quantity: 2 }],
  buyer: jane,
  fulfillment: { methods: [{ type: "shipping", destinations: [home] }] },
};

/** A payment through the sandbox's handler. */
export function payBy(token: string): object {
  const credential = { type: "token", token };
  return {
    payment: { instruments: [{ id: "i1", handler_id: "sandbox", type: "card", selected: true, credential }] },
  };
}
