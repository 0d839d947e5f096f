import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { demoApiKey } from "../../../src/demo/shop.ts";
import { openTerminal } from "../../cli/terminal.ts";
import { ucpErrors } from "../../conformance/official-ucp.ts";
import { makeShopOnDemoTerms } from "../../demo-goods.ts";
import { type ServedShop, serveShop } from "../../http/shop-server.ts";
import { eventually } from "../../jobs/workshop.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import {
  hostProfiles,
  type ProfileHost,
  patientOutgoing,
  payBy,
  platform,
  profileIn,
  transports,
  whole,
} from "./platform.ts";

const version = "2026-04-08";
let shop: ServedShop;
let profiles: ProfileHost;

function answerAt(path: string): Response | Promise<Response> {
  switch (path) {
    case "/whole":
    case "/another":
      return Response.json(profileIn(version));
    case "/cart-only":
      return Response.json(profileIn(version, ["dev.ucp.shopping.cart", "dev.ucp.shopping.discount"]));
    case "/plain":
      return Response.json(profileIn(version, ["dev.ucp.shopping.checkout"]));
    case "/old":
      return Response.json(profileIn("2026-01-11"));
    case "/redirect":
      return new Response(null, { status: 302, headers: { location: "/whole" } });
    case "/loop":
      return new Response(null, { status: 307, headers: { location: "/loop" } });
    case "/drip":
      return new Response(drip());
    case "/number-for-a-version":
      return Response.json({ ucp: { version: 20260408 } });
    case "/text-for-keys":
      return Response.json({ ...profileIn(version), signing_keys: "mine" });
    case "/text":
      return new Response("no profile");
    case "/list":
      return Response.json([]);
    case "/huge":
      return Response.json({ ...profileIn(version), more: "x".repeat(200_000) });
    case "/never":
      return new Promise(() => {});
    default:
      return new Response("nothing", { status: 404 });
  }
}

/** A body that begins well, and whose next byte is always yet to come. */
function drip(): ReadableStream {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(JSON.stringify(profileIn(version))));
    },
  });
}

beforeAll(async () => {
  profiles = hostProfiles(answerAt);
  shop = await serveShop({ outgoing: patientOutgoing((url) => /\/(drip|never)$/.test(url)) });
});
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  profiles[Symbol.dispose]();
});

const refused: readonly (readonly [profile: string, status: number, code: string])[] = [
  ["old", 422, "version_unsupported"],
  ["redirect", 424, "profile_unreachable"],
  ["loop", 424, "profile_unreachable"],
  ["drip", 424, "profile_unreachable"],
  ["gone", 424, "profile_unreachable"],
  ["never", 424, "profile_unreachable"],
  ["text", 422, "profile_malformed"],
  ["list", 422, "profile_malformed"],
  ["huge", 422, "profile_malformed"],
  ["number-for-a-version", 422, "profile_malformed"],
  ["text-for-keys", 422, "profile_malformed"],
];

test.each(refused)("a caller whose profile is %s is answered %d %s", async (name, status, code) => {
  const ask = platform(shop, profiles.at(name));
  const answer = await ask("POST", "/checkout-sessions", whole);
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
});

test("who waits for a profile that never comes waits a second and a half, and others are served", async () => {
  const waiting = platform(shop, profiles.at("never"))("POST", "/carts", { line_items: whole.line_items });
  const served = await platform(shop, profiles.at("whole"))("POST", "/carts", {
    line_items: whole.line_items,
  });
  expect(served.status).toBe(201);
  expect((await waiting).body.content).toContain("1500 ms");
});

test("what failed is kept for a while: the profile is not asked for again with every request", async () => {
  for (const _ of [1, 2]) await platform(shop, profiles.at("gone"))("GET", "/checkout-sessions/cs_1");
  expect(profiles.asked.get("/gone")).toBe(1);
});

const headers: readonly (readonly [what: string, header: string])[] = [
  ["no dictionary", "https://platform.example/profile"],
  ["a token for an address", "profile=abc"],
  ["no address", 'profile="abc"'],
  ["a user in the address", 'profile="https://me:secret@platform.example/profile"'],
  ["a fragment in the address", 'profile="https://platform.example/profile#a"'],
  ["an address of another scheme", 'profile="file:///etc/passwd"'],
];

test.each(headers)("a UCP-Agent with %s is refused before anything is fetched", async (_, header) => {
  const answer = await platform(shop, undefined)("POST", "/checkout-sessions", whole, {
    "ucp-agent": header,
  });
  expect({ status: answer.status, code: answer.body.code }).toEqual({
    status: 400,
    code: "invalid_profile_url",
  });
});

test("a request without UCP-Agent is refused", async () => {
  const answer = await platform(shop, undefined)("GET", "/checkout-sessions/cs_1");
  expect({ status: answer.status, code: answer.body.code }).toEqual({
    status: 400,
    code: "invalid_profile_url",
  });
});

test("a profile is fetched once, however many requests come with it", async () => {
  const ask = platform(shop, profiles.at("another"));
  await Promise.all([1, 2, 3].map(() => ask("POST", "/checkout-sessions", whole)));
  expect(profiles.asked.get("/another")).toBe(1);
});

