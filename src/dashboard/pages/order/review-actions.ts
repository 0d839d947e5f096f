import type { OrderAction } from "./order-action.ts";

/** Keeping an order back to look at it, and letting it go on. */
export const reviewActions: readonly OrderAction[] = [
  {
    name: "confirm",
    words: "Confirm the order",
    kind: "primary",
    done: ({ number }) => `Order ${number} goes on.`,
    undo: "hold",
    isOffered: ({ order }) => order.status === "manual_review",
    work: () => ({ kind: "confirm" }),
  },
  {
    name: "hold",
    words: "Hold",
    kind: "quiet",
    done: ({ number }) => `Order ${number} is on hold: nothing of it is sent.`,
    undo: "confirm",
    isOffered: ({ order: { status } }) => status === "created" || status === "confirmed",
    work: () => ({ kind: "hold" }),
  },
];
