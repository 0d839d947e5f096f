import type { Check } from "../check.ts";
import { expectRefusal, expectSession } from "../expectations.ts";
import { launchChecklist, protocol } from "../sources.ts";
import { CheckSkipped } from "../verdict.ts";

const area = "Idempotency";

/** What becomes of a request that is sent twice. */
export const idempotencyChecks: readonly Check[] = [
  {
    id: "idempotency.create",
    area,
    requirement:
      "A create that is repeated with its Idempotency-Key gives the same answer, said to be a replay.",
    source: launchChecklist(area),
    scope: "every version",
    async run(trial) {
      const { agent, shop } = trial;
      const call = { body: agent.say.create(shop), key: crypto.randomUUID() };
      const first = await agent.send("create", call);
      expectSession(trial, first, 201);
      const echo = first.headers.get("idempotency-key");
      trial.confirm(echo === call.key, "the Idempotency-Key comes back");
      const again = await agent.send("create", call);
      trial.confirm(again.status === 201, "the repeated request is answered 201, too", String(again.status));
      trial.confirm(Bun.deepEquals(again.body, first.body), "with the very same session");
      trial.confirm(again.headers.get("idempotent-replayed") === "true", "and Idempotent-Replayed: true");
    },
  },
  {
    id: "idempotency.conflict",
    area,
    requirement:
      "The same Idempotency-Key with another body is refused with idempotency_conflict, by the status of the version.",
    source: `${launchChecklist(area)}; ${protocol("RFC agentic checkout, section 6.4")}`,
    scope: "every version",
    async run(trial) {
      const { agent, shop } = trial;
      const key = crypto.randomUUID();
      expectSession(trial, await agent.send("create", { body: agent.say.create(shop), key }), 201);
      const body = agent.say.create({ ...shop, quantity: 2 });
      const { status } = agent.wire.error.encode({ kind: "idempotency_conflict" });
      expectRefusal(trial, await agent.send("create", { body, key }), status, "idempotency_conflict");
    },
  },
  {
    id: "idempotency.complete",
    area,
    requirement:
      "A complete that is repeated with its Idempotency-Key gives the same order and charges nothing more.",
    source: launchChecklist(area),
    scope: "every version",
    async run(trial) {
      const { agent, journey } = trial;
      const { purchase } = journey;
      if (!purchase) throw new CheckSkipped("No order was made in this version.");
      const { sessionId: id, body, idempotencyKey: key } = purchase;
      const again = await agent.send("complete", { id, body, key });
      trial.confirm(
        again.status === purchase.status,
        `it is answered ${purchase.status}`,
        String(again.status),
      );
      trial.confirm(Bun.deepEquals(again.body, purchase.answer), "with the very same session and order");
    },
  },
  {
    id: "idempotency.key-required",
    area,
    requirement:
      "A POST without an Idempotency-Key is refused with 400 where the version requires one; else it is taken.",
    source: protocol("2026-04-17 OpenAPI, parameter Idempotency-Key"),
    scope: "every version",
    async run(trial) {
      const { agent, shop } = trial;
      const answer = await agent.send("create", { body: agent.say.create(shop), key: null });
      if (agent.wire.requiresIdempotencyKey) expectRefusal(trial, answer, 400, "idempotency_key_required");
      else expectSession(trial, answer, 201);
    },
  },
];
