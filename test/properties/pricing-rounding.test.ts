import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { allocate, minor, scale, sum } from "../../src/money.ts";
import { levyOf, sharesOf, taxOn, taxWithin } from "../../src/pricing/levy.ts";
import { amount, runs, taxRate } from "./pricing-carts.ts";

/** An exact fraction, to hold rounded amounts against. */
interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

/** Whether a whole number is the fraction rounded half away from zero: -1/2 <= rounded - exact <= 1/2, ties outwards. */
function isRounded(rounded: number, { top, bottom }: Fraction): boolean {
  const twice = 2n * (BigInt(rounded) * bottom - top);
  const outwards = top >= 0n ? twice : -twice;
  return outwards > -bottom && outwards <= bottom;
}

const anyAmount = fc.oneof(amount, fc.maxSafeInteger().map(minor));
const weights = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 50 }), fc.nat({ max: Number.MAX_SAFE_INTEGER })),
  {
    minLength: 1,
    maxLength: 12,
  },
);

describe("scaling", () => {
  test("is the exact product rounded half away from zero", () => {
    fc.assert(
      fc.property(
        anyAmount,
        fc.nat({ max: 1_000_000 }),
        fc.integer({ min: 1_000_000, max: 3_000_000 }),
        (from, top, bottom) => {
          const exact = { top: BigInt(from) * BigInt(top), bottom: BigInt(bottom) };
          expect(isRounded(scale(from, top, bottom), exact)).toBe(true);
          expect(scale(from, BigInt(top), BigInt(bottom))).toBe(scale(from, top, bottom));
        },
      ),
      runs,
    );
  });
});

describe("allocation", () => {
  test("sums to the total, each part within one unit of its exact share", () => {
    fc.assert(
      fc.property(anyAmount, weights, (total, among) => {
        const parts = allocate(total, among);
        expect(parts.reduce((all, part) => all + BigInt(part), 0n)).toBe(BigInt(total));
        const whole = among.reduce((all, weight) => all + BigInt(weight), 0n);
        for (const [index, part] of parts.entries()) {
          const [weight, divisor] =
            whole === 0n ? [1n, BigInt(among.length)] : [BigInt(among[index] ?? 0), whole];
          const off = BigInt(part) * divisor - BigInt(total) * weight;
          expect(off > -divisor && off < divisor).toBe(true);
        }
      }),
      runs,
    );
  });

  test("never gives more than there is of each weight when it allocates no more than all of them", () => {
    fc.assert(
      fc.property(weights, fc.nat({ max: 1_000_000 }), (among, share) => {
        const whole = among.reduce((all, weight) => all + weight, 0);
        fc.pre(whole > 0 && Number.isSafeInteger(whole));
        const parts = allocate(scale(minor(whole), share, 1_000_000), among);
        expect(parts.every((part, index) => part <= (among[index] ?? 0))).toBe(true);
      }),
      runs,
    );
  });

  test("does not depend on the order of the weights but for equal ones", () => {
    const shuffled = weights.chain((among) =>
      fc.tuple(
        fc.constant(among),
        fc.shuffledSubarray(among, { minLength: among.length, maxLength: among.length }),
      ),
    );
    fc.assert(
      fc.property(anyAmount, shuffled, (total, [among, other]) => {
        const paired = (list: number[]) =>
          allocate(total, list)
            .map((part, index) => [list[index] ?? 0, part] as const)
            .sort(([weight, part], [otherWeight, otherPart]) => weight - otherWeight || part - otherPart);
        expect(paired(other)).toEqual(paired(among));
      }),
      runs,
    );
  });
});

describe("taxes together", () => {
  const together = fc.array(taxRate, { maxLength: 4 });

  /** Tax by tax, as the law words it: plain ones on the price, then compound ones on the price with all before. */
  function exactTax(net: number, rates: readonly { rate: number; compound: boolean }[]): Fraction {
    const million = 1_000_000n;
    let gross: Fraction = { top: BigInt(net), bottom: 1n };
    const plain = rates.filter(({ compound }) => !compound).reduce((all, { rate }) => all + BigInt(rate), 0n);
    gross = { top: gross.top * (million + plain), bottom: million };
    for (const { rate } of rates.filter(({ compound }) => compound)) {
      gross = { top: gross.top * (million + BigInt(rate)), bottom: gross.bottom * million };
    }
    return { top: gross.top - BigInt(net) * gross.bottom, bottom: gross.bottom };
  }

  test("on a net amount are the exact tax rounded half up, shared without a rest", () => {
    fc.assert(
      fc.property(amount, together, (net, rates) => {
        const levy = levyOf(rates);
        const tax = taxOn(net, levy);
        expect(isRounded(tax, exactTax(net, rates))).toBe(true);
        if (rates.length > 0) expect(sum(sharesOf(tax, levy).map((share) => share.amount))).toBe(tax);
      }),
      runs,
    );
  });

  test("give each plain tax what it would be alone, to within a unit and a half", () => {
    fc.assert(
      fc.property(
        amount,
        together.filter((rates) => rates.length > 0),
        (net, rates) => {
          const levy = levyOf(rates);
          const shares = sharesOf(taxOn(net, levy), levy);
          for (const [index, { rate, compound }] of levy.rates.entries()) {
            const share = BigInt(shares[index]?.amount ?? 0);
            const off = 2n * (share * 1_000_000n - BigInt(net) * BigInt(rate));
            if (!compound) expect(off >= -3_000_000n && off <= 3_000_000n).toBe(true);
          }
        },
      ),
      runs,
    );
  });

  test("within a gross amount leave a net amount that bears that tax to within a unit", () => {
    fc.assert(
      fc.property(amount, together, (gross, rates) => {
        const levy = levyOf(rates);
        const tax = taxWithin(gross, levy);
        const net = minor(gross - tax);
        expect(net).toBeGreaterThanOrEqual(0);
        // A unit of rounding in the net is a unit times the rates in the tax.
        const slack = Number(levy.numerator) / Number(levy.denominator) + 1;
        expect(Math.abs(taxOn(net, levy) - tax)).toBeLessThanOrEqual(slack);
      }),
      runs,
    );
  });
});
