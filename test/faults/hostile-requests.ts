import { sanFrancisco } from "../e2e/agent.ts";

/** A request made to cost much, of any size. */
export interface HostileRequest {
  readonly name: string;
  /** `:name` in it is filled with the id of nothing. */
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** Makes a request of about `size` bytes. */
export interface Hostile {
  readonly name: string;
  /** The largest that is tried: more is refused before anything looks at it. */
  readonly most: number;
  readonly ofSize: (size: number) => HostileRequest;
}

export interface HostileRoute {
  readonly method: string;
  readonly path: string;
  /** What is sent with it for it to go as far as it can. */
  readonly headers: Readonly<Record<string, string>>;
  /** What it takes for a body. */
  readonly takes: "nothing" | "json" | "form" | "event";
}

/** The largest body that JSON routes take, and a little less than what all headers may have together. */
const [MOST_BODY, MOST_HEADER] = [256 * 1024 - 64, 14 * 1024];

const repeat = (text: string, size: number) => text.repeat(Math.floor(size / text.length));

/** Texts of `size` characters that patterns, decoders and comparisons may go over more than once. */
export const hostileTexts: Readonly<Record<string, (size: number) => string>> = {
  letters: (size) => repeat("a", size),
  blanks: (size) => `x${repeat(" ", size - 2)}x`,
  tabs: (size) => `x${repeat("\t", size - 2)}x`,
  digits: (size) => repeat("1", size),
  "at signs": (size) => `a${repeat("@", size)}\n`,
  "labels of a host": (size) => `a@${repeat("a.", size)}`,
  "dashes in a host": (size) => `a@${repeat("a-", size)}`,
  "parts of an address": (size) => repeat("a.", size),
  "beginnings of markup": (size) => repeat("<a ", size),
  "beginnings of entities": (size) => repeat("&a", size),
  quotes: (size) => repeat(`"'`, size),
  "slashes and dots": (size) => `https://a/${repeat("../", size)}`,
  "percent signs": (size) => `https://a/${repeat("%2", size)}`,
  brackets: (size) => `https://[${repeat(":", size)}`,
  "marks out of order": (size) => `a${repeat("\u0316\u0301", size / 2)}`,
  "letters whose case is longer": (size) => repeat("ß", size / 2),
  "line ends": (size) => `x${repeat("\r\n", size)}x`,
};

/** Texts that are not JSON, or JSON that no route asks for. */
const bodies: Readonly<Record<string, (size: number) => string>> = {
  "a string that never ends": (size) => `{"a":"${"x".repeat(size)}`,
  "a string that never ends, of escapes": (size) => `{"a":"${repeat("\\\\", size)}`,
  "a string with a mistake at its end": (size) => `{"a":"${"x".repeat(size)}\n"}`,
  "many strings that end": (size) => `[${repeat('"",', size)}`,
  "blanks before a mistake": (size) => `${" ".repeat(size)}x`,
  "line ends before a mistake": (size) => `${"\n".repeat(size)}x`,
  "a number that goes on": (size) => `${"1".repeat(size)}x`,
  "a fraction that goes on": (size) => `1.${"1".repeat(size)}e`,
  "a word that goes on": (size) => "t".repeat(size),
  "brackets that never end": (size) => "[".repeat(size),
  "braces that never end": (size) => repeat('{"a":', size),
  "commas where none belongs": (size) => `[1${repeat(",1", size)},]`,
  "many names": (size) => `{${manyNames(size, 16)}}`,
  "the same name": (size) => `{${repeat('"a":1,', size)}"a":1}`,
  "many items": (size) => `{"items":[${repeat("{},", size)}{}],"line_items":[${repeat("{},", size / 9)}{}]}`,
  "items that are none": (size) => `{"items":[${repeat("1,", size)}1]}`,
  "a number without end": (size) => `{"items":${"1".repeat(size)}}`,
  "a long name": (size) => `{"${"x".repeat(size)}":"\\u0000"}`,
  "as deep as allowed, many times": (size) => `[${repeat(`${"[".repeat(30)}${"]".repeat(30)},`, size)}1]`,
};

function manyNames(size: number, each: number): string {
  return Array.from(
    { length: Math.floor(size / each) },
    (_, index) => `"n${index.toString().padStart(7, "0")}":1`,
  )
    .concat('"z":1')
    .join(",");
}

/** Bodies that are what a route asks for but for one field, which holds `text`. */
const places: Readonly<Record<string, (text: string) => object>> = {
  "an id": (text) => ({ items: [{ id: text, quantity: 1 }], line_items: [{ id: text }] }),
  "an address": (text) => ({
    ...sold,
    fulfillment_address: { ...sanFrancisco, state: text, postal_code: text, name: text },
    fulfillment_details: { name: text, email: text, address: { ...sanFrancisco, state: text, city: text } },
  }),
  "an e-mail address": (text) => ({
    ...sold,
    buyer: { first_name: "J", last_name: "D", email: text },
    fulfillment_details: { email: text },
  }),
  "a discount code": (text) => ({ ...sold, discounts: { codes: [text] }, coupons: [text] }),
  capabilities: (text) => ({
    ...sold,
    capabilities: { extensions: [text], interventions: { supported: [text] } },
  }),
  "free fields": (text) => ({ ...sold, metadata: { a: text }, affiliate_attribution: { provider: text } }),
  links: (text) => ({ ...sold, links: [{ type: "terms_of_use", url: text }], locale: text }),
  "a card": (text) => ({
    payment_method: { type: "card", number: text, exp_month: text, exp_year: text, name: text },
    payment_data: { token: text, provider: text, handler_id: text },
  }),
  "a message": (text) => ({
    jsonrpc: "2.0",
    id: text,
    method: "tools/call",
    params: { name: text, arguments: { query: text } },
  }),
  "a search": (text) => ({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "search_products", arguments: { query: text, cursor: text } },
  }),
  "a session's tool": (text) => ({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: {
      name: "create_checkout_session",
      arguments: { meta: { api_version: text, idempotency_key: text }, payload: { ...sold, currency: text } },
    },
  }),
};

