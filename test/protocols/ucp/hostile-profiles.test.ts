import { afterAll, beforeAll, expect, test } from "bun:test";
import { makeShopOnDemoTerms } from "../../demo-goods.ts";
import { type ServedShop, serveShop } from "../../http/shop-server.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { type HttpsPlatform, serveHttpsPlatform, wayToHttpsPlatform } from "./https-platform.ts";
import {
  everyCapability,
  hostProfiles,
  type ProfileHost,
  patientOutgoing,
  platform,
  profileIn,
  toolPlatform,
  whole,
} from "./platform.ts";

const version = "2026-08-25";
const honest = JSON.stringify(profileIn(version));
const bytes = (text: string) => new TextEncoder().encode(text);

/** A body that never ends, and never keeps its reader waiting. */
function endless(): ReadableStream {
  const chunk = bytes(" ".repeat(65_536));
  return new ReadableStream({
    start: (controller) => controller.enqueue(bytes(honest.slice(0, 20))),
    pull: (controller) => controller.enqueue(chunk),
  });
}

/** Small on the wire, and large where somebody unpacks it. */
function bomb(): Response {
  const body = Bun.gzipSync(`${honest.slice(0, -1)},"more":"${"x".repeat(50_000_000)}"}`);
  return new Response(body, { headers: { "content-encoding": "gzip", "content-type": "application/json" } });
}

const capabilitiesOf = (names: readonly string[]) =>
  JSON.stringify({
    ucp: { version, capabilities: Object.fromEntries(names.map((name) => [name, [{ version }]])) },
  });

const answers: Readonly<Record<string, () => Response | Promise<Response>>> = {
  "/honest": () => new Response(honest),
  "/endless": () => new Response(endless()),
  "/bomb": bomb,
  "/deep": () => new Response(`${'{"ucp":'.repeat(10_000)}1${"}".repeat(10_000)}`),
  "/deeper-than-any-stack": () => new Response("[".repeat(120_000)),
  "/not-text": () => new Response(new Uint8Array([0xff, 0xfe, 0x00, 0xd8, 0x22])),
  "/cut-off": () => new Response(honest.slice(0, -5)),
  "/empty": () => new Response(null, { status: 204 }),
  "/forbidden": () => new Response(honest, { status: 403 }),
  "/teapot": () => new Response(honest, { status: 300 }),
  "/too-many-keys": () =>
    new Response(JSON.stringify({ ...profileIn(version), keys: Array.from({ length: 101 }, () => ({})) })),
  "/capabilities-as-list": () => new Response(JSON.stringify({ ucp: { version, capabilities: [version] } })),
  "/version-with-more": () => new Response(JSON.stringify({ ucp: { version: `${version}\n` } })),
};

let shop: ServedShop;
let profiles: ProfileHost;
/** Whoever asks for another path waits, until a test has it answered. */
const waitingIsOver = Promise.withResolvers<void>();
const nothingThere = () => waitingIsOver.promise.then(() => new Response(null, { status: 404 }));

beforeAll(async () => {
  profiles = hostProfiles((path) => answers[path]?.() ?? nothingThere());
  shop = await serveShop({ outgoing: patientOutgoing() });
});
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  profiles[Symbol.dispose]();
});

const refused: readonly (readonly [name: string, status: number, code: string])[] = [
  ["endless", 422, "profile_malformed"],
  ["bomb", 422, "profile_malformed"],
  ["deep", 422, "profile_malformed"],
  ["deeper-than-any-stack", 422, "profile_malformed"],
  ["not-text", 422, "profile_malformed"],
  ["cut-off", 422, "profile_malformed"],
  ["empty", 422, "profile_malformed"],
  ["forbidden", 424, "profile_unreachable"],
  ["teapot", 424, "profile_unreachable"],
  ["too-many-keys", 422, "profile_malformed"],
  ["capabilities-as-list", 422, "profile_malformed"],
  ["version-with-more", 422, "profile_malformed"],
];

test.each(refused)(
  "a caller whose profile is %s is answered %d %s, over REST and MCP",
  async (name, status, code) => {
    const asked = await platform(shop, profiles.at(name))("POST", "/checkout-sessions", whole);
    expect({ status: asked.status, code: asked.body.code }).toEqual({ status, code });
    const called = await toolPlatform(shop, profiles.at(name))("POST", "/checkout-sessions", whole);
    expect(called.body.code).toBe(code);
    const served = await platform(shop, profiles.at("honest"))("POST", "/checkout-sessions", whole);
    expect(served.status).toBe(201);
  },
);

