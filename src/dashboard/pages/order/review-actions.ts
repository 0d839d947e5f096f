import type { OrderAction } from "./order-action.ts";

/** Keeping an order back to look at it, and letting it go on. */
export const reviewActions: readonly OrderAction[] = [
  { name: "hold", work: () => ({ kind: "hold" }) },
  { name: "confirm", work: () => ({ kind: "confirm" }) },
];
