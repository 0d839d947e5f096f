import { expect, test } from "bun:test";
import { type Permission, permissions, type Role, roleMay } from "../../src/people/roles.ts";

const may = (role: Role) => permissions.filter((permission) => roleMay(role, permission));

test("an owner may everything", () => {
  expect(may("owner")).toEqual([...permissions]);
});

test("a manager may everything but change people", () => {
  expect(may("manager")).toEqual(permissions.filter((each) => each !== "people:change"));
});

test("a packer ships, and moves no money", () => {
  expect(may("packer")).toEqual(["orders:look", "orders:change", "products:look"]);
});

test("a reader changes nothing, and sees neither people nor buyers' files", () => {
  const seen: readonly Permission[] = may("reader");
  expect(seen.filter((each) => each.endsWith(":change"))).toEqual([]);
  expect(seen).not.toContain("people:look");
  expect(seen).not.toContain("buyers:look");
});