const strange: readonly (readonly [what: string, names: readonly string[]])[] = [
  ["of every object", ["constructor", "toString", "hasOwnProperty"]],
  ["by the thousand", Array.from({ length: 1_500 }, (_, index) => `com.example.capability${index}`)],
];

test.each(strange)("capabilities with names %s are agreed on by nobody", async (_, names) => {
  using own = hostProfiles(() => new Response(capabilitiesOf([...everyCapability, ...names])));
  const { status, body } = await platform(shop, own.at("profile"))("POST", "/checkout-sessions", whole);
  expect(status).toBe(201);
  expect(Object.keys(body.ucp.capabilities).filter((name) => !name.startsWith("dev.ucp."))).toEqual([]);
});

test("a capability named __proto__ makes nobody else able to do anything", async () => {
  using own = hostProfiles(
    () =>
      new Response(
        `{"ucp":{"version":"${version}","capabilities":{"__proto__":[{"version":"${version}"}]}}}`,
      ),
  );
  const { body } = await platform(shop, own.at("profile"))("POST", "/checkout-sessions", whole);
  expect(body.messages[0].code).toBe("capabilities_incompatible");
});

test("a caller that names the shop's own profile is served as one that can do what the shop can", async () => {
  const own = `${shop.server.url}/.well-known/ucp`;
  expect((await platform(shop, own)("POST", "/checkout-sessions", whole)).status).toBe(201);
  const itself = `${shop.server.url}/ucp/checkout-sessions/cs_1`;
  const { body } = await platform(shop, itself)("POST", "/checkout-sessions", whole);
  expect(body.code).toBe("profile_unreachable");
});

test("while sixteen profiles keep the shop waiting, the next is asked to come again, and who is known is served", async () => {
  const known = platform(shop, profiles.at("honest"));
  expect((await known("POST", "/checkout-sessions", whole)).status).toBe(201);
  const silent = Array.from({ length: 16 }, (_, index) =>
    platform(shop, profiles.at(`silent-${index}`))("POST", "/carts", { line_items: whole.line_items }),
  );
  const next = await platform(shop, profiles.at("silent-17"))("POST", "/carts", {
    line_items: whole.line_items,
  });
  expect({ status: next.status, code: next.body.code }).toEqual({ status: 429, code: "rate_limited" });
  expect(next.headers.get("retry-after")).toBe("1");
  expect((await known("POST", "/checkout-sessions", whole)).status).toBe(201);
  waitingIsOver.resolve();
  for (const { body } of await Promise.all(silent)) expect(body.code).toBe("profile_unreachable");
});

test("a shop in production calls no address but public ones by https, with a key neither", async () => {
  using folder = temporaryFolder();
  using there: HttpsPlatform = await serveHttpsPlatform(() => profileIn(version));
  const secrets = {
    COMMERCE_API_KEY: "csk_of_this_test_and_no_other",
    ADMIN_TOKEN: "token_of_this_test_alone",
  };
  const environment = await makeShopOnDemoTerms(folder.path);
  const file = `${folder.path}/shop.toml`;
  await Bun.write(file, (await Bun.file(file).text()).replace("ucp =", 'payments = "sandbox"\nucp ='));
  await using production = await serveShop({
    folder: folder.path,
    environment: { ...environment, ...secrets, PUBLIC_BASE_URL: "https://shop.example" },
    outgoing: await wayToHttpsPlatform(),
  });
  for (const address of [
    there.profile.replace("https:", "http:"),
    "https://169.254.169.254/latest/meta-data",
    "https://10.0.0.1/profile",
    "https://[::1]/profile",
    profiles.at("honest"),
  ])
    for (const headers of [{}, { "x-api-key": secrets.COMMERCE_API_KEY }]) {
      const { status, body } = await platform(production, address)(
        "POST",
        "/checkout-sessions",
        whole,
        headers,
      );
      expect({ address, status, code: body.code }).toEqual({
        address,
        status: 400,
        code: "invalid_profile_url",
      });
    }
  const served = await platform(production, there.profile)("POST", "/checkout-sessions", whole);
  expect(served.status).toBe(201);
});
