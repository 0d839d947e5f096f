import { timingSafeEqual } from "node:crypto";

/** Compares secrets without telling by time where they differ. */
export function isSameSecret(one: string, other: string): boolean {
  const hash = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}
