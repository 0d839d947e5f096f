import { expect, test } from "bun:test";
import { type AnonymousMessage, AssistantLimits } from "../../src/mcp/assistant-limits.ts";

const limits = (perMinute: number | "off" = 60) => new AssistantLimits(perMinute, { tick: () => 0 as never });

/** How many of `messages` are let through. */
function passed(limit: AssistantLimits, messages: readonly AnonymousMessage[]): number {
  return messages.filter((message) => limit.take(message) === undefined).length;
}

function many(count: number, make: (index: number) => Partial<AnonymousMessage>): AnonymousMessage[] {
  return Array.from({ length: count }, (_, index) => ({
    tool: "search_products",
    input: {},
    address: "192.0.2.1",
    ...make(index),
  }));
}

test("people behind one assistant's address do not share a limit", () => {
  expect(
    passed(
      limits(),
      many(200, (index) => ({ subject: `person ${index % 4}` })),
    ),
  ).toBe(200);
});

test("without a subject the address counts", () => {
  expect(
    passed(
      limits(),
      many(200, () => ({})),
    ),
  ).toBe(60);
});

test("subjects that are made up have no more together than the tool's share", () => {
  expect(
    passed(
      limits(),
      many(3000, (index) => ({ subject: `made up ${index}` })),
    ),
  ).toBe(1200);
});

test("one cart is changed no more than thirty times a minute, whoever does it", () => {
  const change = (index: number) => ({
    tool: "update_cart",
    input: { cart_id: "cart_1" },
    subject: `person ${index}`,
  });
  expect(passed(limits("off"), many(100, change))).toBe(30);
});

test("guesses count by order and by e-mail", () => {
  const byOrder = (index: number) => ({
    tool: "get_order_status",
    input: { number: 1001, email: `${index}@example.com` },
    subject: `${index}`,
  });
  const byEmail = (index: number) => ({
    tool: "get_order_status",
    input: { number: index, email: " Ada@Example.com" },
    subject: `${index}`,
  });
  expect([passed(limits(), many(20, byOrder)), passed(limits(), many(20, byEmail))]).toEqual([5, 5]);
});
