import { wire20260417 } from "../2026-04-17/wire.ts";
import type { Wire } from "../wire.ts";
import { create } from "./requests.ts";

/**
 * What is agreed on for the next release: suggested prices. Answers are those of
 * 2026-04-17 and name that version, since `protocol.version` must be a date. May change at any time.
 */
export const wireUnreleased: Wire = { ...wire20260417, version: "unreleased", create };
