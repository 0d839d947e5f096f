import { expect, test } from "bun:test";
import { type TSchema, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { validationProblem } from "../src/validation-problem.ts";

const shipping = Type.Object({ type: Type.Literal("shipping"), option_id: Type.String() });
const pickup = Type.Object({
  type: Type.Literal("pickup"),
  place: Type.Object({ id: Type.String({ minLength: 1 }) }),
});
const Selection = Type.Array(Type.Union([shipping, pickup]));
const nullable = Type.Object({ a: Type.Union([Type.Object({ b: Type.Integer() }), Type.Null()]) });
const word = Type.Object({ a: Type.Union([Type.Literal("x"), Type.Literal("y")]) });

test.each<[string, TSchema, unknown, string, string]>([
  [
    "a wrong type",
    Type.Object({ a: Type.Boolean() }),
    { a: 1 },
    "$.a",
    "expected true or false, found a whole number",
  ],
  ["a number out of range", Type.Integer({ minimum: 1 }), 0, "$", "expected a whole number of at least 1"],
  [
    "only the exactness of integers",
    Type.Integer({ maximum: Number.MAX_SAFE_INTEGER }),
    "a",
    "$",
    "expected a whole number, found text",
  ],
  [
    "a field too many",
    Type.Object({}, { additionalProperties: false }),
    { x: 1 },
    "$.x",
    "there is no such field in this API version",
  ],
  [
    "a number as a name",
    Type.Object({ "0": Type.String() }),
    { "0": 1 },
    "$['0']",
    "expected text, found a whole number",
  ],
  [
    "a name with a slash",
    Type.Object({ "a/b~": Type.String() }),
    { "a/b~": 1 },
    "$['a/b~']",
    "expected text, found a whole number",
  ],
  [
    "the branch whose constant fits",
    Selection,
    [{ type: "shipping", option_id: 5 }],
    "$[0].option_id",
    "expected text, found a whole number",
  ],
  [
    "the other branch whose constant fits",
    Selection,
    [{ type: "pickup", place: { id: "" } }],
    "$[0].place.id",
    "expected text of at least 1 characters",
  ],
  [
    "a constant that fits no branch",
    Selection,
    [{ type: "drone" }],
    "$[0].type",
    'expected "shipping" or "pickup", found text',
  ],
  [
    "the object rather than null",
    nullable,
    { a: { b: "x" } },
    "$.a.b",
    "expected a whole number, found text",
  ],
  ["what a union may be", nullable, { a: 1 }, "$.a", "expected an object or null, found a whole number"],
  ["the words of a union", word, { a: "z" }, "$.a", 'expected "x" or "y", found text'],
])("the problem names %s", (_, schema, value, path, detail) => {
  const error = Value.Errors(schema, value).First();
  if (!error) throw new Error("the schema takes this value");
  expect(validationProblem(error, value)).toEqual({ kind: "invalid", place: { at: "path", path }, detail });
});

test("a missing field is named with what it should be", () => {
  const schema = Type.Object({ buyer: Type.Object({ email: Type.String({ format: "email" }) }) });
  const error = Value.Errors(schema, { buyer: {} }).First();
  expect(error && validationProblem(error, { buyer: {} })).toEqual({
    kind: "missing",
    place: { at: "path", path: "$.buyer.email" },
    detail: "required: an e-mail address",
  });
});
