import { delegatePaymentOperation } from "../../operations/delegated-payment.ts";
import { succeed } from "../../problem.ts";
import { type Binding, bind } from "../binding.ts";
import { components, onChange } from "./components.ts";
import type { Wire } from "./wire.ts";

/** The sandbox's payment service, in one version. Its errors have a schema of their own. */
export function delegatedPaymentBinding({ delegatedPayment }: Wire): Binding {
  const { delegate, answer, error } = delegatedPayment;
  return bind({
    operation: delegatePaymentOperation,
    isOfSandbox: true,
    method: "POST",
    path: "/agentic_commerce/delegate_payment",
    body: { ...delegate, component: components.delegate, isRequired: true },
    decode({ body }) {
      const command = delegate.decode(body);
      return command.ok ? succeed({ command: command.value }) : command;
    },
    encode: (token, { idempotencyKey }) => ({
      status: 201,
      body: JSON.stringify(answer.encode(token, idempotencyKey)),
    }),
    encodeProblem: error.encode,
    documentation: {
      operationId: "delegatePayment",
      tag: "Delegated payment",
      summary: "Make a token of a card (sandbox)",
      description:
        "Stands in for the payment service that an agent asks for a token before it completes a session. Only while no real provider is configured: never send a real card here. The token pays once, for the session, merchant, currency and amount of its allowance.",
      success: {
        status: 201,
        description: "The token, to be sent when the session is completed.",
        component: components.delegatedPayment,
      },
      problems: onChange,
      errorComponent: components.delegatedPaymentError,
    },
  });
}
