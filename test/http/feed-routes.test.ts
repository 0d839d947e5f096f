import { describe, expect, test } from "bun:test";
import { Elysia } from "elysia";
import { answerError } from "../../src/http/error-answer.ts";
import { type FeedServices, feedRoutes } from "../../src/http/feed-routes.ts";
import { contextOf } from "../../src/http/request-context.ts";
import { RouteTable } from "../../src/http/route-table.ts";
import { acpVersion } from "../../src/protocols/acp/version.ts";
import { newestWire } from "../../src/protocols/acp/versions.ts";
import { fullProduct } from "../feed/feed.ts";
import { type FeedShop, openFeedShop } from "../feed/feed-shop.ts";
import { openGuesses } from "./guesses.ts";
import { openPipeline } from "./request-pipeline.ts";

/** A front with nothing behind it but the feed of a shop. */
async function openFeed(shop: FeedShop, accessToken?: string) {
  await shop.put(fullProduct());
  return openPipelineOf({ publication: await shop.openPublication(), accessToken });
}

function openPipelineOf(services: Omit<FeedServices, "guesses">) {
  const app = new Elysia({ normalize: false })
    .onError(({ error, request }) => answerError(contextOf(request), acpVersion(newestWire), routes, error))
    .use(feedRoutes({ ...services, guesses: openGuesses() }))
    .compile();
  const routes = new RouteTable(app.routes);
  return openPipeline({ options: { open: { prepare: () => undefined, routes, fetch: app.fetch } } });
}

describe("GET /feed.*", () => {
  test.each([
    ["jsonl", "application/jsonl; charset=utf-8"],
    ["csv", "text/csv; charset=utf-8; header=present"],
    ["tsv", "text/tab-separated-values; charset=utf-8"],
    ["xml", "application/xml; charset=utf-8"],
    ["json", "application/json; charset=utf-8"],
  ])("answers %s as %s, and the archive of it", async (extension, type) => {
    await using shop = openFeedShop();
    const { send } = await openFeed(shop);
    const plain = await send(`/feed.${extension}`);
    expect([plain.status, plain.headers.get("content-type")]).toEqual([200, type]);
    expect(plain.headers.get("cache-control")).toBe("public, max-age=900");
    expect(plain.headers.get("last-modified")).toBe(new Date(shop.clock.now()).toUTCString());
    const archive = await send(`/feed.${extension}.gz`);
    expect(archive.headers.get("content-type")).toBe("application/gzip");
    expect(archive.headers.has("content-encoding")).toBeFalse();
    expect(archive.headers.get("content-disposition")).toBe(`inline; filename="feed.${extension}.gz"`);
    expect(new TextDecoder().decode(Bun.gunzipSync(await archive.arrayBuffer()))).toBe(await plain.text());
  });

  test("answers JSON as an object with meta when asked to", async () => {
    await using shop = openFeedShop();
    const { send } = await openFeed(shop);
    const rows: unknown = await (await send("/feed.json")).json();
    expect(rows).toHaveLength(2);
    const whole: unknown = await (await send("/feed.json?shape=meta")).json();
    expect(whole).toEqual({ meta: expect.objectContaining({ generation: "openai-2026" }), products: rows });
  });

  test.each([
    ["gzip", true],
    ["br, gzip;q=0.5", true],
    ["*", true],
    ["gzip;q=0", false],
    ["identity", false],
    ["br", false],
  ])("with Accept-Encoding: %s is compressed: %p", async (accepted, isCompressed) => {
    await using shop = openFeedShop();
    const { send } = await openFeed(shop);
    const answer = await send("/feed.jsonl", { headers: { "accept-encoding": accepted } });
    expect(answer.headers.get("content-encoding")).toBe(isCompressed ? "gzip" : null);
    expect(answer.headers.get("vary")).toBe("accept-encoding");
    expect(answer.headers.get("etag")?.endsWith('-gz"')).toBe(isCompressed);
  });

  test("is not sent again to whoever has it", async () => {
    await using shop = openFeedShop();
    const { send } = await openFeed(shop);
    const first = await send("/feed.csv");
    const etag = first.headers.get("etag") ?? "";
    const date = first.headers.get("last-modified") ?? "";
    const asked = async (headers: Record<string, string>) => (await send("/feed.csv", { headers })).status;
    expect(await asked({ "if-none-match": etag })).toBe(304);
    expect(await asked({ "if-none-match": `"other", W/${etag}` })).toBe(304);
    expect(await asked({ "if-none-match": "*" })).toBe(304);
    expect(await asked({ "if-none-match": '"other"', "if-modified-since": date })).toBe(200);
    expect(await asked({ "if-modified-since": date })).toBe(304);
    expect(await asked({ "if-modified-since": new Date(0).toUTCString() })).toBe(200);
    expect(await asked({ "if-modified-since": "yesterday" })).toBe(200);
    const unchanged = await send("/feed.csv", { headers: { "if-none-match": etag } });
    expect([await unchanged.text(), unchanged.headers.get("etag")]).toEqual(["", etag]);
  });

  test("with an access token is for its bearer only, and in no shared cache", async () => {
    await using shop = openFeedShop();
    const { send } = await openFeed(shop, "open-sesame");
    expect((await send("/feed.csv")).status).toBe(401);
    expect((await send("/feed.csv?access_token=wrong")).status).toBe(401);
    expect((await send("/feed.csv", { headers: { authorization: "Bearer wrong" } })).status).toBe(401);
    const answer = await send("/feed.csv", { headers: { authorization: "Bearer open-sesame" } });
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "private, max-age=900"]);
    expect((await send("/feed.csv?access_token=open-sesame")).status).toBe(200);
  });

  test("that is not ready says when to come again", async () => {
    const { send } = openPipelineOf({ publication: { file: async () => undefined } });
    const answer = await send("/feed.jsonl");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "15"]);
  });
});

describe("the guides' address of the feed", () => {
  test("answers the shape with a header of its own, where the guides' dialect is served", async () => {
    await using shop = openFeedShop();
    await shop.put(fullProduct());
    const { send } = openPipelineOf({ publication: await shop.openPublication(), guideDialect: true });
    const answer = await send("/commerce/feed.json");
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(await (await send("/feed.json?shape=meta")).text());
  });

  test("is nothing elsewhere", async () => {
    await using shop = openFeedShop();
    const { send } = await openFeed(shop);
    expect((await send("/commerce/feed.json")).status).toBe(404);
  });

  test("wants the access token the other addresses want", async () => {
    await using shop = openFeedShop();
    const services = { publication: await shop.openPublication(), accessToken: "secret", guideDialect: true };
    expect((await openPipelineOf(services).send("/commerce/feed.json")).status).toBe(401);
  });
});
