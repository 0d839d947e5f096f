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
  const checkout = (index: number) => ({ tool: "checkout", subject: `person ${index % 4}` });
  expect(passed(limits(20), many(80, checkout))).toBe(80);
});

test("without a subject the address counts", () => {
  expect(
    passed(
      limits(60),
      many(100, () => ({ tool: "checkout" })),
    ),
  ).toBe(60);
});

test("who makes subjects up takes half of a tool's calls from one address, and leaves the rest to others", () => {
  const limit = limits();
  const flood = (address: string) =>
    passed(
      limit,
      many(3000, (index) => ({ subject: `made up ${index}`, address })),
    );
  expect([flood("192.0.2.1"), flood("192.0.2.1"), flood("192.0.2.2")]).toEqual([20, 0, 10]);
  expect(limit.take({ tool: "search_products", input: {}, subject: "somebody", address: "192.0.2.3" })).toBe(
    undefined,
  );
});

test("who takes as much as there is from very many addresses leaves nothing, for a second at most", () => {
  let now = 0;
  const limit = new AssistantLimits(60, { tick: () => now as never });
  const flood = () =>
    passed(
      limit,
      many(3000, (index) => ({ address: `192.0.2.${index % 250}` })),
    );
  const somebody = { tool: "search_products", input: {}, address: "198.51.100.1" };
  expect([flood(), limit.take(somebody)]).toEqual([40, { of: "shop", retryAfterSeconds: 1 }]);
  now = 1_000;
  expect(limit.take(somebody)).toBe(undefined);
});

test("nobody uses up what another has by giving out to be them", () => {
  const limit = limits();
  passed(
    limit,
    many(100, () => ({ tool: "checkout", subject: "ada", address: "192.0.2.66" })),
  );
  expect(limit.take({ tool: "checkout", input: {}, subject: "ada", address: "192.0.2.1" })).toBe(undefined);
});

test("one tool's flood leaves the others alone", () => {
  const limit = limits("off");
  passed(
    limit,
    many(3000, () => ({})),
  );
  expect(
    passed(
      limit,
      many(5, () => ({ tool: "create_cart" })),
    ),
  ).toBe(5);
});

test("an hour's new carts are bounded by the room they take", () => {
  let now = 0;
  const limit = new AssistantLimits("off", { tick: () => now as never });
  const carts = (lines: number) => {
    let made = 0;
    for (const end = now + 3_600_000; now < end; now += 10_000)
      made += passed(
        limit,
        many(100, (index) => ({
          tool: "create_cart",
          input: { line_items: Array.from({ length: lines }, () => ({})) },
          address: `192.0.2.${index % 250}`,
        })),
      );
    return made;
  };
  const [small, large] = [carts(2), carts(50)];
  expect([small > 3_400 && small <= 3_600, large > 300 && large <= 328]).toEqual([true, true]);
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
