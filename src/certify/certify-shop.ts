import type { Agent } from "../agents/agent.ts";
import { CommandFailed, WrongUsage } from "../cli/failure.ts";
import { openProgressBar } from "../cli/progress-bar.ts";
import { systemClock, toRfc3339 } from "../clock.ts";
import { newestWire, releasedWires, servedVersions, wireFor } from "../protocols/acp/versions.ts";
import type { Wire } from "../protocols/acp/wire.ts";
import type { AgentAddress } from "../protocols/acp/words/agent-requests.ts";
import { version as checkstand } from "../version.ts";
import { createAcpAgent } from "./acp-agent.ts";
import { discoveryAddress, readDiscovery } from "./areas/discovery.ts";
import { checks } from "./checks.ts";
import { ExchangeLog } from "./exchange.ts";
import { createHttpClient, type HttpClient } from "./http-client.ts";
import { grantedTokens, type PaymentTokens, sandboxPaymentTokens } from "./payment-tokens.ts";
import { createRedaction } from "./redaction.ts";
import { countResults, type Report } from "./report.ts";
import { countOf, runChecks } from "./run-checks.ts";
import type { SessionAnswer } from "./session-answer.ts";
import {
  candidatesOf,
  findSample,
  findVariants,
  type OwnShop,
  type ShopEnvironment,
  shortageOf,
} from "./shop-under-test.ts";
import { CheckFailed } from "./verdict.ts";
import { openWebhookReceiver } from "./webhook-receiver.ts";

/** Which shop to certify, and how. */
export interface Certification {
  /** Without a slash at its end. */
  readonly url: string;
  readonly key: string;
  /** A version, or `all`. */
  readonly version: string;
  /** What to buy; absent: the first thing that can be shipped. */
  readonly item?: string | undefined;
  /** Where it is sent; absent: the first sample address the shop ships to. */
  readonly address?: AgentAddress | undefined;
  /** Tokens that really pay; empty: the sandbox's. */
  readonly testTokens: readonly string[];
  readonly agreement?: Agent | undefined;
  readonly own?: OwnShop | undefined;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/**
 * Learns what the shop is, then runs every check against it.
 *
 * @throws CommandFailed when nobody answers or the key is not known, WrongUsage when the version is not served.
 */
export async function certifyShop(certification: Certification): Promise<Report> {
  const { url, key, testTokens, agreement, own, wait } = certification;
  const startedAt = toRfc3339(systemClock.now());
  const secrets = [
    key,
    agreement?.signature?.key ?? "",
    ...(agreement?.webhook?.secrets ?? []),
    ...testTokens,
  ];
  const redaction = createRedaction(secrets, agreement?.webhook ? [agreement.webhook.header] : []);
  const log = new ExchangeLog(redaction);
  const http = createHttpClient({ url, key, signature: signatureToMake(agreement), log, wait });

  const declared = await readDeclaration(http, url);
  const served = wiresOf(declared?.versions ?? servedVersions());
  const wires = chosenWires(certification.version, served);
  const newest = createAcpAgent(served[0] ?? newestWire, http);
  const currency = declared?.currency ?? "usd";
  const variants = await findVariants(http);
  const items = certification.item === undefined ? candidatesOf(variants) : [certification.item];
  if (items.length === 0) {
    throw new CommandFailed("Nothing to buy was found at /mcp (search_products). Say what: --item ID.");
  }
  const addresses = certification.address === undefined ? undefined : [certification.address];
  const sample = await findSample(newest, items, currency, addresses);
  const environment = environmentOf(sample.session);
  const receiver = openWebhookReceiver(agreement?.webhook, log);
  using progress = openProgressBar("Certifying", countOf(checks, wires.length), "checks");
  try {
    const results = await runChecks(checks, {
      shop: {
        url,
        versions: wires.map(({ version }) => version),
        currency,
        item: sample.item,
        address: sample.address,
        shortage: shortageOf(variants),
        environment,
        merchantId: sample.session?.capabilities?.payment.handlers[0]?.config.merchant_id,
        tokens: tokensFor(environment, testTokens),
        agreement,
        receiver,
        own,
      },
      wires,
      newest,
      http,
      log,
      redaction,
      wait,
      progress: progress.show,
    });
    return {
      checkstand,
      shop: url,
      environment,
      startedAt,
      endedAt: toRfc3339(systemClock.now()),
      versions: wires.map(({ version }) => version),
      item: sample.item,
      orders: results.flatMap(({ orders }) => orders),
      counts: countResults(results),
      results,
    };
  } finally {
    if (typeof receiver !== "string") await receiver.close();
  }
}

/** @throws CommandFailed for a signature that only the agent itself can make. */
function signatureToMake(agreement: Agent | undefined): Agent["signature"] {
  const signature = agreement?.signature;
  if (signature === undefined || signature.algorithm === "hmac-sha256") return signature;
  throw new CommandFailed(
    `${agreement?.name} signs with ${signature.algorithm}, by a key that only it has. Certify with the key of another agent: checkstand keys create certification`,
  );
}

/** @throws CommandFailed when nobody answers. */
async function readDeclaration(http: HttpClient, url: string): Promise<ReturnType<typeof readDiscovery>> {
  try {
    return readDiscovery((await http.send({ target: discoveryAddress(url) })).body);
  } catch (error) {
    if (!(error instanceof CheckFailed)) throw error;
    throw new CommandFailed(
      `The shop at ${url} cannot be asked: ${error.message}. Is it open? checkstand serve`,
    );
  }
}

/** The versions that this program knows, newest first. */
function wiresOf(versions: readonly string[]): readonly Wire[] {
  return versions
    .toSorted()
    .toReversed()
    .flatMap((version) => wireFor(version) ?? []);
}

function chosenWires(version: string, served: readonly Wire[]): readonly Wire[] {
  if (version === "all") return served;
  const wire = wireFor(version, true);
  // No shop declares a version that is not released, and may serve it all the same.
  if (wire && (served.includes(wire) || !releasedWires.includes(wire))) return [wire];
  throw new WrongUsage(
    `--api-version must be all, or one of ${served.map((each) => each.version).join(", ")}, not "${version}".`,
  );
}

function environmentOf(session: SessionAnswer | undefined): ShopEnvironment {
  const environment = session?.capabilities?.payment.handlers[0]?.config.environment;
  return environment === "production" || environment === "sandbox" ? environment : "unknown";
}

/** The sandbox's own tokens go only where a session says that nothing is real. */
function tokensFor(environment: ShopEnvironment, testTokens: readonly string[]): PaymentTokens {
  return environment === "sandbox" && testTokens.length === 0
    ? sandboxPaymentTokens
    : grantedTokens(testTokens);
}
