import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { ServedShop } from "../../http/shop-server.ts";
import type { PlatformAnswer } from "./platform.ts";

/** A key that a platform signs with, and what it publishes of it. */
export interface PlatformKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly published: object;
}

/** Makes a key under a name. */
export function makePlatformKey(kid: string, algorithm: "ES256" | "EdDSA" = "ES256"): PlatformKey {
  const { privateKey, publicKey } =
    algorithm === "ES256"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : generateKeyPairSync("ed25519");
  return { kid, privateKey, published: { ...publicKey.export({ format: "jwk" }), kid } };
}

/** The key as a JSON Web Key, with the name that RFC 7638 makes of it. */
export function namedByThumbprint(key: PlatformKey): PlatformKey {
  const { crv, kty, x, y } = key.published as Record<string, string>;
  const kid = createHash("sha256")
    .update(JSON.stringify(y === undefined ? { crv, kty, x } : { crv, kty, x, y }))
    .digest("base64url");
  return { ...key, kid, published: { ...key.published, kid } };
}

/** What a test does otherwise than an honest signer would. */
export interface Dishonesty {
  /** What is signed, where it is not what is sent. */
  readonly method?: string;
  readonly url?: string;
  readonly path?: string;
  readonly body?: string;
  readonly keyid?: string;
  readonly without?: readonly string[];
  readonly also?: readonly string[];
  /** Parameters beside `keyid`, as they stand in the header. */
  readonly parameters?: string;
  readonly form?: "der";
  /** Headers that are sent beside those that are signed, or in their place. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Signs a request by hand as UCP has it, with `node:crypto` alone: another way than the one that verifies it. */
export function signedHeaders(
  key: PlatformKey,
  sent: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | undefined;
  },
  dishonesty: Dishonesty = {},
): Record<string, string> {
  const { without = [], also = [], parameters = `;created=${Math.floor(Date.now() / 1000)}` } = dishonesty;
  const url = new URL(dishonesty.url ?? sent.url);
  const signedBody = dishonesty.body ?? sent.body;
  const headers: Record<string, string> = {
    ...sent.headers,
    ...(signedBody !== undefined && {
      "content-digest": `sha-256=:${createHash("sha256").update(signedBody).digest("base64")}:`,
    }),
  };
  const derived: Record<string, string> = {
    "@method": dishonesty.method ?? sent.method,
    "@authority": url.host,
    "@path": dishonesty.path ?? url.pathname,
    ...(url.search !== "" && { "@query": url.search }),
  };
  const names = [...Object.keys(derived), ...Object.keys(headers), ...also].filter(
    (name) => !without.includes(name),
  );
  const input = `(${names.map((name) => `"${name}"`).join(" ")});keyid="${dishonesty.keyid ?? key.kid}"${parameters}`;
  const lines = names.map((name) => `"${name}": ${derived[name] ?? headers[name]}`);
  const base = [...lines, `"@signature-params": ${input}`].join("\n");
  const isCurve = key.privateKey.asymmetricKeyType === "ec";
  const signature = isCurve
    ? sign("sha256", Buffer.from(base), {
        key: key.privateKey,
        dsaEncoding: dishonesty.form ?? "ieee-p1363",
      })
    : sign(null, Buffer.from(base), key.privateKey);
  return {
    ...headers,
    "signature-input": `sig1=${input}`,
    signature: `sig1=:${signature.toString("base64")}:`,
    ...dishonesty.headers,
  };
}

/** Asks over REST or MCP, signed: `operation` is a route, or the tool that stands for it. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** The same as the call of a tool. */
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Sends requests of a profile, each signed with a key unless told otherwise. */
export function signingPlatform(
  shop: ServedShop,
  { transport, profile }: { readonly transport: "REST" | "MCP"; readonly profile: string },
) {
  let endpoint: Promise<string> | undefined;
  return async (
    key: PlatformKey | undefined,
    { method, path, body, tool, args }: SignedRequest,
    dishonesty?: Dishonesty,
  ): Promise<PlatformAnswer> => {
    const isTool = transport === "MCP";
    const idempotencyKey = crypto.randomUUID();
    const meta = { "ucp-agent": { profile }, "idempotency-key": idempotencyKey };
    const message = {
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: tool, arguments: { meta, ...args } },
    };
    const text = isTool ? JSON.stringify(message) : body === undefined ? undefined : JSON.stringify(body);
    endpoint ??= endpointOf(shop);
    const sent = {
      method: isTool ? "POST" : method,
      url: `${await endpoint}${isTool ? "/mcp" : path}`,
      headers: {
        "ucp-agent": `profile="${profile}"`,
        ...(text !== undefined && { "content-type": "application/json" }),
        ...(!isTool && method !== "GET" && { "idempotency-key": idempotencyKey }),
      },
      body: text,
    };
    const response = await shop.fetch(`/ucp${isTool ? "/mcp" : path}`, {
      method: sent.method,
      headers: key ? signedHeaders(key, sent, dishonesty) : { ...sent.headers, ...dishonesty?.headers },
      ...(text !== undefined && { body: text }),
    });
    const answer: PlatformAnswer["body"] = await response.json();
    const read = isTool ? (answer.result?.structuredContent ?? answer.error?.data) : answer;
    return { status: response.status, headers: response.headers, body: read };
  };
}

/** Where the shop says that its REST is: what is signed, wherever it is asked in a test. */
export async function endpointOf(shop: ServedShop): Promise<string> {
  const profile: PlatformAnswer["body"] = await (await shop.fetch("/.well-known/ucp")).json();
  return profile.ucp.services["dev.ucp.shopping"][0].endpoint;
}
