import type { Randomness } from "../../src/randomness.ts";

/** Gives what is counted and not random: the same ids and keys in every run that asks in the same order. */
export function numberedRandomness(): Randomness {
  let count = 0;
  const next = () => {
    count += 1;
    return count.toString(16);
  };
  return {
    uuid: () => `00000000000070008000${next().padStart(12, "0")}`,
    bytes: (length) => Buffer.from(next().padStart(length * 2, "0"), "hex"),
  };
}
