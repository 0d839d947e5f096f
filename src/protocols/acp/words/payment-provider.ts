/** The payment provider that ACP's versions name: the sandbox stands in for it under its name. */
export const PAYMENT_PROVIDER = "stripe";
