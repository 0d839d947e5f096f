import { SECOND } from "../clock.ts";

/** How long an endpoint may take, and how much of its answer is read, however an event is signed. */
export const postTerms = { timeoutMs: 10 * SECOND, answerLimitBytes: 64 * 1024 } as const;