const sold = {
  items: [{ id: "canvas-tote", quantity: 1 }],
  line_items: [{ id: "canvas-tote" }],
  currency: "usd",
  capabilities: {},
};

/** Lists with as many parts as fit, of what a route takes only some of. */
const lists: Readonly<Record<string, (size: number) => object>> = {
  "many lines": (size) => ({
    ...sold,
    items: many(size, 32, (index) => ({ id: `a${index}`, quantity: 1 })),
    line_items: many(size, 60, (index) => ({ id: `a${index}` })),
  }),
  "many codes": (size) => ({ ...sold, discounts: { codes: many(size, 9, (index) => `c${index}`) } }),
  "many extensions": (size) => ({ ...sold, capabilities: { extensions: many(size, 3, () => ({})) } }),
  "many facts": (size) => ({
    ...sold,
    metadata: Object.fromEntries(many(size, 12, (index) => [`f${index}`, [index]])),
    affiliate_attribution: {
      provider: "x",
      metadata: Object.fromEntries(many(size, 24, (index) => [`f${index}`, [index]])),
    },
  }),
  "many options": (size) => ({
    ...sold,
    selected_fulfillment_options: many(size, 20, (index) => ({ type: "x", item_ids: [index] })),
    fulfillment_groups: many(size, 20, (index) => ({ type: "x", item_ids: [index] })),
  }),
};

function many<Part>(size: number, each: number, make: (index: number) => Part): Part[] {
  return Array.from({ length: Math.max(1, Math.floor(size / each)) }, (_, index) => make(index));
}

