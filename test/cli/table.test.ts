import { expect, test } from "bun:test";
import { facts, renderTable } from "../../src/cli/table.ts";

test("what steers a terminal is not passed on to it", () => {
  const name = "Ada\u001b[2J\u001b]0;owned\u0007 \u202eecalevoL\nORDER 1002 completed";
  const shown = "Ada [2J ]0;owned   ecalevoL ORDER 1002 completed";
  expect(facts([["Buyer", name]])).toBe(`Buyer  ${shown}`);
  expect(renderTable(["BUYER"], [[name]])).toBe(`BUYER\n${shown}`);
});

test("letters of every script are shown as they are, joined where they are joined", () => {
  const names = "שָׁלוֹם Ὀδυσσεύς می‌خواهم 👩‍🚀";
  expect(facts([["Buyer", names]])).toBe(`Buyer  ${names}`);
});
