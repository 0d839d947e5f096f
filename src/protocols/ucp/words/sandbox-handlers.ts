import type { PaymentHandler } from "./payment-handler.ts";

/** The sandbox: made-up tokens that it answers by how they end, whatever their credentials say they are. */
export const sandboxHandler: PaymentHandler = {
  name: "dev.checkstand.sandbox",
  id: "sandbox",
  declaredIn: (version) => ({ version, available_instruments: [{ type: "card" }] }),
  credentialOf: (token) => ({ kind: "sandbox", token }),
  exampleToken: "tok_approved",
};

/** The tokens of UCP's conformance suite, and the sandbox's that stand for them. */
const suiteTokens: Readonly<Record<string, string>> = {
  success_token: "tok_approved",
  fail_token: "tok_insufficient_funds",
  fraud_token: "tok_declined",
};

/** The handler that UCP's conformance suite pays through, which is the sandbox by another name. */
export const mockHandler: PaymentHandler = {
  name: "dev.ucp.mock_payment",
  id: "mock_payment_handler",
  declaredIn: (version) => ({
    version,
    available_instruments: [{ type: "card" }],
    config: { supported_tokens: Object.keys(suiteTokens) },
  }),
  credentialOf(token) {
    const made = Object.hasOwn(suiteTokens, token) ? suiteTokens[token] : undefined;
    return made === undefined ? undefined : { kind: "sandbox", token: made };
  },
  exampleToken: "success_token",
};
