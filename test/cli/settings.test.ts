import { expect, test } from "bun:test";
import { openTerminal } from "./terminal.ts";

test("the example that is printed is a shop that the program takes", async () => {
  const { out } = await openTerminal().run("settings", "example");
  const terminal = openTerminal();
  terminal.file("shop.toml", out);
  expect(await terminal.run("config", "check")).toMatchObject({ code: 0, notes: "" });
});

test("the schema that is printed names itself as JSON Schema of draft 7, and every table", async () => {
  const { code, out } = await openTerminal().run("settings", "schema");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    $schema: "http://json-schema.org/draft-07/schema#",
    additionalProperties: false,
    required: ["name", "currency", "timezone", "links", "origin"],
    properties: { shipping: { properties: { zones: { type: "array" } } }, feed: { type: "object" } },
  });
});
