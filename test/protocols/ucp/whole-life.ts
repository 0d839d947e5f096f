import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { demoAdminToken, demoApiKey } from "../../../src/demo/shop.ts";
import { openTerminal } from "../../cli/terminal.ts";
import type { OfficialKind } from "../../conformance/official-ucp.ts";
import { makeShopOnDemoTerms } from "../../demo-goods.ts";
import { SetClock } from "../../http/request-pipeline.ts";
import { type ServedShop, serveShop } from "../../http/shop-server.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import {
  home,
  hostProfiles,
  jane,
  type PlatformAnswer,
  patientOutgoing,
  payBy,
  profileIn,
  transports,
  whole,
} from "./platform.ts";

/** An answer of a step, and by which of the official definitions it is to be valid. */
export interface LivedAnswer {
  readonly step: string;
  readonly kind: OfficialKind;
  readonly body: PlatformAnswer["body"];
}

const DAY = 86_400_000;

const more = `
[[marketing_consents]]
channel = "email"
text = "News by e-mail"
privacy_policy_url = "https://shop.example/privacy"
`;

const picture = {
  type: "image",
  url: "https://shop.example/perfume.jpg",
  alt_text: "A bottle",
  width: 800,
  height: 600,
};

const perfume = {
  id: "perfume",
  title: "Perfume",
  description: { plain: "Sealed.", html: "<p>Sealed.</p>", markdown: "*Sealed.*" },
  media: [picture],
  attributes: { withdrawal_excluded: "true" },
  variants: [
    {
      id: "perfume",
      title: "Perfume",
      price: { amount: 5000, currency: "USD" },
      list_price: { amount: 6000, currency: "USD" },
      url: "https://shop.example/perfume/small",
      media: [picture],
      barcodes: [{ type: "EAN", value: "4006381333931" }],
      stock: 5,
      availability: { available: true },
    },
  ],
};

/**
 * Lives through everything that can happen to a purchase, from the search to the refund, in a shop of its own: declined,
 * out of stock, escalated, canceled, expired and refunded ones among it.
 */
export async function liveThroughAll(
  version: string,
  transport: keyof typeof transports,
): Promise<readonly LivedAnswer[]> {
  using own = temporaryFolder();
  const environment = await makeShopOnDemoTerms(own.path);
  const file = join(own.path, "shop.toml");
  writeFileSync(file, `${readFileSync(file, "utf8")}${more}`);
  const terminal = openTerminal({ directory: own.path, environment });
  terminal.file("more.jsonl", JSON.stringify(perfume));
  for (const words of [
    ["catalog", "import", "more.jsonl"],
    ["discounts", "create", "Ten", "--percent", "10", "--code", "TEN", "--stackable"],
    ["discounts", "create", "Free", "--free-shipping", "--minimum-subtotal", "100", "--stackable"],
  ]) {
    const { code, notes } = await terminal.run(...words);
    if (code !== 0) throw new Error(notes);
  }
  using profiles = hostProfiles(() => Response.json(profileIn(version)));
  const clock = new SetClock();
  clock.at = Date.now();
  await using shop = await serveShop({ folder: own.path, environment, clock, outgoing: patientOutgoing() });
  const asked = transports[transport](shop, profiles.at("platform"));
  const answers: LivedAnswer[] = [];
  const key = { "x-api-key": demoApiKey };
  async function live(
    step: string,
    kind: LivedAnswer["kind"] | undefined,
    ...[method, path, body]: Parameters<typeof asked>
  ): Promise<LivedAnswer["body"]> {
    const answer = await asked(method, path, body, { ...key, "idempotency-key": crypto.randomUUID() });
    if (kind) answers.push({ step, kind, body: answer.body });
    return answer.body;
  }
  await lookAround(live);
  await fillCarts(live);
  await checkOut(live, version);
  await goWrong(live);
  await order(live, shop);
  const { id } = await live("begun to expire", "checkout", "POST", "/checkout-sessions", whole);
  clock.at += 2 * DAY;
  await live("expired", "checkout", "GET", `/checkout-sessions/${id}`);
  await live("changed too late", "error", "PUT", `/checkout-sessions/${id}`, whole);
  return answers;
}

type Live = (
  step: string,
  kind: LivedAnswer["kind"] | undefined,
  method: string,
  path: string,
  body?: unknown,
) => Promise<LivedAnswer["body"]>;

async function lookAround(live: Live): Promise<void> {
  await live("searched", "search", "POST", "/catalog/search", { query: "perfume" });
  const filters = { price: { min: 0 } };
  await live("paged", "search", "POST", "/catalog/search", { filters, pagination: { limit: 2 } });
  const ids = ["linen-shirt-small", "perfume", "merino-beanie", "nope"];
  await live("looked up", "lookup", "POST", "/catalog/lookup", { ids });
  const selected = [{ name: "Size", label: "Small" }];
  await live("chosen", "product", "POST", "/catalog/product", { id: "linen-shirt", selected });
  await live("not to be withdrawn from", "product", "POST", "/catalog/product", { id: "perfume" });
  await live("not sold", "error", "POST", "/catalog/product", { id: "nope" });
}

