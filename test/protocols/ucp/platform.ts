import { ucpWires } from "../../../src/protocols/ucp/versions.ts";
import type { ServedShop } from "../../http/shop-server.ts";

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

/** A platform's profile, in a version that names capabilities of the same version. */
export function profileIn(version: string, capabilities: readonly string[] = everyCapability): object {
  return {
    ucp: {
      version,
      services: {},
      payment_handlers: {},
      capabilities: Object.fromEntries(capabilities.map((name) => [name, [{ version }]])),
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

/** An answer, read. */
export interface PlatformAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of every shape.
  readonly body: any;
}

/** Asks a shop as a platform does that presents itself by the profile at an address. */
export function platform(shop: ServedShop, profile: string | undefined) {
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
