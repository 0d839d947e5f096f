import { ucpWire20260408 } from "./2026-04-08/wire.ts";
import { ucpWire20260825 } from "./2026-08-25/wire.ts";
import type { UcpWire } from "./wire.ts";

/** Every version, oldest first: the only list. */
// biome-ignore format: a version is listed on a line of its own, which its end deletes.
export const ucpWires: readonly UcpWire[] = [
  ucpWire20260408,
  ucpWire20260825,
];
