import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { demoShop } from "../../src/demo/shop.ts";
import { servedVersions } from "../../src/protocols/acp/versions.ts";
import { ucpVersions } from "../protocols/ucp/platform.ts";
import { smallestShop } from "../settings/load.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

/** The rules of `redocly lint`, warnings too, and those of `spectral lint` (`spectral:oas`) that they lack. */
const rules = await createConfig({
  extends: ["recommended-strict"],
  rules: {
    "info-contact": "error",
    "operation-description": "error",
    "operation-tag-defined": "error",
    "tag-description": "error",
  },
});

/** What the linter says of a document, each with its place. */
async function faultsOf(source: string): Promise<string[]> {
  const problems = await lintFromString({ source, absoluteRef: "document.json", config: rules });
  return problems.map(({ ruleId, message, location: [place] }) => `${ruleId} ${place?.pointer}: ${message}`);
}

let shop: ServedShop;
beforeAll(async () => {
  shop = await serveShop({
    shop: `unreleased = true\n${demoShop("http://localhost")}`,
    environment: { ADMIN_TOKEN: "a-token-of-the-merchant" },
  });
});
afterAll(() => shop[Symbol.asyncDispose]());

describe("linting the OpenAPI documents", () => {
  const names = [...servedVersions(true), ...ucpVersions.map((version) => `ucp-${version}`), "admin"];

  test.each(names)("%s has no fault", async (name) => {
    const served = await shop.fetch(`/openapi/${name}.json`);
    expect(served.status).toBe(200);
    expect(await faultsOf(await served.text())).toEqual([]);
  });

  test("finds an example that its schema refuses, and a tag that is not declared", async () => {
    const document = await (await shop.fetch("/openapi/2026-04-17.json")).text();
    const faulty = document
      .replace('"tags":[{"name":"Checkout sessions"', '"tags":[{"name":"Other"')
      .replace('"code":"unauthorized"', '"code":7');
    expect((await faultsOf(faulty)).map((fault) => fault.split(" ")[0])).toEqual(
      expect.arrayContaining(["operation-tag-defined", "no-invalid-media-type-examples"]),
    );
  });
});

test("a shop that makes no tokens of cards documents neither their tag nor their schemas", async () => {
  await using live = await serveShop({
    shop: `payments = "stripe"\n${smallestShop}[stripe]\nmerchant_id = "acct_1"\n`,
    environment: { STRIPE_SECRET_KEY: "sk_test_1", STRIPE_API_BASE: "http://localhost:1" },
  });
  const document = await (await live.fetch("/openapi.json")).text();
  expect(document.match(/DelegatePayment|Delegated payment/g)).toBeNull();
  expect(await faultsOf(document)).toEqual([]);
});