test("who does not name checkouts gets an error of the business, and may use carts", async () => {
  const ask = platform(shop, profiles.at("cart-only"));
  const refusedAnswer = await ask("POST", "/checkout-sessions", whole);
  expect(refusedAnswer.status).toBe(200);
  expect(refusedAnswer.body.ucp.status).toBe("error");
  expect(refusedAnswer.body.messages[0].code).toBe("capabilities_incompatible");
  const cart = await ask("POST", "/carts", { line_items: whole.line_items });
  expect(cart.status).toBe(201);
  expect(Object.keys(cart.body.ucp.capabilities)).toEqual([
    "dev.ucp.shopping.cart",
    "dev.ucp.shopping.discount",
  ]);
});

test("an extension that was not agreed on is not spoken", async () => {
  const answer = await platform(shop, profiles.at("plain"))("POST", "/checkout-sessions", whole);
  expect(Object.keys(answer.body.ucp.capabilities)).toEqual(["dev.ucp.shopping.checkout"]);
  expect(answer.body.fulfillment).toBeUndefined();
});

test("a session is not another profile's", async () => {
  const { body } = await platform(shop, profiles.at("whole"))("POST", "/checkout-sessions", whole);
  const other = await platform(shop, profiles.at("another"))("GET", `/checkout-sessions/${body.id}`);
  expect(other.body.messages[0].code).toBe("not_found");
});

test("a key makes another agent of the same profile", async () => {
  const ask = platform(shop, profiles.at("whole"));
  const key = { "x-api-key": demoApiKey };
  const { body } = await ask("POST", "/checkout-sessions", whole, key);
  expect((await ask("GET", `/checkout-sessions/${body.id}`, undefined, key)).body.id).toBe(body.id);
  expect((await ask("GET", `/checkout-sessions/${body.id}`)).body.messages[0].code).toBe("not_found");
});

test("a key that nobody has is refused, whatever the profile", async () => {
  const answer = await platform(shop, profiles.at("whole"))("GET", "/checkout-sessions/cs_1", undefined, {
    "x-api-key": "csk_wrong",
  });
  expect(answer.status).toBe(401);
  expect(answer.headers.get("www-authenticate")).toContain("Bearer");
});

describe("in a shop where only agents with a key may place orders", () => {
  let keyed: ServedShop;
  const own = temporaryFolder();
  let environment: Readonly<Record<string, string>>;
  beforeAll(async () => {
    environment = await makeShopOnDemoTerms(own.path);
    const file = join(own.path, "shop.toml");
    writeFileSync(file, readFileSync(file, "utf8").replace('ucp = "anybody"', 'ucp = "keys"'));
    keyed = await serveShop({ folder: own.path, environment, outgoing: patientOutgoing() });
  });
  afterAll(async () => {
    await keyed[Symbol.asyncDispose]();
    own[Symbol.dispose]();
  });

  test("others are sent to the page, which their buyer can open and pay on", async () => {
    const ask = platform(keyed, profiles.at("whole"));
    const { body } = await ask("POST", "/checkout-sessions", whole);
    expect(body.status).toBe("requires_escalation");
    expect(body.ucp.payment_handlers).toEqual({});
    expect(body.messages).toContainEqual(expect.objectContaining({ severity: "requires_buyer_review" }));
    const page = await keyed.fetch(new URL(body.continue_url).pathname);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("Cedar");
    const answer = await ask("POST", `/checkout-sessions/${body.id}/complete`, payBy("tok_approved"));
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 403, code: "forbidden" });
    expect(ucpErrors(version, "checkout", body)).toEqual([]);
  });

  test("a key that is agreed to be for a profile presents no other, whoever signs", async () => {
    const key = { "x-api-key": demoApiKey };
    const terminal = openTerminal({ directory: own.path, environment });
    const speak = async (...urls: string[]) =>
      expect(await terminal.run("keys", "speak", "default", "--profile", ...urls)).toMatchObject({ code: 0 });
    await speak(profiles.at("whole"), profiles.at("plain"));
    const create = (transport: (typeof transports)[keyof typeof transports], name: string) =>
      transport(keyed, profiles.at(name))("POST", "/checkout-sessions", whole, key);
    // A shop on PostgreSQL hears of what another process wrote a moment later.
    await eventually(async () => (await create(platform, "another")).body.code === "profile_not_trusted");
    for (const transport of Object.values(transports)) {
      expect((await create(transport, "another")).body).toMatchObject({ code: "profile_not_trusted" });
      expect((await create(transport, "whole")).body.status).toBe("ready_for_complete");
      expect((await create(transport, "plain")).body.ucp.status).toBe("success");
    }
    await speak("none");
  });

  test("an agent with a key pays", async () => {
    const ask = platform(keyed, profiles.at("whole"));
    const key = { "x-api-key": demoApiKey };
    const { body } = await ask("POST", "/checkout-sessions", whole, key);
    expect(body.status).toBe("ready_for_complete");
    const paid = await ask("POST", `/checkout-sessions/${body.id}/complete`, payBy("tok_approved"), key);
    expect(paid.body.status).toBe("completed");
    expect(paid.body.continue_url).toBeUndefined();
  });
});

test("UCP is served only where the settings say so", async () => {
  using own = temporaryFolder();
  const environment = await makeShopOnDemoTerms(own.path);
  const file = join(own.path, "shop.toml");
  writeFileSync(file, readFileSync(file, "utf8").replace('ucp = "anybody"', ""));
  await using closed = await serveShop({ folder: own.path, environment });
  expect((await closed.fetch("/.well-known/ucp")).status).toBe(404);
  expect((await closed.fetch("/ucp/checkout-sessions", { method: "POST" })).status).toBe(404);
});
