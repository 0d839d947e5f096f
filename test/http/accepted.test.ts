import { expect, test } from "bun:test";
import { accepts } from "../../src/http/accepted.ts";

const json = ["application/json", "application/*", "*/*"];

test.each([
  [null, false],
  ["", false],
  ["*/*", true],
  ["application/json", true],
  ["Application/JSON; charset=utf-8", true],
  ["text/html, application/*;q=0.2", true],
  ["text/event-stream", false],
  ["application/json;q=0, */*", false],
  ["*/*; q=0.0", false],
])("Accept %p takes JSON: %p", (header, taken) => {
  expect(accepts(header, ...json)).toBe(taken);
});
