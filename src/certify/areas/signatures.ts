import { signRequest } from "../../agents/request-signature.ts";
import { HOUR, instant, systemClock, toRfc3339 } from "../../clock.ts";
import type { Check } from "../check.ts";
import { expectRefusal, expectSession } from "../expectations.ts";
import { launchChecklist, protocol } from "../sources.ts";
import { CheckSkipped } from "../verdict.ts";

const area = "Request signatures";

/** What becomes of requests whose signature does not hold, where one is agreed. */
export const signatureChecks: readonly Check[] = [
  {
    id: "signatures.verified",
    area,
    requirement:
      "Where signatures are agreed, a request is taken only with a fresh one that matches its body.",
    source: `${launchChecklist("Payment tokenization")}; ${protocol("OpenAPI agentic_checkout, headers Signature and Timestamp")}`,
    scope: "every version",
    async run(trial) {
      const { agent, shop } = trial;
      const settings = shop.agreement?.signature;
      if (!settings) {
        throw new CheckSkipped(
          "No request signature is agreed with this agent: see `checkstand keys sign-with`, or AGENT_SIGNATURE_KEY.",
        );
      }
      const body = agent.say.create(shop);
      const send = (signature?: Readonly<Record<string, string>>) =>
        agent.send("create", { body, request: signature === undefined ? {} : { signature } });
      expectSession(trial, await send(), 201);

      const bytes = Buffer.from(JSON.stringify(body));
      const now = systemClock.now();
      const signed = (content: Uint8Array, at: number) => {
        const timestamp = toRfc3339(instant(at));
        return { Signature: signRequest(settings, content, timestamp), Timestamp: timestamp };
      };
      trial.note("next: without a signature, with that of another body, with one of an hour ago");
      for (const signature of [{}, signed(Buffer.from("{}"), now), signed(bytes, now - HOUR)]) {
        expectRefusal(trial, await send(signature), 401, "invalid_signature");
      }
    },
  },
];
