import { SECOND } from "../../clock.ts";
import { isLoopback } from "../../loopback.ts";
import { pluralize } from "../../pluralize.ts";
import type { Check } from "../check.ts";
import { createReady, expectRefusal } from "../expectations.ts";
import { ANSWER_LIMIT_MS } from "../http-client.ts";
import { readError } from "../session-answer.ts";
import { launchChecklist, productionNotes } from "../sources.ts";
import { examineTls } from "../tls.ts";
import { CheckFailed, CheckSkipped } from "../verdict.ts";
import { discoveryAddress } from "./discovery.ts";

const area = "Transport";

/** An address for documentation, which is nobody's (RFC 5737). */
const nobodysAddress = "192.0.2.1";

/** The way to the shop: encryption, headers, times, limits. The last two must run last. */
export const transportChecks: readonly Check[] = [
  {
    id: "transport.tls",
    area,
    requirement: "Agents reach the shop by TLS 1.2 or later, on port 443, with a valid public certificate.",
    source: launchChecklist("TLS and HTTPS"),
    scope: "once",
    async run(trial) {
      const { protocol, hostname, port } = new URL(trial.shop.url);
      if (protocol !== "https:" && isLoopback(hostname)) {
        throw new CheckSkipped(
          "The shop was reached on this machine. Certify its public address, too: --url https://…",
        );
      }
      trial.confirm(protocol === "https:", "the address is an https one", trial.shop.url);
      const { version, reason, validUntil } = await examineTls(hostname, Number(port || 443));
      trial.confirm(reason === undefined, "the certificate is valid for this name", reason);
      trial.confirm(/^TLSv1\.[23]$/.test(version), `the connection is ${version}`);
      trial.confirm(port === "", "the port is 443", port);
      trial.note(`the certificate is valid until ${validUntil}`);
    },
  },
  {
    id: "transport.headers",
    area,
    requirement:
      "Answers with buyers' data are JSON that is neither stored on the way nor taken for something else.",
    source: "OWASP REST Security Cheat Sheet, Security Headers (https://cheatsheetseries.owasp.org)",
    scope: "once",
    async run(trial) {
      const { id } = await createReady(trial);
      const { headers } = await trial.agent.send("get", { id });
      const expected: readonly (readonly [header: string, value: RegExp])[] = [
        ["content-type", /^application\/json\b/],
        ["cache-control", /\bno-store\b/],
        ["x-content-type-options", /^nosniff$/],
      ];
      for (const [header, value] of expected) {
        const found = headers.get(header) ?? "no such header";
        trial.confirm(value.test(found), `${header}: ${found}`, found);
      }
    },
  },
  {
    id: "transport.egress",
    area,
    requirement:
      "OpenAI's addresses may reach the shop; others, where they may not, are refused whatever they claim.",
    source: launchChecklist("IP egress ranges"),
    scope: "once",
    async run(trial) {
      const { shop, agent } = trial;
      if (!shop.own?.limitsAddresses) {
        throw new CheckSkipped(
          "Nothing that can be shown from here. Where a firewall stands before the shop, let in the addresses of https://openai.com/chatgpt-connectors.json, and fetch that list regularly; or let the shop do so: access.checkout in shop.toml.",
        );
      }
      if (!isLoopback(new URL(shop.url).hostname)) {
        throw new CheckSkipped(
          "An address that is not allowed can be shown on the shop's own machine alone.",
        );
      }
      // Of what a proxy on this machine passes on, the last counts: what stands before it the caller wrote.
      const headers = { "X-Forwarded-For": `127.0.0.1, ${nobodysAddress}` };
      const answer = await agent.send("create", { body: agent.say.create(shop), request: { headers } });
      expectRefusal(trial, answer, 403, "address_not_allowed");
      trial.note(
        "OpenAI's addresses are among those allowed if access.checkout.url is its list: `checkstand doctor`",
      );
    },
  },
  {
    id: "transport.times",
    area,
    requirement: `Every answer comes within ${ANSWER_LIMIT_MS / SECOND} seconds.`,
    source: productionNotes("Timeouts"),
    scope: "once",
    async run(trial) {
      const times = trial.http.times.toSorted((one, other) => one - other);
      const at = (share: number) => times[Math.ceil(times.length * share) - 1] ?? 0;
      trial.confirm(
        at(1) < ANSWER_LIMIT_MS,
        `${times.length} answers: half of them within ${at(0.5)} ms, 95 % within ${at(0.95)} ms, all within ${at(1)} ms`,
      );
    },
  },
  {
    id: "transport.rate-limit",
    area,
    requirement: "Who asks too often hears 429 with Retry-After.",
    source: productionNotes("Rate limits"),
    scope: "once",
    async run(trial) {
      const { http, shop } = trial;
      if (shop.environment === "production") {
        throw new CheckSkipped("A shop that takes real payments is not asked too often on purpose.");
      }
      if (shop.own?.rateLimit === "off") throw new CheckSkipped("RATE_LIMIT is off.");
      const enough = Math.min(shop.own?.rateLimit ?? MOST_REQUESTS, MOST_REQUESTS) + 50;
      for (let asked = 1; asked <= enough; asked += 1) {
        const { status, headers, body } = await http.send({
          target: discoveryAddress(shop.url),
          bearer: null,
          limitIsAnAnswer: true,
          isRoutine: true,
        });
        if (status !== 429) continue;
        trial.confirm(true, `a stranger's request ${asked} in a row was refused with 429`);
        trial.confirm(Number(headers.get("retry-after")) >= 1, "it says by Retry-After how long to wait");
        trial.confirm(readError(body)?.code === "rate_limited", "its code is rate_limited");
        if (http.waits > 0)
          trial.note(`the agent itself was asked to wait ${pluralize(http.waits, "time")}, and did`);
        return;
      }
      if (shop.own && shop.own.rateLimit <= MOST_REQUESTS) {
        throw new CheckFailed(
          `${enough} requests in a row were answered, though the limit is ${shop.own.rateLimit}`,
        );
      }
      throw new CheckSkipped(`No limit was met within ${enough} requests.`);
    },
  },
];

/** How often is asked at most to see a limit. */
const MOST_REQUESTS = 1_000;
