import type { Agreement, AgreementChange } from "../../agents/administration.ts";
import type { Agent } from "../../agents/agent.ts";
import { signingSecrets } from "../../agents/webhook-secrets.ts";
import { systemClock } from "../../clock.ts";
import { agreeWithAgent } from "../../operations/agents.ts";
import { pluralize } from "../../pluralize.ts";
import { CommandFailed } from "../failure.ts";
import { facts } from "../table.ts";
import type { Terminal } from "../terminal.ts";

/** Changes what is agreed with an agent. @throws CommandFailed when there is no such agent, or not ours to change. */
export async function agree(terminal: Terminal, name: string, agreement: Agreement): Promise<Agent> {
  const { withShop } = await import("../open-shop.ts");
  const change: AgreementChange = await withShop(terminal, (shop) =>
    shop.write((stores) =>
      agreeWithAgent(stores, name, agreement, { actor: "command_line", now: systemClock.now() }),
    ),
  );
  switch (change.kind) {
    case "changed":
      return change.agent;
    case "unknown_agent":
      throw unknownAgent(name);
    case "from_environment": {
      const variables = change.part === "signature" ? "AGENT_SIGNATURE_KEY" : "AGENT_WEBHOOK_URL";
      throw new CommandFailed(
        `${variables} decides this for ${name}. Change or remove the variable instead.`,
      );
    }
  }
}

/** What to do about an agent that is not there. */
export function unknownAgent(name: string): CommandFailed {
  return new CommandFailed(
    `There is no agent "${name}". Make it with its first key: checkstand keys create ${name}`,
  );
}

/** An agent as JSON may show it. */
export function withoutSecrets({ signature, webhook, ...agent }: Agent): object {
  return {
    ...agent,
    signature: signature && { ...signature, key: undefined },
    webhook: webhook && {
      ...webhook,
      rotatedAt: undefined,
      secrets: signingSecrets(webhook, systemClock.now()).length,
    },
  };
}

/** An agent as a person reads it. */
export function describeAgreement({
  name,
  signature,
  webhook,
  acp: { defaultVersion, completeStatus = 200 } = {},
  ucp,
}: Agent): string {
  return facts([
    ["Agent", name],
    ["Requests without API-Version", defaultVersion ? `mean ${defaultVersion}` : "are refused"],
    ["A completion answers", String(completeStatus)],
    ["UCP profiles", ucp?.profiles?.join(", ") ?? "whichever its keys name"],
    [
      "Requests are signed",
      signature
        ? `${signature.algorithm} over the ${signature.payload} body${signature.withTimestamp ? " with timestamp" : ""}`
        : "no",
    ],
    [
      "Orders are told",
      webhook ? `to ${webhook.url} as ${webhook.eventNames}` : "to nobody; events are kept",
    ],
    [
      "  signed in",
      webhook &&
        `${webhook.header}, ${webhook.signature}, by ${pluralize(signingSecrets(webhook, systemClock.now()).length, "secret")}`,
    ],
  ]);
}
