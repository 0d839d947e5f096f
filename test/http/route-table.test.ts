import { expect, test } from "bun:test";
import { firstSegment, RouteTable } from "../../src/http/route-table.ts";

const table = new RouteTable([
  { method: "GET", path: "/" },
  { method: "POST", path: "/things" },
  { method: "GET", path: "/things/:id" },
  { method: "POST", path: "/things/:id" },
  { method: "GET", path: "/docs/:file" },
  { method: "GET", path: "/docs/index.css" },
  { method: "GET", path: "/files/*" },
]);

test.each<[string, string | undefined]>([
  ["/", "/"],
  ["/things", "/things"],
  ["/things/", "/things"],
  ["/things/1", "/things/:id"],
  ["/things/1/2", undefined],
  ["/thing", undefined],
  ["/docs/index.css", "/docs/index.css"],
  ["/docs/indexxcss", "/docs/:file"],
  ["/files/a/b", "/files/*"],
])("%s matches %p", (path, pattern) => {
  expect(table.find(path)?.pattern).toBe(pattern);
});

test("methods of a path are gathered, HEAD with GET", () => {
  expect(table.find("/things/1")?.methods).toEqual(["GET", "HEAD", "POST"]);
});

test("first segments tell whose a path is", () => {
  expect(firstSegment("/things/1/2")).toBe("/things");
  expect(firstSegment("/things")).toBe("/things");
});
