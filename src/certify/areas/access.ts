import type { Check } from "../check.ts";
import { expectRefusal, expectSession } from "../expectations.ts";
import { protocol } from "../sources.ts";
import { CheckSkipped } from "../verdict.ts";

/** Who may call, and in which version. */
export const accessChecks: readonly Check[] = [
  {
    id: "access.no-key",
    area: "Access",
    requirement: "A request without a bearer token is refused with 401 before anything else is said of it.",
    source: protocol("OpenAPI agentic_checkout, bearerAuth"),
    scope: "every version",
    async run(trial) {
      const answer = await trial.agent.send("create", { body: {}, request: { bearer: null } });
      expectRefusal(trial, answer, 401, "unauthorized");
      trial.confirm(
        /^bearer/i.test(answer.headers.get("www-authenticate") ?? ""),
        "it says by WWW-Authenticate that a bearer token is wanted",
      );
    },
  },
  {
    id: "access.wrong-key",
    area: "Access",
    requirement: "A bearer token that is nobody's is refused with 401.",
    source: protocol("OpenAPI agentic_checkout, bearerAuth"),
    scope: "every version",
    async run(trial) {
      const body = trial.agent.say.create(trial.shop);
      const answer = await trial.agent.send("create", {
        body,
        request: { bearer: "csk_nobody_has_this_key" },
      });
      expectRefusal(trial, answer, 401, "unauthorized");
    },
  },
  {
    id: "access.no-version",
    area: "Access",
    requirement: "A request without API-Version is refused with 400, unless a version was agreed for it.",
    source: protocol("OpenAPI agentic_checkout, parameter API-Version"),
    scope: "once",
    async run(trial) {
      const { http, shop, agent } = trial;
      const standard = shop.agreement?.acp?.defaultVersion;
      if (standard !== undefined) {
        throw new CheckSkipped(`Such requests of this agent mean ${standard}, as agreed with it.`);
      }
      const answer = await http.send({
        method: "POST",
        target: "/checkout_sessions",
        headers: { "Idempotency-Key": crypto.randomUUID() },
        json: agent.say.create(shop),
        judge: agent.judge,
      });
      const error = expectRefusal(trial, answer, 400, "missing_api_version");
      trial.confirm((error.supported_versions ?? []).length > 0, "it lists the versions that are served");
    },
  },
  {
    id: "access.unknown-version",
    area: "Access",
    requirement:
      "A request in a version that is not served is refused with 400 and the list of those that are.",
    source: protocol("2026-04-17 schema, Error.supported_versions"),
    scope: "once",
    async run(trial) {
      const { shop, agent } = trial;
      const answer = await agent.send("create", {
        body: agent.say.create(shop),
        request: { headers: { "API-Version": "2020-02-02" } },
      });
      const error = expectRefusal(trial, answer, 400, "unsupported_api_version");
      trial.confirm((error.supported_versions ?? []).length > 0, "it lists the versions that are served");
    },
  },
  {
    id: "access.request-id",
    area: "Access",
    requirement: "Every answer carries a Request-Id: the one that was sent, else one of the shop's.",
    source: protocol("OpenAPI agentic_checkout, header Request-Id"),
    scope: "every version",
    async run(trial) {
      const { shop, agent } = trial;
      const requestId = `certify-${crypto.randomUUID()}`;
      const body = agent.say.create(shop);
      const named = await agent.send("create", { body, request: { headers: { "Request-Id": requestId } } });
      expectSession(trial, named, 201);
      trial.confirm(named.headers.get("request-id") === requestId, "the Request-Id that was sent comes back");
      const unnamed = await agent.send("create", { body });
      trial.confirm(
        (unnamed.headers.get("request-id") ?? "") !== "",
        "where none was sent the shop makes one",
      );
    },
  },
];
