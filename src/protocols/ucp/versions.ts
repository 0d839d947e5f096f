import { ucpWire20260408 } from "./2026-04-08/wire.ts";
import type { UcpWire } from "./wire.ts";

/** Every version, oldest first: the only list. */
export const ucpWires: readonly UcpWire[] = [ucpWire20260408];
