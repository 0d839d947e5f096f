import { randomUUIDv7 } from "bun";

/** Where comes from what nobody can foresee and what others hear of: ids, tokens, keys. */
export interface Randomness {
  /** A UUID of version 7 (RFC 9562), as its 32 hexadecimal digits: those made later sort later. */
  uuid(): string;
  /** @param count how many bytes. */
  bytes(count: number): Buffer;
}

/** The machine's own. */
const systemRandomness: Randomness = {
  uuid: () => randomUUIDv7("buffer").toHex(),
  bytes: (count) => Buffer.from(crypto.getRandomValues(new Uint8Array(count))),
};

let current = systemRandomness;

/**
 * Draws from another source for the rest of the process, for tests that record what a shop says: it then says the same
 * every time. Nothing in a shop calls it.
 */
export function drawFrom(randomness: Randomness): void {
  current = randomness;
}

/** A new UUID of version 7, as 32 hexadecimal digits. */
export const newUuid = (): string => current.uuid();

/** So many random bytes, fit for secrets. */
export const randomBytes = (count: number): Buffer => current.bytes(count);
