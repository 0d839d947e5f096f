import { expect, test } from "bun:test";
import { ucpWires } from "../../../src/protocols/ucp/versions.ts";
import { agreedCapabilities, relevantTo } from "../../../src/protocols/ucp/words/capabilities.ts";

const version = "2026-04-08";
const offer = (...names: readonly string[]) => new Map(names.map((name) => [name, [version]]));

const cases: readonly (readonly [
  what: string,
  offered: ReadonlyMap<string, readonly string[]>,
  agreed: string[],
])[] = [
  ["what both name", offer("a", "elsewhere"), ["a"]],
  ["nothing of another version", new Map([["a", ["2026-01-23"]]]), []],
  ["the version among several", new Map([["a", ["2026-01-23", version]]]), ["a"]],
  ["an extension with what it extends", offer("a", "a.x"), ["a", "a.x"]],
  ["no extension of what is left out", offer("a.x", "b"), ["b"]],
  ["no extension of an extension that is left out", offer("a.x.y", "b"), ["b"]],
  ["an extension of either of two", offer("b", "a.or.b"), ["b", "a.or.b"]],
];

test.each(cases)("shop and caller agree on %s", (_, offered, agreed) => {
  const capabilities = [
    { name: "a", spec: "" },
    { name: "b", spec: "" },
    { name: "a.x", extends: ["a"], spec: "" },
    { name: "a.x.y", extends: ["a.x"], spec: "" },
    { name: "a.or.b", extends: ["a", "b"], spec: "" },
  ];
  expect(agreedCapabilities(offered, { version, capabilities })).toEqual(agreed);
});

test.each(ucpWires.map((wire) => wire))(
  "an answer about a cart speaks of discounts, and of no extension of checkouts alone",
  ({ release }) => {
    const all = ["checkout", "cart", "fulfillment", "discount"].map((name) => `dev.ucp.shopping.${name}`);
    expect(relevantTo("dev.ucp.shopping.cart", release, all)).toEqual([
      "dev.ucp.shopping.cart",
      "dev.ucp.shopping.discount",
    ]);
    expect(relevantTo("dev.ucp.shopping.checkout", release, all)).toEqual([
      "dev.ucp.shopping.checkout",
      "dev.ucp.shopping.fulfillment",
      "dev.ucp.shopping.discount",
    ]);
  },
);