/** Headers that somebody reads, or may come to read. */
const headers: Readonly<Record<string, (size: number) => string>> = {
  "content-type": (size) => `application/json${repeat(" ", size)}x`,
  "content-encoding": (size) => `x${repeat(" ", size)}x`,
  accept: (size) => repeat("a/b;q=0.1,", size),
  "accept-encoding": (size) => repeat("gzip;q=0,", size),
  "accept-language": (size) => repeat("de-DE;q=0.1,", size),
  authorization: (size) => `Bearer ${repeat(" a", size)}`,
  "api-version": (size) => repeat("2025-09-29,", size),
  "if-none-match": (size) => repeat('W/"a",', size),
  "if-modified-since": (size) => repeat("Mon, ", size),
  "x-forwarded-for": (size) => repeat("127.0.0.1,", size),
  forwarded: (size) => repeat("for=1;", size),
  "request-id": (size) => repeat("a.", size),
  "idempotency-key": (size) => repeat("k", size),
  "user-agent": (size) => repeat("a (", size),
  cookie: (size) => `${repeat("checkstand_dashboard=1.1; ", size)}x`,
  origin: (size) => `https://${repeat("a.", size)}`,
  host: (size) => repeat("a.", size),
  signature: (size) => `${repeat("A", size)}!`,
  timestamp: (size) => repeat("2025-", size),
  "stripe-signature": (size) => repeat("t=1,v1=a,", size),
};

/** Every request that is made to cost much of one route. */
export function hostileTo(route: HostileRoute): readonly Hostile[] {
  const path = route.path.replace(/:\w+/g, "none");
  const to = (name: string, most: number, changed: (size: number) => Partial<HostileRequest>): Hostile => ({
    name: `${route.method} ${route.path}: ${name}`,
    most,
    ofSize: (size) => {
      const request = changed(size);
      return {
        name,
        method: route.method,
        path,
        ...request,
        headers: { ...route.headers, ...request.headers },
      };
    },
  });
  const ofHeaders = Object.entries(headers).map(([name, value]) =>
    to(`the header ${name}`, MOST_HEADER, (size) => ({ headers: { [name]: value(size) } })),
  );
  const parts = { letters: "a", escapes: "%41", slashes: "/", "slashes and dots": "..%2f", pluses: "+" };
  const ofPaths = Object.entries(parts).flatMap(([name, part]) => [
    to(`a path of ${name}`, MOST_HEADER, (size) => ({
      path: route.path.includes(":")
        ? route.path.replace(/:\w+/g, repeat(part, size))
        : path + repeat(part, size),
    })),
    to(`a query of ${name}`, MOST_HEADER, (size) => ({
      path: `${path}?before=${repeat(part, size)}&search=${repeat(part, 1)}`,
    })),
  ]);
  const query = to("a query of many names", MOST_HEADER, (size) => ({
    path: `${path}?${repeat("a=b&", size)}`,
  }));
  return [...ofHeaders, ...ofPaths, query, ...ofBodies(route, to)];
}

type To = (name: string, most: number, changed: (size: number) => Partial<HostileRequest>) => Hostile;

function ofBodies({ takes }: HostileRoute, to: To): readonly Hostile[] {
  const body = (name: string, make: (size: number) => string) =>
    to(name, MOST_BODY, (size) => ({ body: make(size) }));
  switch (takes) {
    case "nothing":
      return [];
    case "form":
      return Object.entries({ names: "a=b&", escapes: "%41", halves: "%", pluses: "+", letters: "a" }).map(
        ([name, part]) =>
          to(`a form of ${name}`, 60_000, (size) => ({ body: `token=${repeat(part, size)}` })),
      );
    case "event":
      return Object.entries(bodies).map(([name, make]) => body(name, make));
    case "json":
      return [
        ...Object.entries(bodies).map(([name, make]) => body(name, make)),
        ...Object.entries(lists).map(([name, make]) => body(name, (size) => JSON.stringify(make(size)))),
        ...Object.entries(places).flatMap(([place, make]) =>
          Object.entries(hostileTexts).map(([name, text]) =>
            body(`${place} of ${name}`, (size) => JSON.stringify(make(text(size / 4)))),
          ),
        ),
      ];
  }
}
