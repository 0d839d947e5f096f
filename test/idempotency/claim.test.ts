import { describe, expect, test } from "bun:test";
import { fingerprintOf } from "../../src/idempotency/claim.ts";

const fingerprint = (json: string) => fingerprintOf(JSON.parse(json)).toString("hex");

describe("two bodies that say the same have one fingerprint", () => {
  test.each([
    ["whatever the order of their names", `{"a":1,"b":{"c":2,"d":3}}`, `{"b":{"d":3,"c":2},"a":1}`],
    ["names in a list's items, too", `[{"a":1,"b":2}]`, `[{"b":2,"a":1}]`],
    ["names that are numbers", `{"10":1,"9":2,"a":3}`, `{"a":3,"9":2,"10":1}`],
    ["however a number is spelled", `{"a":1.0,"b":1e2,"c":-0}`, `{"a":1,"b":100,"c":0}`],
    ["however a character is spelled", `{"a":"\\u00e9\\/"}`, `{"a":"é/"}`],
    ["whatever blanks stand between", `{ "a" : [ 1 , 2 ] }`, `{"a":[1,2]}`],
  ])("%s", (_, one, other) => {
    expect(fingerprint(one)).toBe(fingerprint(other));
  });
});

describe("two bodies that say something else have two fingerprints", () => {
  test.each([
    ["an order of items", `[1,2]`, `[2,1]`],
    ["a number and its text", `{"a":1}`, `{"a":"1"}`],
    ["null and nothing", `{"a":null}`, `{}`],
    ["where a name stands", `{"a":{"b":1}}`, `{"a":{},"b":1}`],
    ["an empty list and an empty object", `{"a":[]}`, `{"a":{}}`],
    ["two spellings of one letter", `{"a":"\\u00e9"}`, `{"a":"e\\u0301"}`],
  ])("%s", (_, one, other) => {
    expect(fingerprint(one)).not.toBe(fingerprint(other));
  });
});

test("no body at all has a fingerprint of its own", () => {
  expect(fingerprintOf(undefined).toString("hex")).not.toBe(fingerprint("null"));
});
