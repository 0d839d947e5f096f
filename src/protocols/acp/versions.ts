import { wire20250929 } from "./2025-09-29/wire.ts";
import { wire20251212 } from "./2025-12-12/wire.ts";
import { wire20260116 } from "./2026-01-16/wire.ts";
import { wire20260130 } from "./2026-01-30/wire.ts";
import { wire20260417 } from "./2026-04-17/wire.ts";
import { wireUnreleased } from "./unreleased/wire.ts";
import type { Wire } from "./wire.ts";

/** Every released version, oldest first. */
export const releasedWires: readonly Wire[] = [
  wire20250929,
  wire20251212,
  wire20260116,
  wire20260130,
  wire20260417,
];

/** Speaks where no version was named, or one that is not served: its errors can list those that are. */
export const newestWire: Wire = wire20260417;

/** OpenAI's own sample header says the day before the first release. */
const aliases = new Map([["2025-09-12", "2025-09-29"]]);

/** Every wire served, oldest first; the unreleased one only where the shop's settings name it. */
export function servedWires(unreleased = false): readonly Wire[] {
  return unreleased ? [...releasedWires, wireUnreleased] : releasedWires;
}

/** The versions an `API-Version` header may name, oldest first, without aliases. */
export function servedVersions(unreleased = false): readonly string[] {
  return servedWires(unreleased).map((wire) => wire.version);
}

/** The wire an `API-Version` header asks for; `undefined` when it names no version we serve. */
export function wireFor(version: string, unreleased = false): Wire | undefined {
  const asked = aliases.get(version) ?? version;
  return servedWires(unreleased).find((wire) => wire.version === asked);
}
