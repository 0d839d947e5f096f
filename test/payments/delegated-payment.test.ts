import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Value } from "@sinclair/typebox/value";
import { demoApiKey } from "../../src/demo/shop.ts";
import { fingerprintOf } from "../../src/idempotency/claim.ts";
import { makeLog } from "../../src/log.ts";
import { releasedWires, servedWires } from "../../src/protocols/acp/versions.ts";
import type { Wire } from "../../src/protocols/acp/wire.ts";
import { demoKeys, shopOnDemoTerms } from "../demo-goods.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { rowsIn } from "../shop-database.ts";
import { SECRET_KEY, startStripeStandIn } from "../stripe/stand-in.ts";
import { versionBodies } from "./version-agent.ts";

const PATH = "/agentic_commerce/delegate_payment";
const NUMBER = "4242424242424242";
const SPACED = "4242 4242 4242 4242";
const DISGUISED = ["4242.4242.4242.4242", `spt_${NUMBER}`, `spt_${NUMBER}_declined`];
const CVC = "9173";

let shop: ServedShop;
let logged = "";
beforeAll(async () => {
  const log = makeLog("debug", { write: (line: string) => (logged += line) });
  shop = await serveShop({ log });
});
afterAll(() => shop[Symbol.asyncDispose]());

async function post(wire: Wire, path: string, body: unknown, key: string = crypto.randomUUID(), at = shop) {
  const response = await at.fetch(path, {
    method: "POST",
    headers: {
      authorization: `Bearer ${demoApiKey}`,
      "api-version": wire.version,
      "content-type": "application/json",
      "idempotency-key": key,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
}

interface Wishes {
  readonly card?: object;
  readonly allowance?: object;
  readonly risk_signals?: readonly object[];
}

/** A request as the version documents it, for one session, with the secret code changed to one that can be searched for. */
function delegation(wire: Wire, sessionId: string, { card, allowance, risk_signals }: Wishes = {}) {
  const [example] = Object.values(wire.delegatedPayment.delegate.examples);
  const body = structuredClone(Object(example));
  return {
    ...body,
    payment_method: { ...body.payment_method, cvc: CVC, ...card },
    allowance: { ...body.allowance, checkout_session_id: sessionId, ...allowance },
    ...(risk_signals && { risk_signals }),
  };
}

/** A session that can be paid, and the total an agent was told. */
async function session(wire: Wire) {
  const [example] = Object.values(wire.create.examples);
  const { json } = await post(wire, "/checkout_sessions", example);
  const total: number = json.totals.find((row: { type: string }) => row.type === "total").amount;
  return { id: String(json.id), total };
}

const complete = (wire: Wire, id: string, token: string) =>
  post(wire, `/checkout_sessions/${id}/complete`, versionBodies(wire).complete(token));

describe.each(servedWires().map((wire) => [wire.version, wire] as const))("in %s", (_, wire) => {
  test("a card becomes a token that pays for its session, once", async () => {
    const { id } = await session(wire);
    const made = await post(wire, PATH, delegation(wire, id));
    expect(made.status).toBe(201);
    expect(made.json.id).toMatch(/^vt_/);
    expect(made.json).toMatchObject({
      created: expect.any(String),
      metadata: { merchant_id: "acct_demo" },
    });
    expect((await complete(wire, id, made.json.id)).json.status).toBe("completed");
    const other = await session(wire);
    expect((await complete(wire, other.id, made.json.id)).json.code).toBe("invalid_payment_token");
  });

  const allowances = [
    ["less than the total", (total: number) => ({ max_amount: total - 1 }), "authorised amount"],
    ["another currency", () => ({ currency: "eur" }), "another currency"],
  ] as const;
  test.each(allowances)("an allowance for %s is a decline", async (_, allowance, words) => {
    const { id, total } = await session(wire);
    const made = await post(wire, PATH, delegation(wire, id, { allowance: allowance(total) }));
    const answer = await complete(wire, id, made.json.id);
    expect(answer.text).toContain(words);
    expect(answer.status).toBe(wire.declineAnswer === "session" ? 200 : 402);
  });

  test("an allowance for another merchant or session pays nothing here", async () => {
    const { id } = await session(wire);
    const others = [
      delegation(wire, id, { allowance: { merchant_id: "acct_other" } }),
      delegation(wire, "cs_other"),
    ];
    for (const body of others) {
      const made = await post(wire, PATH, body);
      expect((await complete(wire, id, made.json.id)).json.code).toBe("invalid_payment_token");
    }
  });

  test("a test number that declines gives a token that declines", async () => {
    const { id } = await session(wire);
    const made = await post(wire, PATH, delegation(wire, id, { card: { number: "4000000000009995" } }));
    expect((await complete(wire, id, made.json.id)).text).toContain("insufficient funds");
  });

  test("a card's number in place of a token pays nothing, and its key is not taken", async () => {
    const { id } = await session(wire);
    const path = `/checkout_sessions/${id}/complete`;
    const key = crypto.randomUUID();
    for (const number of [NUMBER, SPACED, ...DISGUISED]) {
      const answer = await post(wire, path, versionBodies(wire).complete(number), key);
      expect(answer).toMatchObject({ status: 400, json: { code: "invalid_payment_token" } });
      expect(answer.text).not.toContain(number);
    }
    const paid = await post(wire, path, versionBodies(wire).complete("spt_approved"), key);
    expect(paid.json.status).toBe("completed");
  });

  const refusals = [
    ["a wrong check digit", { card: { number: "4242424242424241" } }, "$.payment_method.number"],
    ["letters in the number", { card: { number: "4242abcd42424242" } }, "$.payment_method.number"],
    ["a number that is too short", { card: { number: "42" } }, "$.payment_method.number"],
    ["a card that has expired", { card: { exp_month: "01", exp_year: "2020" } }, "$.payment_method.exp_year"],
    ["a thirteenth month", { card: { exp_month: "13" } }, "$.payment_method.exp_month"],
    ["a code of five digits", { card: { cvc: "12345" } }, "$.payment_method.cvc"],
    ["a code of letters", { card: { cvc: "abc" } }, "$.payment_method.cvc"],
    ["another kind of payment", { card: { type: "bank" } }, "$.payment_method.type"],
    ["an allowance for nothing", { allowance: { max_amount: 0 } }, "$.allowance.max_amount"],
    ["half a cent", { allowance: { max_amount: 0.5 } }, "$.allowance.max_amount"],
    [
      "an allowance of the past",
      { allowance: { expires_at: "2020-01-01T00:00:00Z" } },
      "$.allowance.expires_at",
    ],
    ["an allowance for ever", { allowance: { reason: "recurring" } }, "$.allowance.reason"],
    ["no such currency", { allowance: { currency: "xxq" } }, "$.allowance.currency"],
    [
      "a blocked card",
      { risk_signals: [{ type: "card_testing", score: 99, action: "blocked" }] },
      "$.risk_signals",
    ],
  ] as const;
  test.each(refusals)("%s is refused, naming the field and never the card", async (_, wishes, param) => {
    const answer = await post(wire, PATH, delegation(wire, "cs_1", wishes));
    expect(answer).toMatchObject({
      status: 400,
      json: { type: "invalid_request", code: "invalid_card", param },
    });
    expect(answer.text).not.toMatch(/4242|9995|12345/);
  });

  test("as many digits of the issuer are taken as the version has room for", async () => {
    const most = wire.version === "2026-01-16" || wire.version === "2026-04-17" ? 8 : 6;
    const withDigits = (count: number) => delegation(wire, "cs_1", { card: { iin: "4".repeat(count) } });
    expect((await post(wire, PATH, withDigits(most))).status).toBe(201);
    expect(await post(wire, PATH, withDigits(most + 1))).toMatchObject({
      status: 400,
      json: { param: "$.payment_method.iin" },
    });
  });

  test("risk signals may be left empty from 2026-04-17 on", async () => {
    const answer = await post(wire, PATH, delegation(wire, "cs_1", { risk_signals: [] }));
    expect(answer.status).toBe(wire.version === "2026-04-17" ? 201 : 400);
  });

  test("the same key gives the same token; another card under it is a conflict", async () => {
    const key = crypto.randomUUID();
    const first = await post(wire, PATH, delegation(wire, "cs_1"), key);
    const again = await post(wire, PATH, delegation(wire, "cs_1"), key);
    expect(again.text).toBe(first.text);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    const other = await post(
      wire,
      PATH,
      delegation(wire, "cs_1", { card: { number: "5555555555554444" } }),
      key,
    );
    expect(other).toMatchObject({
      status: wire.requiresIdempotencyKey ? 422 : 409,
      json: { type: "invalid_request", code: "idempotency_conflict" },
    });
  });
});

describe("a request that never becomes one is answered with the codes of this address", () => {
  const headers = (wire: Wire) => ({
    authorization: `Bearer ${demoApiKey}`,
    "api-version": wire.version,
    "content-type": "application/json",
    "idempotency-key": crypto.randomUUID(),
  });
  /** Codes of its own for keys came with the version that requires them. */
  const aboutKeys = (wire: Wire) =>
    wire.requiresIdempotencyKey ? "idempotency_key_required" : "duplicate_request";
  const requests: readonly [
    string,
    RequestInit & { headers?: Record<string, string> },
    number,
    ((wire: Wire) => string)?,
  ][] = [
    ["no JSON", { body: "{" }, 400],
    ["an empty body", { body: "" }, 400],
    ["no UTF-8", { body: new Uint8Array([0x22, 0xff, 0x22]) }, 400],
    ["a body that is no object", { body: "[]" }, 400],
    ["a body too deep", { body: `${"[".repeat(100)}${"]".repeat(100)}` }, 400],
    ["a name that is not allowed", { body: '{"__proto__":{}}' }, 400],
    ["a body too large", { body: " ".repeat(300_000) }, 413],
    ["another content type", { body: "{}", headers: { "content-type": "text/plain" } }, 415],
    ["a content encoding", { body: "{}", headers: { "content-encoding": "gzip" } }, 415],
    ["a key too long", { body: "{}", headers: { "idempotency-key": "k".repeat(256) } }, 400, aboutKeys],
    ["a version that is not served", { body: "{}", headers: { "api-version": "1999-01-01" } }, 400],
    ["an unknown agent", { body: "{}", headers: { authorization: "Bearer nobody" } }, 401],
    ["another method", { method: "PUT", body: "{}" }, 405],
  ];
  const cases = servedWires().flatMap((wire) =>
    requests.flatMap(([what, init, status, codeIn]) =>
      [PATH, `${PATH}/`].map(
        (path) =>
          [what, wire.version, path, { wire, init, status, code: codeIn?.(wire) ?? "invalid_card" }] as const,
      ),
    ),
  );

  test.each(cases)("%s, in %s at %s", async (_what, _version, path, { wire, init, status, code }) => {
    const response = await shop.fetch(path, {
      method: "POST",
      ...init,
      headers: { ...headers(wire), ...init.headers },
    });
    expect(response.status).toBe(status);
    const json = await response.json();
    expect(json).toMatchObject({ type: "invalid_request", code });
    const { schema } = wire.delegatedPayment.error;
    expect([...Value.Errors(schema, json)]).toEqual([]);
  });
});

test("no card number and no security code is in the database, the log or an answer", async () => {
  const [wire] = releasedWires;
  if (!wire) throw new Error("a version is served");
  await post(wire, PATH, delegation(wire, "cs_1"));
  await post(wire, PATH, delegation(wire, "cs_1", { card: { number: "4242424242424241" } }));
  await post(wire, PATH, { ...delegation(wire, "cs_1"), metadata: { note: NUMBER } });
  const files = readdirSync(shop.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"));
  expect(files.join().length).toBeGreaterThan(1000);
  expect(logged.length).toBeGreaterThan(1000);
  // Four digits alone are bound to turn up in some timestamp: the code is looked for as it would be written.
  for (const secret of [
    NUMBER,
    SPACED,
    ...DISGUISED,
    "4242424242424241",
    "4000000000009995",
    `"${CVC}"`,
    `cvc=${CVC}`,
  ]) {
    expect(files.filter((file) => file.includes(secret))).toEqual([]);
    expect(logged).not.toContain(secret);
  }
});

test("nor can a card's number be guessed from a request's fingerprint: whoever has the file lacks its key", async () => {
  const [wire] = releasedWires;
  if (!wire) throw new Error("a version is served");
  const body = delegation(wire, "cs_1");
  await post(wire, PATH, body);
  const kept = await rowsIn<{ fingerprint: Uint8Array }>(
    shop.database,
    "SELECT fingerprint FROM idempotency_records",
  );
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.filter(({ fingerprint }) => fingerprintOf(body).equals(fingerprint))).toEqual([]);
});

test("with a real provider there is no such address", async () => {
  await using standIn = await startStripeStandIn();
  await using paid = await serveShop({
    shop: shopOnDemoTerms,
    environment: { ...demoKeys, STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_API_BASE: standIn.url },
  });
  for (const wire of releasedWires) {
    expect((await post(wire, PATH, delegation(wire, "cs_1"), crypto.randomUUID(), paid)).status).toBe(404);
  }
});
