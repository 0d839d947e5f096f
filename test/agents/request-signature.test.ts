import { describe, expect, test } from "bun:test";
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import type { SignatureSettings } from "../../src/agents/agent.ts";
import { signRequest, verifyRequestSignature } from "../../src/agents/request-signature.ts";
import { instant, toRfc3339 } from "../../src/clock.ts";

const now = instant(Date.parse("2026-11-22T10:00:00Z"));
const timestamp = toRfc3339(now);
const bytes = (text: string) => new TextEncoder().encode(text);
const body = bytes('{ "b": 1.0, "a": ["é", null] }');
const canonicalBody = bytes('{"a":["é",null],"b":1}');

function keyPair(algorithm: "ed25519" | "es256"): {
  readonly publicKey: string;
  readonly privateKey: string;
} {
  const pair =
    algorithm === "ed25519"
      ? generateKeyPairSync("ed25519")
      : generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  return {
    publicKey: pair.publicKey.export({ type: "spki", format: "pem" }).toString(),
    privateKey: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
const ed25519 = keyPair("ed25519");
const es256 = keyPair("es256");

/** What the merchant has, and what the agent signs with. */
const keys = {
  "hmac-sha256": { known: "shared secret", signing: "shared secret" },
  ed25519: { known: ed25519.publicKey, signing: ed25519.privateKey },
  es256: { known: es256.publicKey, signing: es256.privateKey },
};

const everySetting: readonly SignatureSettings[] = (["hmac-sha256", "ed25519", "es256"] as const).flatMap(
  (algorithm) =>
    (["raw", "canonical"] as const).flatMap((payload) =>
      [true, false].map((withTimestamp) => ({
        algorithm,
        payload,
        withTimestamp,
        key: keys[algorithm].known,
      })),
    ),
);
const named = everySetting.map(
  (it) =>
    [`${it.algorithm} over the ${it.payload} body${it.withTimestamp ? " with timestamp" : ""}`, it] as const,
);
const signedBy = (settings: SignatureSettings, what = body, at = timestamp) =>
  signRequest({ ...settings, key: keys[settings.algorithm].signing }, what, at);

describe.each(named)("%s", (_, settings) => {
  const verify = (signature: string, over = body, at: string | null = timestamp) =>
    verifyRequestSignature(settings, over, { signature, timestamp: at }, now).ok;
  const signature = signedBy(settings);

  test("accepts what the agent signed", () => {
    expect(verify(signature)).toBe(true);
  });

  test("accepts base64url, with and without padding", () => {
    expect(verify(Buffer.from(signature, "base64").toString("base64url"))).toBe(true);
    expect(verify(signature.replaceAll("=", ""))).toBe(true);
  });

  test("refuses a body of one other byte", () => {
    expect(verify(signature, bytes('{ "b": 1.0, "a": ["e", null] }'))).toBe(false);
  });

  test("refuses another key's signature", () => {
    const key = settings.algorithm === "hmac-sha256" ? "guessed" : keyPair(settings.algorithm).privateKey;
    expect(verify(signRequest({ ...settings, key }, body, timestamp))).toBe(false);
  });

  test(`${settings.payload === "raw" ? "refuses" : "accepts"} the same JSON in other bytes`, () => {
    expect(verify(signature, canonicalBody)).toBe(settings.payload === "canonical");
  });

  test(`${settings.withTimestamp ? "binds" : "does not bind"} the timestamp`, () => {
    expect(verify(signature, body, toRfc3339(instant(now + 1000)))).toBe(!settings.withTimestamp);
  });

  test(`${settings.withTimestamp ? "needs" : "does not need"} a timestamp`, () => {
    expect(verify(signature, body, null)).toBe(!settings.withTimestamp);
  });
});

describe("the window", () => {
  const settings: SignatureSettings = {
    algorithm: "hmac-sha256",
    payload: "raw",
    withTimestamp: true,
    key: "shared secret",
  };
  test.each([
    [-300_000, true],
    [-300_001, false],
    [300_000, true],
    [300_001, false],
  ])("%d ms from now is accepted: %p", (distance, accepted) => {
    const at = toRfc3339(instant(now + distance));
    const signature = signedBy(settings, body, at);
    expect(verifyRequestSignature(settings, body, { signature, timestamp: at }, now).ok).toBe(accepted);
  });

  test("holds for a timestamp that is not signed, too", () => {
    const unsigned = { ...settings, withTimestamp: false };
    const old = toRfc3339(instant(now - 301_000));
    const headers = { signature: signedBy(unsigned), timestamp: old };
    expect(verifyRequestSignature(unsigned, body, headers, now).ok).toBe(false);
  });

  test("is counted in the timestamp's own time zone, signed as it was written", () => {
    const at = "2026-11-22T12:00:00+02:00";
    const headers = { signature: signedBy(settings, body, at), timestamp: at };
    expect(verifyRequestSignature(settings, body, headers, now).ok).toBe(true);
  });
});

describe("an honest agent is told what to look at when", () => {
  const settings: SignatureSettings = {
    algorithm: "hmac-sha256",
    payload: "canonical",
    withTimestamp: true,
    key: "shared secret",
  };
  const good = signedBy(settings);
  test.each([
    ["the header is missing", null, timestamp, body, "the Signature header is missing"],
    ["the header is empty", "", timestamp, body, "the Signature header is missing"],
    [
      "the header is hex with a prefix",
      "v1:abcd",
      timestamp,
      body,
      "the Signature header is neither base64 nor base64url",
    ],
    [
      "two alphabets are mixed",
      "ab+_",
      timestamp,
      body,
      "the Signature header is neither base64 nor base64url",
    ],
    ["the timestamp is missing", good, null, body, "the Timestamp header is missing"],
    [
      "the timestamp is a Unix time",
      good,
      "1795341600",
      body,
      "the Timestamp header is not an RFC 3339 date-time",
    ],
    [
      "the timestamp is old",
      good,
      "2026-11-22T09:00:00Z",
      body,
      "the Timestamp header is more than 300 seconds away from our clock",
    ],
    [
      "the body is not JSON",
      good,
      timestamp,
      bytes("{"),
      "the body is not JSON, so it has no canonical form",
    ],
    [
      "the body is not UTF-8",
      good,
      timestamp,
      new Uint8Array([0x22, 0xff, 0x22]),
      "the body is not JSON, so it has no canonical form",
    ],
    ["the signature is cut", good.slice(0, 20), timestamp, body, "the signature does not match the body"],
  ] as const)("%s", (_, signature, at, over, detail) => {
    expect(verifyRequestSignature(settings, over, { signature, timestamp: at }, now)).toEqual({
      ok: false,
      problem: { kind: "invalid_signature", detail },
    });
  });
});

describe("signatures made by others", () => {
  test("HMAC-SHA256 of RFC 4231, test case 2", () => {
    const settings: SignatureSettings = {
      algorithm: "hmac-sha256",
      payload: "raw",
      withTimestamp: false,
      key: "Jefe",
    };
    const signature = Buffer.from(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
      "hex",
    ).toString("base64");
    const over = bytes("what do ya want for nothing?");
    expect(verifyRequestSignature(settings, over, { signature, timestamp: null }, now).ok).toBe(true);
  });

  test("the timestamp stands before the body with a point between", () => {
    const settings: SignatureSettings = {
      algorithm: "hmac-sha256",
      payload: "raw",
      withTimestamp: true,
      key: "k",
    };
    const signature = createHmac("sha256", "k").update(`${timestamp}.`).update(body).digest("base64");
    expect(verifyRequestSignature(settings, body, { signature, timestamp }, now).ok).toBe(true);
  });

  test("ES256 in the DER form that OpenSSL writes", () => {
    const settings: SignatureSettings = {
      algorithm: "es256",
      payload: "raw",
      withTimestamp: false,
      key: es256.publicKey,
    };
    const signature = sign("sha256", body, es256.privateKey).toString("base64");
    expect(verifyRequestSignature(settings, body, { signature, timestamp: null }, now).ok).toBe(true);
  });

  test.each(["ed25519", "es256"] as const)("%s refuses bytes that are no signature at all", (algorithm) => {
    const settings: SignatureSettings = {
      algorithm,
      payload: "raw",
      withTimestamp: false,
      key: keys[algorithm].known,
    };
    for (const length of [1, 32, 63, 64, 65, 70, 500]) {
      const signature = Buffer.alloc(length, 7).toString("base64");
      expect(verifyRequestSignature(settings, body, { signature, timestamp: null }, now).ok).toBe(false);
    }
  });
});
