import type { Check, Trial } from "../check.ts";
import { createReady, expectRefusal, expectSession, expectStatus, get } from "../expectations.ts";
import type { HttpAnswer } from "../http-client.ts";
import { unknownToken } from "../payment-tokens.ts";
import { amountOfTotal, readError, readSession } from "../session-answer.ts";
import { launchChecklist, protocol } from "../sources.ts";
import { CheckFailed, CheckSkipped } from "../verdict.ts";

const area = "Order completion";

/** How often a payment that is under way is asked for, and how long is waited before each, ms. */
const MOST_LOOKS = 10;
const BETWEEN_LOOKS_MS = 2_000;

/** How a session becomes an order. */
export const completionChecks: readonly Check[] = [
  {
    id: "completion.order",
    area,
    requirement:
      "A session that is completed with a payment token answers the final order, which can be looked at.",
    source: launchChecklist(area),
    scope: "every version",
    async run(trial) {
      const { shop, http, journey } = trial;
      const token = shop.tokens.paying();
      const ready = await createReady(trial);
      if (typeof shop.receiver !== "string") shop.receiver.expect(ready.id);
      const { body, answer, key } = await pay(trial, ready.id, token);
      const session = expectSession(trial, answer, 200, 201);
      if (answer.status === 200) {
        trial.note(
          "ACP's schema says 200, OpenAI's checklist 201: `checkstand keys speak` agrees on the other",
        );
      }
      const { status, order } = session.status === "in_progress" ? await settled(trial, ready.id) : session;
      trial.confirm(status === "completed", "the session is completed", status);
      if (!order) throw new CheckFailed("the completed session has no order");
      trial.ordered(order.id);
      journey.purchase = {
        sessionId: ready.id,
        orderId: order.id,
        body,
        idempotencyKey: key,
        status: answer.status,
        answer: answer.body,
      };
      trial.confirm(order.checkout_session_id === ready.id, `the order ${order.id} names its session`);
      const [before, after] = [amountOfTotal(ready, "total"), amountOfTotal(session, "total")];
      trial.confirm(
        after === before,
        `the total is the one that was shown before (${before})`,
        String(after),
      );
      const page = await http.send({ target: order.permalink_url, follow: true });
      trial.confirm(
        page.status === 200,
        "the buyer's page of the order opens without a key",
        String(page.status),
      );
    },
  },
  {
    id: "completion.final",
    area,
    requirement:
      "A completed session stays as it is: it can be read, but not changed, canceled or paid again.",
    source: protocol("RFC agentic checkout, CheckoutSession.status"),
    scope: "every version",
    async run(trial) {
      const { agent, shop, journey } = trial;
      const { purchase } = journey;
      if (!purchase) throw new CheckSkipped("No order was made in this version.");
      const id = purchase.sessionId;
      expectStatus(trial, await get(trial, id), "completed");
      const body = shop.address ? agent.say.address(shop.address) : {};
      expectRefusal(trial, await agent.send("update", { id, body }), 409, "session_not_updatable");
      expectRefusal(trial, await agent.send("cancel", { id }), 405, "session_not_cancelable");
      const again = await agent.send("complete", { id, body: purchase.body });
      const { order } = expectSession(trial, again, 200, 201);
      trial.confirm(
        order?.id === purchase.orderId,
        "completing it again, with another key, gives the same order",
      );
    },
  },
];

/** What paying came to. */
interface Payment {
  readonly body: object;
  readonly answer: HttpAnswer;
  readonly key: string;
}

/**
 * Completes a session, once more with the proof of authentication where the shop asks for it.
 *
 * @throws CheckSkipped when the shop's payment provider does not know such tokens.
 */
export async function pay({ agent }: Trial, id: string, token: string): Promise<Payment> {
  const attempt = async (body: object): Promise<Payment> => {
    const key = crypto.randomUUID();
    return { body, key, answer: await agent.send("complete", { id, body, key }) };
  };
  const paid = await attempt(agent.say.complete(token));
  if (readError(paid.answer.body)?.code === "invalid_payment_token") throw new CheckSkipped(unknownToken);
  const isAsked = readSession(paid.answer.body)?.status === "authentication_required";
  return isAsked ? attempt(agent.say.completeAuthenticated(token)) : paid;
}

/** Looks at a payment that is under way until it has ended. */
async function settled(trial: Trial, id: string) {
  for (let look = 1; ; look += 1) {
    await trial.wait(BETWEEN_LOOKS_MS);
    const session = await get(trial, id);
    if (session.status !== "in_progress" || look === MOST_LOOKS) return session;
  }
}
