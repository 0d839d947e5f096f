import { expect, test } from "bun:test";
import { after, DAY, HOUR, type Instant, instant } from "../../src/clock.ts";
import { newSigningKey, publicPartOf, type SigningKey } from "../../src/signing/key.ts";
import { publishedKeys, signingKeyAt, statedKeys } from "../../src/signing/rotation.ts";

const now = instant(Date.parse("2026-06-01T12:00:00Z"));
const keyFrom = (signsFrom: Instant, given: Partial<SigningKey> = {}): SigningKey => ({
  ...newSigningKey(now, signsFrom),
  ...given,
});

test("what is published of a key holds nothing private", () => {
  const part = publicPartOf(newSigningKey(now, now));
  expect(Object.keys(part).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
});

test("a key that is published does not sign before its time", () => {
  const [old, next] = [keyFrom(now), keyFrom(after(now, HOUR))];
  expect(signingKeyAt([old, next], now)).toBe(old);
  expect(signingKeyAt([old, next], after(now, HOUR))).toBe(next);
  expect(statedKeys([old, next], now).map(({ state }) => state)).toEqual(["signing", "next"]);
  expect(statedKeys([old, next], after(now, HOUR)).map(({ state }) => state)).toEqual(["retired", "signing"]);
});

test("a key is published until the very moment it is withdrawn", () => {
  const old = keyFrom(now, { publishedUntil: after(now, DAY) });
  expect(publishedKeys([old], after(now, DAY - 1))).toEqual([old]);
  expect(publishedKeys([old], after(now, DAY))).toEqual([]);
});

test("with the clock set back there is still a key that signs", () => {
  const key = keyFrom(now);
  expect(signingKeyAt([key], after(now, -DAY))).toBe(key);
});
