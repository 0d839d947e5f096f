import { describe, expect, test } from "bun:test";
import { Secret, TOTP } from "otpauth";
import { instant } from "../../src/clock.ts";
import {
  hashOfRecoveryCode,
  newRecoveryCodes,
  newTotpSecret,
  stepOfCode,
  takeCode,
} from "../../src/people/second-factor.ts";

// RFC 6238, appendix B: the SHA-1 key, and its codes cut to six digits.
const secret = new Secret({ buffer: new TextEncoder().encode("12345678901234567890").buffer }).base32;
const codeAt = (seconds: number) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), digits: 6, timestamp: seconds * 1000 });
const at = (seconds: number) => instant(seconds * 1000);

describe("a code of the telephone", () => {
  test.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
  ])("at %i s is %s, as RFC 6238 says", (seconds, code) => {
    expect(stepOfCode(secret, code, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  test("is taken of the thirty seconds around, and of no others", () => {
    const seconds = 1_800_000_000;
    const step = Math.floor(seconds / 30);
    for (const delta of [-1, 0, 1])
      expect(stepOfCode(secret, codeAt(seconds + 30 * delta), at(seconds))).toBe(step + delta);
    for (const delta of [-3, -2, 2, 3])
      expect(stepOfCode(secret, codeAt(seconds + 30 * delta), at(seconds))).toBeUndefined();
  });

  test.each(["", "28708", "2870822", "abcdef", "287 08x"])("is not %j", (code) => {
    expect(stepOfCode(secret, code, at(59))).toBeUndefined();
  });

  test("counts once, and none before it does afterwards", () => {
    const seconds = 1_800_000_000;
    const factor = { secret, lastStep: 0, recoveryHashes: [] };
    const taken = takeCode(factor, codeAt(seconds), at(seconds));
    expect(taken).toEqual({ ...factor, lastStep: Math.floor(seconds / 30) });
    if (!taken) throw new Error("it was taken");
    expect(takeCode(taken, codeAt(seconds), at(seconds))).toBeUndefined();
    expect(takeCode(taken, codeAt(seconds - 30), at(seconds))).toBeUndefined();
    expect(takeCode(taken, codeAt(seconds + 30), at(seconds + 30))).toBeDefined();
  });
});

describe("recovery codes", () => {
  test("let in once each, however they are typed", () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    const factor = { secret, lastStep: 0, recoveryHashes: codes.map(hashOfRecoveryCode) };
    const typed = (codes[3] ?? "").toUpperCase().replaceAll("-", " ");
    const left = takeCode(factor, typed, at(0));
    expect(left?.recoveryHashes).toHaveLength(9);
    expect(left && takeCode(left, typed, at(0))).toBeUndefined();
    expect(takeCode(factor, "aaaa-aaaa-aaaa-aaaa", at(0))).toBeUndefined();
  });

  test("and secrets are random", () => {
    expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/);
    expect(newTotpSecret()).not.toBe(newTotpSecret());
  });
});
