import { wire20250929 } from "./2025-09-29/wire.ts";
import { wire20251212 } from "./2025-12-12/wire.ts";
import { wire20260116 } from "./2026-01-16/wire.ts";
import { wire20260130 } from "./2026-01-30/wire.ts";
import { wire20260417 } from "./2026-04-17/wire.ts";
import { wireUnreleased } from "./unreleased/wire.ts";
import type { Wire } from "./wire.ts";

/** Every version, oldest first: the only list. */
const wires: readonly Wire[] = [
  wire20250929,
  wire20251212,
  wire20260116,
  wire20260130,
  wire20260417,
  wireUnreleased,
];

/** Every released version, oldest first. */
export const releasedWires: readonly Wire[] = wires.filter(({ version }) => isDated(version));

/** Speaks where no version was named, or one that is not served: its errors can list those that are. */
export const newestWire: Wire = newestOf(releasedWires);

/** OpenAI's own sample header says the day before the first release. */
const aliases = new Map([["2025-09-12", "2025-09-29"]]);

/** Every wire served, oldest first; the unreleased one only where the shop's settings name it. */
export function servedWires(unreleased = false): readonly Wire[] {
  return unreleased ? wires : releasedWires;
}

/** The versions an `API-Version` header may name, oldest first, without aliases. */
export function servedVersions(unreleased = false): readonly string[] {
  return servedWires(unreleased).map((wire) => wire.version);
}

/** What an `API-Version` header means: itself, or what it is an alias of. */
export function versionMeantBy(named: string): string {
  return aliases.get(named) ?? named;
}

/** The wire an `API-Version` header asks for; `undefined` when it names no version we serve. */
export function wireFor(named: string, unreleased = false): Wire | undefined {
  const version = versionMeantBy(named);
  return servedWires(unreleased).find((wire) => wire.version === version);
}

function isDated(version: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(version);
}

function newestOf(released: readonly Wire[]): Wire {
  const newest = released.at(-1);
  if (!newest) throw new Error("no version of ACP is released");
  return newest;
}
