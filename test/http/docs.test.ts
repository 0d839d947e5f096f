import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import SwaggerParser from "@apidevtools/swagger-parser";
import { demoApiKey } from "../../src/demo/shop.ts";
import { servedVersions } from "../../src/protocols/acp/versions.ts";
import { smallestShop } from "../settings/load.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

interface DocumentedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly requestBody?: {
    readonly content: {
      readonly "application/json": {
        readonly examples: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
      };
    };
  };
}

interface Document {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
}

type Validated = Exclude<Parameters<typeof SwaggerParser.validate>[0], string>;

let shop: ServedShop;
beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

/** A document as an agent's developer gets it. */
async function documentOf(version: string): Promise<Document> {
  return (await (await shop.fetch(`/openapi/${version}.json`)).json()) as Document;
}

describe.each([...servedVersions()])("the document of %s", (version) => {
  /** Sends a body the way the document says to. */
  async function post(path: string, body: unknown) {
    const response = await shop.fetch(path, {
      method: "POST",
      headers: {
        authorization: `Bearer ${demoApiKey}`,
        "api-version": version,
        "content-type": "application/json",
        "idempotency-key": crypto.randomUUID(),
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, session: (await response.json()) as { id: string; status: string } };
  }

  /** The examples of an operation, and the statuses it is said to answer. */
  async function operation(path: string) {
    const { post: documented } = (await documentOf(version)).paths[path] ?? {};
    const examples = Object.values(documented?.requestBody?.content["application/json"].examples ?? {});
    expect(examples.length).toBeGreaterThan(0);
    return { examples, answers: Object.keys(documented?.responses ?? {}) };
  }

  async function createSession() {
    const { examples } = await operation("/checkout_sessions");
    return (await post("/checkout_sessions", examples[0]?.value)).session.id;
  }

  test("is valid OpenAPI 3.1", async () => {
    const document = await documentOf(version);
    expect(document.openapi).toBe("3.1.0");
    // The parser replaces references in what it is given, and its types know only documents written out in full.
    await SwaggerParser.validate(structuredClone(document) as unknown as Validated);
  });

  test("says in which countries an address needs its postal code", async () => {
    const words = JSON.stringify(await documentOf(version));
    const [, countries = ""] = /"May be empty, except in ([A-Z, ]+)\."/.exec(words) ?? [];
    expect(countries.split(", ")).toContain("US");
    expect(countries.split(", ")).not.toContain("HK");
  });

  test("describes every session route, what it is for and what it answers", async () => {
    const { paths } = await documentOf(version);
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
    expect(operations.map(({ operationId }) => operationId)).toEqual(
      expect.arrayContaining([
        "createCheckoutSession",
        "getCheckoutSession",
        "updateCheckoutSession",
        "completeCheckoutSession",
        "cancelCheckoutSession",
      ]),
    );
    for (const { summary, responses } of operations) {
      expect(summary.length).toBeGreaterThan(5);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(["400", "401", "429"]));
    }
  });

  test("has examples of creating that run as they stand", async () => {
    const { examples, answers } = await operation("/checkout_sessions");
    for (const { summary, value } of examples) {
      expect([summary, (await post("/checkout_sessions", value)).status]).toEqual([summary, 201]);
    }
    expect(answers).toContain("201");
  });

  test.each(["", "/complete", "/cancel"])(
    "has examples of /checkout_sessions/{id}%s that run as they stand",
    async (step) => {
      const { examples, answers } = await operation(`/checkout_sessions/{id}${step}`);
      for (const { summary, value } of examples) {
        const { status, session } = await post(`/checkout_sessions/${await createSession()}${step}`, value);
        expect([summary, status]).toEqual([summary, 200]);
        if (step === "/complete") expect([summary, session.status]).toEqual([summary, "completed"]);
      }
      expect(answers).toContain("200");
    },
  );
});

test("/openapi.json is the newest release", async () => {
  const newest = servedVersions().at(-1);
  expect(await (await shop.fetch("/openapi.json")).json()).toEqual(
    await (await shop.fetch(`/openapi/${newest}.json`)).json(),
  );
});

test("a base path stands before everything the documentation page loads and calls", async () => {
  await using based = await serveShop({ shop: `base_path = "/api"\n${smallestShop}` });
  const page = await (await based.fetch("/api/docs")).text();
  const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = ""]) => path);
  expect(loaded.length).toBeGreaterThan(3);
  for (const path of loaded) {
    expect(path).toStartWith("/api/docs/");
    expect((await based.fetch(path)).status).toBe(200);
  }
  const document = (await (await based.fetch("/api/openapi.json")).json()) as Document;
  expect(document.servers).toEqual([{ url: "/api" }]);
});
