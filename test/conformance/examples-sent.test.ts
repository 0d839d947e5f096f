import { afterAll, beforeAll, expect, test } from "bun:test";
import { servedWires } from "../../src/protocols/acp/versions.ts";
import { demoItems } from "../../src/protocols/acp/words/examples.ts";
import { exceptionFor, requestExamples } from "./examples.ts";
import { describeOfficial, type Json, validate } from "./official.ts";
import { type ConformanceShop, serveConformanceShop } from "./shop.ts";

interface Known {
  readonly lineItemId: string;
  readonly optionId: string;
}

/** An official request with the ids of this shop: its items, and the options and lines of a session there is. */
function adapted(body: Json, known: Known): Json {
  return JSON.parse(JSON.stringify(body), function (this: object, key, value) {
    if (key === "option_id" || key === "fulfillment_option_id") return known.optionId;
    if (key === "item_ids") return [known.lineItemId];
    if ((key === "items" || key === "line_items") && Array.isArray(value)) {
      return value.map((item) => ({ ...item, id: demoItems.shirt }));
    }
    return value;
  });
}

/** What an example that we refuse is refused at, as the answer spells it. */
function paramOf(place: string): string {
  return place.startsWith("$") ? place : `$${place.replace(/\/(\d+)/g, "[$1]").replaceAll("/", ".")}`;
}

describeOfficial("every official request, sent", () => {
  let shop: ConformanceShop;
  beforeAll(async () => {
    shop = await serveConformanceShop();
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  test.each(servedWires(true).map((wire) => wire.version))(
    "%s: to a shop with these goods",
    async (version) => {
      for (const { title, operation, body } of requestExamples(version)) {
        const agent = title.includes(".mcp.") ? shop.mcp(version) : shop.rest(version);
        const session = await agent.must("create", { body: agent.say.create() });
        const known = {
          lineItemId: session.line_items[0].id,
          optionId: session.fulfillment_options.at(-1).id,
        };
        const id = operation === "create" ? undefined : session.id;
        const waitFor = await agent.send(operation, { id, body: adapted(body, known) });
        const exception = exceptionFor(version, title);
        if (exception) {
          const root = agent.transport === "mcp" ? "$.payload" : "$";
          expect([title, waitFor.ok, waitFor.body.param]).toEqual([
            title,
            false,
            paramOf(exception.place).replace("$", () => root),
          ]);
        } else {
          expect([title, waitFor.ok, waitFor.body.code]).toEqual([title, true, undefined]);
        }
      }
    },
    30_000,
  );

  test("discovery is an official answer", async () => {
    const document = await (await shop.fetch("/.well-known/acp.json")).json();
    expect(validate("2026-04-17", "DiscoveryResponse", document)).toEqual([]);
  });
});
