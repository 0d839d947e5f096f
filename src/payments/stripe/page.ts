import type { Shop } from "../../shop.ts";

/** Where Stripe's dashboard shows a payment or a dispute. Those of tests are apart from others there. */
export function stripePage(
  of: "payment" | "dispute",
  reference: string,
  environment: Shop["payment"]["environment"],
): string {
  const mode = environment === "sandbox" ? "test/" : "";
  return `https://dashboard.stripe.com/${mode}${of}s/${encodeURIComponent(reference)}`;
}
