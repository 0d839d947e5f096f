import { fromRfc3339, SECOND, systemClock } from "../../clock.ts";
import { wireFor } from "../../protocols/acp/versions.ts";
import { createAcpAgent } from "../acp-agent.ts";
import type { Check } from "../check.ts";
import { createReady, expectRefusal, expectSession, expectStatus, get, hasError } from "../expectations.ts";
import { launchChecklist, protocol } from "../sources.ts";
import { CheckSkipped } from "../verdict.ts";
import { pay } from "./completion.ts";

const area = "Error scenarios";

/** The longest that is waited for a session to expire, ms. */
const LONGEST_WAIT_MS = 90 * SECOND;

/** What the shop says when something is wrong, and that it goes on selling afterwards. */
export const errorChecks: readonly Check[] = [
  {
    id: "errors.missing-field",
    area,
    requirement: "A request without a required field is refused with invalid_request, 400, naming the field.",
    source: launchChecklist(area),
    scope: "every version",
    async run(trial) {
      const error = expectRefusal(trial, await trial.agent.send("create", { body: {} }), 400, "missing");
      trial.confirm(error.type === "invalid_request", "its type is invalid_request", error.type);
      trial.confirm(
        error.param?.startsWith("$.") === true,
        `its param is the field's JSONPath (${error.param})`,
      );
    },
  },
  {
    id: "errors.missing-payment",
    area,
    requirement:
      "A completion without payment data is refused with 400 naming the field, and charges nothing.",
    source: launchChecklist(area),
    scope: "every version",
    async run(trial) {
      const { id } = await createReady(trial);
      const error = expectRefusal(
        trial,
        await trial.agent.send("complete", { id, body: {} }),
        400,
        "missing",
      );
      trial.confirm(error.param === "$.payment_data", "its param is $.payment_data", error.param);
      expectStatus(trial, await get(trial, id), "ready_for_payment");
    },
  },
  {
    id: "errors.not-ready",
    area,
    requirement: "A session that still lacks its address cannot be completed: 400, naming what is missing.",
    source: protocol("RFC agentic checkout, CheckoutSession.status"),
    scope: "every version",
    async run(trial) {
      const { agent, shop } = trial;
      if (!shop.address)
        throw new CheckSkipped(`${shop.item} needs no address: name something else by --item ID.`);
      const create = agent.say.create({ ...shop, address: undefined });
      const { id } = expectSession(trial, await agent.send("create", { body: create }), 201);
      const body = agent.say.complete("spt_sandbox_declined");
      const error = expectRefusal(trial, await agent.send("complete", { id, body }), 400, "missing");
      trial.confirm(error.param !== undefined, `it names what is missing (${error.param})`);
    },
  },
  {
    id: "errors.malformed",
    area,
    requirement: "A body that is not JSON is refused with 400.",
    source: protocol("OpenAPI agentic_checkout, 400"),
    scope: "every version",
    async run(trial) {
      const answer = await trial.agent.send("create", { request: { text: '{"items": [' } });
      expectRefusal(trial, answer, 400, "malformed_json");
    },
  },
  {
    id: "errors.unknown-item",
    area,
    requirement: "An item that the shop does not sell is refused with 400, naming the line.",
    source: protocol("RFC agentic checkout, errors"),
    scope: "every version",
    async run(trial) {
      const { agent, shop } = trial;
      const body = agent.say.create({ ...shop, item: "certify-nobody-sells-this" });
      const error = expectRefusal(trial, await agent.send("create", { body }), 400, "invalid");
      trial.confirm(error.param?.includes("items[0]") === true, `its param is the line (${error.param})`);
    },
  },
  {
    id: "errors.unknown-session",
    area,
    requirement: "A session that does not exist is answered with 404.",
    source: protocol("OpenAPI agentic_checkout, 404"),
    scope: "every version",
    async run(trial) {
      const answer = await trial.agent.send("get", { id: "cs_00000000000000000000000000000000" });
      expectRefusal(trial, answer, 404, "not_found");
    },
  },
  {
    id: "errors.out-of-stock",
    area,
    requirement: "What there is not enough of is said to be out_of_stock, and the session cannot be paid.",
    source: launchChecklist(area),
    scope: "every version",
    async run(trial) {
      const { agent, shop } = trial;
      if (!shop.shortage) {
        throw new CheckSkipped(
          "There is enough of everything that was looked at: set the stock of one item to 0.",
        );
      }
      const body = agent.say.create({ ...shop, ...shop.shortage });
      const session = expectSession(trial, await agent.send("create", { body }), 201);
      trial.confirm(hasError(session, "out_of_stock"), "an error message says out_of_stock");
      expectStatus(trial, session, "not_ready_for_payment");
    },
  },
  {
    id: "errors.declined",
    area,
    requirement:
      "A declined payment is answered with payment_declined, makes no order, and can be tried again.",
    source: launchChecklist(area),
    scope: "every version",
    async run(trial) {
      const { agent, shop } = trial;
      const token = shop.tokens.declined();
      const { id } = await createReady(trial);
      const { answer } = await pay(trial, id, token);
      if (agent.wire.declineAnswer === "error") {
        expectRefusal(trial, answer, 402, "payment_declined");
        trial.note(`${agent.version} has no session with a decline to complete: it is an error`);
      } else {
        const declined = expectSession(trial, answer, 200);
        trial.confirm(hasError(declined, "payment_declined"), "an error message says payment_declined");
      }
      const after = await get(trial, id);
      trial.confirm(after.order === undefined, "there is no order");
      expectStatus(trial, after, "ready_for_payment");
    },
  },
  {
    id: "errors.canceled-session",
    area,
    requirement:
      "A session can be canceled; from then on it can be neither changed, completed nor canceled again.",
    source: protocol("OpenAPI agentic_checkout, cancelCheckoutSession"),
    scope: "every version",
    async run(trial) {
      const { agent, shop } = trial;
      const { id } = await createReady(trial);
      expectStatus(trial, expectSession(trial, await agent.send("cancel", { id })), "canceled");
      const body = shop.address ? agent.say.address(shop.address) : {};
      expectRefusal(trial, await agent.send("update", { id, body }), 409, "session_not_updatable");
      const completion = agent.say.complete("spt_sandbox_declined");
      expectRefusal(
        trial,
        await agent.send("complete", { id, body: completion }),
        409,
        "session_not_completable",
      );
      expectRefusal(trial, await agent.send("cancel", { id }), 405, "session_not_cancelable");
    },
  },
  {
    id: "errors.expired-session",
    area,
    requirement: "A session whose time is over can be read, and is refused with 410 when it is changed.",
    source: protocol("implementation guide, session expiry"),
    scope: "once",
    async run(trial) {
      const { agent, shop, http } = trial;
      const session = await createReady(trial);
      const expiresAt = session.expires_at === undefined ? undefined : fromRfc3339(session.expires_at);
      const left = expiresAt === undefined ? undefined : expiresAt - systemClock.now();
      if (left === undefined || left > LONGEST_WAIT_MS) {
        throw new CheckSkipped(
          "Sessions live longer than is waited for here: set session_minutes = 1 in shop.toml for the time of the run.",
        );
      }
      await trial.wait(left + SECOND);
      const body = shop.address ? agent.say.address(shop.address) : {};
      for (const version of shop.versions) {
        const wire = wireFor(version, true);
        if (!wire) continue;
        const other = createAcpAgent(wire, http);
        const { status } = expectSession(trial, await other.send("get", { id: session.id }));
        trial.confirm(status === "expired" || status === "canceled", `in ${version} it is ${status}`);
      }
      expectRefusal(trial, await agent.send("update", { id: session.id, body }), 410, "session_expired");
    },
  },
];
