import { accessChecks } from "./areas/access.ts";
import { assistantChecks } from "./areas/assistants.ts";
import { completionChecks } from "./areas/completion.ts";
import { discoveryChecks } from "./areas/discovery.ts";
import { errorChecks } from "./areas/error-scenarios.ts";
import { idempotencyChecks } from "./areas/idempotency.ts";
import { linkChecks } from "./areas/links.ts";
import { orderUpdateChecks } from "./areas/order-updates.ts";
import { sessionChecks } from "./areas/sessions.ts";
import { shippingOptionChecks } from "./areas/shipping-options.ts";
import { signatureChecks } from "./areas/signatures.ts";
import { tokenizationChecks } from "./areas/tokenization.ts";
import { transportChecks } from "./areas/transport.ts";
import { ucpChecks } from "./areas/ucp.ts";
import type { Check } from "./check.ts";

/** Every check, in the order in which they run: completion before what looks at its order, the rate limit last. */
export const checks: readonly Check[] = [
  ...discoveryChecks,
  ...accessChecks,
  ...sessionChecks,
  ...shippingOptionChecks,
  ...tokenizationChecks,
  ...completionChecks,
  ...orderUpdateChecks,
  ...errorChecks,
  ...idempotencyChecks,
  ...signatureChecks,
  ...linkChecks,
  ...assistantChecks,
  ...ucpChecks,
  ...transportChecks,
];
