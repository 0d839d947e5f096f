import { expect, test } from "bun:test";
import { retireOldSecrets, rotateSecret, signingSecrets } from "../../src/agents/webhook-secrets.ts";
import { after, DAY, instant } from "../../src/clock.ts";

const now = instant(Date.parse("2026-06-01T12:00:00Z"));

test("the first secret signs alone", () => {
  expect(signingSecrets(rotateSecret({ secrets: [] }, "one", now), now)).toEqual(["one"]);
});

test("a new secret signs beside the one before it for a day, the newest first", () => {
  const rotated = rotateSecret({ secrets: ["one"] }, "two", now);
  expect(signingSecrets(rotated, after(now, DAY - 1))).toEqual(["two", "one"]);
  expect(signingSecrets(rotated, after(now, DAY))).toEqual(["two"]);
});

test("the same secret once more is no rotation", () => {
  const rotated = rotateSecret({ secrets: ["one"] }, "two", now);
  expect(rotateSecret(rotated, "two", after(now, DAY))).toEqual(rotated);
});

test("retiring leaves the newest alone", () => {
  const rotated = rotateSecret({ secrets: ["one"] }, "two", now);
  expect(signingSecrets(retireOldSecrets(rotated), now)).toEqual(["two"]);
});
