import type { UcpTerms } from "../../protocol.ts";
import { googlePayHandler } from "./google-pay-handler.ts";
import type { HandlerDeclaration, PaymentHandler } from "./payment-handler.ts";
import { mockHandler, sandboxHandler } from "./sandbox-handlers.ts";
import { stripeHandler } from "./stripe-handler.ts";

/** What a shop's settings say of how it is paid. */
export type PaymentTermsOfUcp = Pick<UcpTerms, "payment" | "isSandbox" | "isOpenToTests">;

/**
 * The handlers a shop offers, which its settings make possible. None where every payment has to be authenticated, since UCP
 * has no words here for that: its buyers pay on the shop's page.
 */
export function offeredHandlers({
  payment,
  isSandbox,
  isOpenToTests,
}: PaymentTermsOfUcp): readonly PaymentHandler[] {
  if (payment.threeDSecure === "always") return [];
  if (isSandbox) return isOpenToTests ? [sandboxHandler, mockHandler] : [sandboxHandler];
  return [googlePayHandler(payment), stripeHandler(payment)].filter((handler) => handler !== undefined);
}

/** Handlers by name, as profiles and answers of a version have them. */
export function declareHandlers(
  handlers: readonly PaymentHandler[],
  version: string,
): Readonly<Record<string, readonly (HandlerDeclaration & Pick<PaymentHandler, "id">)[]>> {
  return Object.fromEntries(
    handlers.map(({ name, id, declaredIn }) => [name, [{ id, ...declaredIn(version) }]]),
  );
}
