import { Secret, TOTP } from "otpauth";
import type { Instant } from "../clock.ts";
import { randomBytes } from "../randomness.ts";
import type { SecondFactor } from "./person.ts";
import { hashOfToken } from "./secrets.ts";

/** RFC 6238 as telephones know it: SHA-1, six digits, thirty seconds. */
const PERIOD = 30;
/** A code of the thirty seconds before or after is taken, too: clocks differ. */
const WINDOW = 1;
const RECOVERY_CODES = 10;

/** A new secret, base32. */
export function newTotpSecret(): string {
  return new Secret({ buffer: new Uint8Array(randomBytes(20)).buffer }).base32;
}

/** What a telephone reads from the QR code. */
export function totpUri(secret: string, shop: string, email: string): string {
  return totpOf(secret, shop, email).toString();
}

/** The step a code is of; `undefined` where it is no code of now. Its library says 0 for "of now" and null for none. */
export function stepOfCode(secret: string, code: string, now: Instant): number | undefined {
  const digits = code.replace(/\s/g, "");
  if (!/^\d{6}$/.test(digits)) return undefined;
  const delta = totpOf(secret).validate({ token: digits, timestamp: now, window: WINDOW });
  return delta === null ? undefined : Math.floor(now / 1000 / PERIOD) + delta;
}

/**
 * What is left of a second factor once a code was taken: of the telephone, which counts once, or one of recovery.
 * `undefined` where it is wrong or was used.
 */
export function takeCode(factor: SecondFactor, code: string, now: Instant): SecondFactor | undefined {
  const step = stepOfCode(factor.secret, code, now);
  if (step !== undefined) return step > factor.lastStep ? { ...factor, lastStep: step } : undefined;
  const hash = hashOfToken(plainRecoveryCode(code));
  if (!factor.recoveryHashes.includes(hash)) return undefined;
  return { ...factor, recoveryHashes: factor.recoveryHashes.filter((each) => each !== hash) };
}

/** Codes that let in without the telephone, each once: 80 random bits, shown in groups. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const text = new Secret({ buffer: new Uint8Array(randomBytes(10)).buffer }).base32.toLowerCase();
    return text.match(/.{4}/g)?.join("-") ?? text;
  });
}

/** How a recovery code is kept. */
export function hashOfRecoveryCode(code: string): string {
  return hashOfToken(plainRecoveryCode(code));
}

function plainRecoveryCode(code: string): string {
  return code.toLowerCase().replace(/[^a-z2-7]/g, "");
}

function totpOf(secret: string, issuer = "", label = ""): TOTP {
  return new TOTP({ secret: Secret.fromBase32(secret), issuer, label, period: PERIOD, digits: 6 });
}