/** All that a platform may say of its buyer before there is an address. */
const context = {
  address_country: "US",
  address_region: "CA",
  postal_code: "94607",
  language: "en-US",
  currency: "USD",
  intent: "a gift",
  eligibility: ["com.example.gold"],
};

async function fillCarts(live: Live): Promise<void> {
  const buyer = { ...jane, phone_number: "+15105550100" };
  const content = { line_items: whole.line_items, buyer, context, discounts: { codes: ["TEN", "NO"] } };
  const { id } = await live("filled", "cart", "POST", "/carts", content);
  await live("shown", "cart", "GET", `/carts/${id}`);
  const line_items = [
    { item: { id: "perfume" }, quantity: 1 },
    { item: { id: "nope" }, quantity: 1 },
  ];
  await live("refilled", "cart", "PUT", `/carts/${id}`, { line_items });
  await live("thrown away", "cart", "POST", `/carts/${id}/cancel`);
  await live("gone", "error", "GET", `/carts/${id}`);
  const soldOut = { line_items: [{ item: { id: "linen-shirt-large" }, quantity: 1 }] };
  await live("sold out", "error", "POST", "/carts", soldOut);
}

/** A buyer's answers to everything that a version can ask. */
function consentIn(version: string): object {
  if (version === "2026-04-08")
    return { marketing: true, analytics: false, preferences: true, sale_of_data: false };
  const granted = { granted: true, source: "platform" };
  const marketing = "dev.ucp.consent.marketing";
  return { [marketing]: { ...granted, segments: { [`${marketing}.email`]: granted } } };
}

async function checkOut(live: Live, version: string): Promise<void> {
  const line_items = whole.line_items;
  const buyer = { ...jane, phone_number: "+15105550100", consent: consentIn(version) };
  const { id } = await live("begun", "checkout", "POST", "/checkout-sessions", { line_items, context });
  const path = `/checkout-sessions/${id}`;
  const discounts = { codes: ["TEN", "NO"] };
  await live("with codes", "checkout", "PUT", path, { ...whole, buyer, discounts });
  await live("out of stock", "checkout", "PUT", path, {
    ...whole,
    line_items: [{ item: { id: "linen-shirt-large" }, quantity: 1 }],
  });
  const several = [
    { item: { id: "perfume" }, quantity: 1 },
    { item: { id: "cedar-candle" }, quantity: 4 },
  ];
  await live("shipped free", "checkout", "PUT", path, { ...whole, line_items: several });
  await live("declined", "checkout", "POST", `${path}/complete`, payBy("tok_declined"));
  await live("escalated", "checkout", "POST", `${path}/complete`, payBy("tok_3ds"));
  await live("canceled", "checkout", "POST", `${path}/cancel`);
  const waiting = await live("to be waited for", "checkout", "POST", "/checkout-sessions", whole);
  const waitingPath = `/checkout-sessions/${waiting.id}`;
  await live("paid, nobody knows", undefined, "POST", `${waitingPath}/complete`, payBy("tok_timeout"));
  await live("being paid", "checkout", "GET", waitingPath);
}

async function goWrong(live: Live): Promise<void> {
  const line_items = [{ item: { id: "nope" }, quantity: 1 }];
  await live("of nothing", "error", "POST", "/checkout-sessions", { line_items });
  await live("nobody's", "error", "GET", "/checkout-sessions/cs_nothing");
  const { id } = await live("unready", "checkout", "POST", "/checkout-sessions", {
    line_items: whole.line_items,
  });
  await live("paid unready", "error", "POST", `/checkout-sessions/${id}/complete`, payBy("tok_approved"));
  await live("no order", "error", "GET", "/orders/ord_nothing");
}

async function order(live: Live, shop: ServedShop): Promise<void> {
  const line_items = [
    { item: { id: "perfume" }, quantity: 1 },
    { item: { id: "cedar-candle" }, quantity: 4 },
  ];
  const attribution = { utm_source: "newsletter", gclid: "abc" };
  const destination = { ...home, extended_address: "Rear building", phone_number: "+15105550100" };
  const fulfillment = { methods: [{ type: "shipping", destinations: [destination] }] };
  const begun = { ...whole, fulfillment, line_items, attribution };
  const { id } = await live("to be ordered", "checkout", "POST", "/checkout-sessions", begun);
  const path = `/checkout-sessions/${id}`;
  const paid = await live("ordered", "checkout", "POST", `${path}/complete`, payBy("tok_approved"));
  await live("after it", "checkout", "GET", path);
  const orderPath = `/orders/${paid.order.id}`;
  await live("placed", "order", "GET", orderPath);
  const work = async (what: string, body: object = {}) => {
    const headers = { authorization: `Bearer ${demoAdminToken}`, "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await shop.fetch(`/admin/api${orderPath}/${what}`, init);
    if (!response.ok) throw new Error(`${what}: ${response.status} ${await response.text()}`);
  };
  await work("ship", { carrier: "USPS", tracking_number: "9400100000000000000000" });
  await live("sent", "order", "GET", orderPath);
  await work("deliver");
  await live("arrived", "order", "GET", orderPath);
  await work("refund", { amount: 100 });
  const [line] = paid.line_items;
  await work("refund", { line_items: [{ id: line.id, quantity: 1 }] });
  await live("refunded", "order", "GET", orderPath);
}
