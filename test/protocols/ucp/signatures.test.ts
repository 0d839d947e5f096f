import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type ServedShop, serveShop } from "../../http/shop-server.ts";
import {
  everyWay,
  hostProfiles,
  type ProfileHost,
  patientOutgoing,
  payBy,
  profileIn,
  whole,
} from "./platform.ts";
import {
  type Dishonesty,
  makePlatformKey,
  namedByThumbprint,
  type SignedRequest,
  signingPlatform,
} from "./signing-platform.ts";

const own = makePlatformKey("own");
const other = makePlatformKey("other");
const edwards = makePlatformKey("edwards", "EdDSA");
const thumbed = namedByThumbprint(makePlatformKey(""));
const encrypting = makePlatformKey("encrypting");
const published = [
  { kid: "unknown-kind", kty: "AKP", alg: "ML-DSA-44", pub: "AAAA" },
  "no key",
  { ...encrypting.published, use: "enc" },
  own.published,
  edwards.published,
  thumbed.published,
];

let shop: ServedShop;
let profiles: ProfileHost;

/** Where a version has the keys of a profile. */
const memberOf = (version: string) => (version === "2026-04-08" ? "signing_keys" : "keys");

beforeAll(async () => {
  profiles = hostProfiles((path) => {
    const [, version = "", name] = path.split("/");
    return Response.json({
      ...profileIn(version),
      [memberOf(version)]: name === "own" ? published : [other.published],
    });
  });
  shop = await serveShop({ outgoing: patientOutgoing() });
});
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  profiles[Symbol.dispose]();
});

const create: SignedRequest = {
  method: "POST",
  path: "/checkout-sessions",
  body: whole,
  tool: "create_checkout",
  args: { checkout: whole },
};

const look = (id: string): SignedRequest => ({
  method: "GET",
  path: `/checkout-sessions/${id}`,
  tool: "get_checkout",
  args: { id },
});

const complete = (id: string): SignedRequest => ({
  method: "POST",
  path: `/checkout-sessions/${id}/complete`,
  body: payBy("tok_approved"),
  tool: "complete_checkout",
  args: { id, checkout: payBy("tok_approved") },
});

const order = (id: string): SignedRequest => ({
  method: "GET",
  path: `/orders/${id}`,
  tool: "get_order",
  args: { id },
});

const minutesAgo = (minutes: number) => Math.floor(Date.now() / 1_000) - minutes * 60;

const dishonest: readonly (readonly [what: string, status: number, code: string, Dishonesty])[] = [
  ["of an unknown key", 401, "key_not_found", { keyid: "nobody" }],
  ["of a key that is for encryption", 401, "key_not_found", { keyid: "encrypting" }],
  ["that leaves out the method", 401, "signature_invalid", { without: ["@method"] }],
  ["that leaves out the host", 401, "signature_invalid", { without: ["@authority"] }],
  ["that leaves out the path", 401, "signature_invalid", { without: ["@path"] }],
  ["that leaves out who calls", 401, "signature_invalid", { without: ["ucp-agent"] }],
  ["that leaves out the body", 401, "signature_invalid", { without: ["content-digest"] }],
  ["that leaves out the body's type", 401, "signature_invalid", { without: ["content-type"] }],
  ["for another host", 401, "signature_invalid", { url: "https://other.example/ucp/checkout-sessions" }],
  ["for another path", 401, "signature_invalid", { path: "/ucp/carts" }],
  ["for another method", 401, "signature_invalid", { method: "PUT" }],
  ["of another body", 400, "digest_mismatch", { body: '{"line_items":[]}' }],
  ["made six minutes ago", 401, "signature_invalid", { parameters: `;created=${minutesAgo(6)}` }],
  ["made in six minutes", 401, "signature_invalid", { parameters: `;created=${minutesAgo(-6)}` }],
  ["made at no moment", 401, "signature_invalid", { parameters: ';created="now"' }],
  ["that has expired", 401, "signature_invalid", { parameters: `;expires=${minutesAgo(1)}` }],
  ["that names another algorithm", 400, "algorithm_unsupported", { parameters: ';alg="ed25519"' }],
  ["in the other form of its numbers", 401, "signature_invalid", { form: "der" }],
  ["under another tag", 401, "signature_invalid", { parameters: ';tag="payment"' }],
  [
    "for Web Bot Auth with a name that is no thumbprint",
    401,
    "signature_invalid",
    { parameters: `;created=${minutesAgo(0)};expires=${minutesAgo(-1)};tag="web-bot-auth"` },
  ],
  ["without Signature", 401, "signature_missing", { headers: { signature: "" } }],
  ["that is no dictionary", 401, "signature_invalid", { headers: { "signature-input": "sig1=(" } }],
  ["whose label is another", 401, "signature_invalid", { headers: { signature: "sig2=:AAAA:" } }],
  ["that is no bytes", 401, "signature_invalid", { headers: { signature: 'sig1="text"' } }],
];

