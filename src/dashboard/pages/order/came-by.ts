import type { PurchaseWay } from "../../../buyers/purchase-context.ts";

/** By what an order began, in a merchant's words. */
export const cameBy: Readonly<Record<PurchaseWay, string>> = {
  agent: "an agent",
  assistant: "an assistant",
  page: "the shop's pages",
};
