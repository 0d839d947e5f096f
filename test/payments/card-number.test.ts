import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { holdsCardNumber } from "../../src/payments/card-number.ts";

const number = "4242424242424242";

describe("a card's number is found", () => {
  test.each([
    number,
    "4242.4242.4242.4242",
    "4242 4242-4242_4242",
    "4242 · 4242 · 4242 · 4242",
    `spt_${number}`,
    `tok${number}x`,
    `spt_${number}_declined`,
    `${number} 12/29 123`,
    "spt_1_4242.4242.4242.4242",
    "３７８２８２２４６３１０００５",
    "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢",
    "5555-5555-5555-4444",
    "2223003122003222",
  ])("in %s", (token) => {
    expect(holdsCardNumber(token)).toBe(true);
  });

  test("whatever separates its digits and stands around it", () => {
    const separator = fc.stringMatching(/^[ ._:/,-]{0,3}$/);
    fc.assert(
      fc.property(separator, fc.constantFrom("", "spt_", "vt-", "card "), (between, before) => {
        expect(holdsCardNumber(before + [...number].join(between))).toBe(true);
      }),
    );
  });
});

describe("no card's number is found", () => {
  test.each([
    "spt_sandbox_approved",
    "spt_1QxY2ZAbCdEfGh4Jk5Lm6No7",
    "4242424242424241",
    "550e8400-e29b-41d4-a716-446655440000",
    "tok_00000000-0000-4000-8000-424242424242",
    "",
  ])("in %s", (token) => {
    expect(holdsCardNumber(token)).toBe(false);
  });

  test("in a token made of a time", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_600_000_000_000, max: 1_999_999_999_999 }), (time) => {
        expect(holdsCardNumber(`spt_test_${time}`)).toBe(false);
        expect(
          holdsCardNumber(`spt_${new Date(time).toISOString().slice(0, 19).replaceAll(/\D/g, "")}`),
        ).toBe(false);
      }),
    );
  });
});