describe.each(everyWay)("in %s over %s", (version, transport) => {
  const profile = () => profiles.at(`${version}/own`);
  const ask = () => signingPlatform(shop, { transport, profile: profile() });

  test("a request that its profile's key signs is its agent's", async () => {
    const made = await ask()(own, create);
    expect(made.body.status).toBe("ready_for_complete");
    expect((await ask()(own, look(made.body.id))).body.id).toBe(made.body.id);
  });

  test.each(dishonest)("a signature %s is answered %d %s", async (_, status, code, dishonesty) => {
    const answer = await ask()(own, create, dishonesty);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  });

  test("a signature with a key of another profile is of no key", async () => {
    const answer = await ask()(other, create);
    expect(answer.body.code).toBe("key_not_found");
    const named = await ask()(other, create, { keyid: "own" });
    expect(named.body.code).toBe("signature_invalid");
  });

  test("a signature of one profile is none of another's", async () => {
    const answer = await signingPlatform(shop, { transport, profile: profiles.at(`${version}/other`) })(
      own,
      create,
    );
    expect(answer.body.code).toBe("key_not_found");
  });

  test("a signature without a moment holds, as the protocol leaves it out", async () => {
    expect((await ask()(own, create, { parameters: "" })).body.status).toBe("ready_for_complete");
  });

  test("a signature that is for Web Bot Auth as well holds", async () => {
    const parameters = `;created=${minutesAgo(0)};expires=${minutesAgo(-5)};tag="web-bot-auth"`;
    expect((await ask()(thumbed, create, { parameters })).body.status).toBe("ready_for_complete");
  });

  test("EdDSA is taken where the version names it", async () => {
    const { body } = await ask()(edwards, create);
    if (version === "2026-04-08") expect(body.code).toBe("algorithm_unsupported");
    else expect(body.status).toBe("ready_for_complete");
  });

  test("who claims a profile is another agent than who signs as it, and sees no order", async () => {
    const signed = await ask()(own, create);
    const claimed = await ask()(undefined, create);
    expect((await ask()(undefined, look(signed.body.id))).body.messages[0].code).toBe("not_found");
    expect((await ask()(own, look(claimed.body.id))).body.messages[0].code).toBe("not_found");
    const paid = await ask()(own, complete(signed.body.id));
    const orderId: string = paid.body.order.id;
    expect((await ask()(own, order(orderId))).body.checkout_id).toBe(signed.body.id);
    const refused = await ask()(undefined, order(orderId));
    expect({ status: refused.status, code: refused.body.code }).toEqual({
      status: 401,
      code: "signature_missing",
    });
    const theirs = await ask()(undefined, complete(claimed.body.id));
    const forTheirs = await ask()(undefined, order(theirs.body.order.id));
    expect(forTheirs.body.code).toBe("signature_missing");
  });
});

test("over REST a signed change without an idempotency key is refused", async () => {
  const ask = signingPlatform(shop, { transport: "REST", profile: profiles.at("2026-08-25/own") });
  const answer = await ask(own, create, { without: ["idempotency-key"] });
  expect(answer.body).toMatchObject({ code: "signature_invalid" });
  expect(answer.body.content).toContain("idempotency-key");
});

test("a query has to be signed where there is one", async () => {
  const ask = signingPlatform(shop, { transport: "REST", profile: profiles.at("2026-08-25/own") });
  const looked = { ...look("cs_1"), path: "/checkout-sessions/cs_1?a=1" };
  expect((await ask(own, looked)).body.messages[0].code).toBe("not_found");
  expect((await ask(own, looked, { without: ["@query"] })).body.code).toBe("signature_invalid");
});

test("a tool call whose header names another profile than its meta is refused", async () => {
  const ask = signingPlatform(shop, { transport: "MCP", profile: profiles.at("2026-08-25/own") });
  const headers = { "ucp-agent": `profile="${profiles.at("2026-08-25/other")}"` };
  const answer = await ask(own, create, { headers });
  expect(answer.body.code).toBe("invalid_profile_url");
});
