import { type Static, Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { DAY, instant, systemClock, toRfc3339 } from "../../clock.ts";
import { DateTime } from "../../protocols/acp/words/fields.ts";
import type { Check, Trial } from "../check.ts";
import { createReady, expectSession, expectStatus } from "../expectations.ts";
import { amountOfTotal, type SessionAnswer } from "../session-answer.ts";
import { launchChecklist } from "../sources.ts";
import { CheckFailed, CheckSkipped } from "../verdict.ts";

const area = "Payment tokenization";
const path = "/agentic_commerce/delegate_payment";

const DelegatedPayment = Type.Object({
  id: Type.String({ minLength: 1 }),
  created: DateTime,
  metadata: Type.Record(Type.String(), Type.String()),
});
const delegatedPayment = TypeCompiler.Compile(DelegatedPayment);

/** How a card becomes a token that is good for one purchase. */
export const tokenizationChecks: readonly Check[] = [
  {
    id: "tokenization.delegate",
    area,
    requirement:
      "A card is delegated for one session, the same token is given when the request is repeated, and it pays.",
    source: launchChecklist(area),
    scope: "every version",
    async run(trial) {
      const { shop, agent } = trial;
      if (shop.environment === "production") {
        throw new CheckSkipped("A test card is not sent to a shop that takes real payments.");
      }
      const session = await createReady(trial);
      const request = delegation(trial, session);
      const key = crypto.randomUUID();
      const delegated = await delegate(trial, request, key);
      const again = await delegate(trial, request, key);
      trial.confirm(again.id === delegated.id, "the same request with the same key gives the same token");
      const body = agent.say.complete(delegated.id);
      const answer = await agent.send("complete", { id: session.id, body });
      const completed = expectSession(trial, answer, 200, 201);
      expectStatus(trial, completed, "completed");
      if (completed.order) trial.ordered(completed.order.id);
    },
  },
];

async function delegate(trial: Trial, json: object, key: string): Promise<Static<typeof DelegatedPayment>> {
  const { status, body, schema } = await trial.http.send({
    method: "POST",
    target: path,
    headers: { "API-Version": trial.agent.version, "Idempotency-Key": key },
    json,
    judge: (_, found) => {
      const wrong = delegatedPayment.Errors(found).First();
      return wrong ? `${wrong.path || "/"}: ${wrong.message}` : "valid";
    },
  });
  if (status === 404) {
    throw new CheckSkipped(
      "The shop takes no cards itself: agents delegate them to its payment provider, which has shown this for its own endpoint.",
    );
  }
  trial.confirm(status === 201, "the answer is 201", String(status));
  if (!delegatedPayment.Check(body)) throw new CheckFailed(`the answer is no delegated payment: ${schema}`);
  trial.confirm(true, "it is schema-valid: id, created and metadata");
  return body;
}

/** The card that every test mode knows, delegated for this session alone. */
function delegation({ shop }: Trial, session: SessionAnswer): object {
  const expiry = instant(systemClock.now() + DAY);
  return {
    payment_method: {
      type: "card",
      card_number_type: "fpan",
      virtual: false,
      number: "4242424242424242",
      exp_month: "11",
      exp_year: String(new Date(expiry).getUTCFullYear() + 2),
      name: "Jane Doe",
      cvc: "223",
      checks_performed: ["avs", "cvv"],
      iin: "424242",
      display_card_funding_type: "credit",
      display_brand: "visa",
      display_last4: "4242",
      metadata: {},
    },
    allowance: {
      reason: "one_time",
      max_amount: amountOfTotal(session, "total"),
      currency: shop.currency,
      checkout_session_id: session.id,
      merchant_id: shop.merchantId ?? "unknown",
      expires_at: toRfc3339(expiry),
    },
    ...(shop.address && { billing_address: shop.address }),
    risk_signals: [{ type: "card_testing", score: 0, action: "authorized" }],
    metadata: { source: "certification" },
  };
}
