import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Agent } from "../agents/agent.ts";
import { CommandFailed } from "../cli/failure.ts";
import type { AgentAddress } from "../protocols/acp/words/agent-requests.ts";
import type { AcpAgent } from "./acp-agent.ts";
import type { HttpClient } from "./http-client.ts";
import type { PaymentTokens } from "./payment-tokens.ts";
import { sampleAddresses } from "./sample-addresses.ts";
import { readError, readSession, type SessionAnswer } from "./session-answer.ts";
import type { WebhookReceiver } from "./webhook-receiver.ts";

/** What checks know of the shop before they begin. */
export interface ShopUnderTest {
  /** Without a slash at its end. */
  readonly url: string;
  /** Every version that is checked, newest first. */
  readonly versions: readonly string[];
  readonly currency: string;
  /** The id of what is bought. */
  readonly item: string;
  /** Where it is sent; absent when it need not be. */
  readonly address?: AgentAddress | undefined;
  /** What the shop has too little of; absent when it has enough of everything that was looked at. */
  readonly shortage?: { readonly item: string; readonly quantity: number } | undefined;
  readonly environment: ShopEnvironment;
  /** The `merchant_id` that sessions of the newest version name; older versions do not say it, and agents know it. */
  readonly merchantId?: string | undefined;
  readonly tokens: PaymentTokens;
  /** What is agreed with the agent, where that can be known from here. */
  readonly agreement?: Agent | undefined;
  /** Where order events come in, or why they do not. */
  readonly receiver: WebhookReceiver | string;
  /** What the merchant alone can do with the shop; absent when it is not the one of these settings. */
  readonly own?: OwnShop | undefined;
}

/** Whether the shop takes money, as its sessions say; `unknown` where no version it serves says so. */
export type ShopEnvironment = "sandbox" | "production" | "unknown";

/** What can be done to a shop beside its server, by its owner. */
export interface OwnShop {
  /** Requests a minute, as set. */
  readonly rateLimit: number | "off";
  /** Whether only some addresses may check out. */
  readonly limitsAddresses: boolean;
  /** Marks an order as sent, as the merchant would. Gives whether it was there and could be. */
  shipOrder(orderId: string): Promise<boolean>;
}

const SearchAnswer = Type.Object({
  result: Type.Object({
    structuredContent: Type.Object({
      products: Type.Array(
        Type.Object({
          variants: Type.Array(
            Type.Object({
              id: Type.String(),
              available: Type.Boolean(),
              available_quantity: Type.Optional(Type.Integer()),
            }),
          ),
        }),
      ),
    }),
  }),
});

/** A variant as search shows it. `available_quantity` is absent where nobody counts. */
export type FoundVariant = Static<
  typeof SearchAnswer
>["result"]["structuredContent"]["products"][number]["variants"][number];

/** What the shop sells, as far as one page of its open search goes. Empty when it has none. */
export async function findVariants(http: HttpClient): Promise<readonly FoundVariant[]> {
  const { body } = await http.send({
    method: "POST",
    target: "/mcp",
    bearer: null,
    headers: { Accept: "application/json, text/event-stream" },
    json: {
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "search_products", arguments: { limit: 50 } },
    },
  });
  return Value.Check(SearchAnswer, body)
    ? body.result.structuredContent.products.flatMap(({ variants }) => variants)
    : [];
}

/** What can be had, in the order to try it: first what nobody counts or there is most of, since a run buys some. */
export function candidatesOf(variants: readonly FoundVariant[]): readonly string[] {
  const left = ({ available_quantity = Number.POSITIVE_INFINITY }: FoundVariant) => available_quantity;
  return variants
    .filter(({ available }) => available)
    .toSorted((one, other) => (left(one) === left(other) ? 0 : left(other) - left(one)))
    .map(({ id }) => id);
}

/** The most units that a request can ask for in every version. */
const MOST_UNITS = 10_000;

/** What there is too little of: something sold out, or one more than there is of what is counted. */
export function shortageOf(variants: readonly FoundVariant[]): ShopUnderTest["shortage"] {
  const soldOut = variants.find(({ available }) => !available);
  if (soldOut) return { item: soldOut.id, quantity: 1 };
  const scarcest = variants
    .map(({ id, available_quantity }) => ({ item: id, quantity: (available_quantity ?? MOST_UNITS) + 1 }))
    .toSorted((one, other) => one.quantity - other.quantity)[0];
  return scarcest && scarcest.quantity <= MOST_UNITS ? scarcest : undefined;
}

/** Something that can be bought here, and where it can be sent. */
export interface Sample {
  readonly item: string;
  readonly address: AgentAddress | undefined;
  /** The session that showed it, where one did. */
  readonly session?: SessionAnswer | undefined;
}

/** How many items are tried. */
const MOST_TRIED = 5;

/**
 * Finds the first item that can be shipped somewhere, by trying; else the first that needs no shipping. When nothing
 * can be bought it gives the first item and address all the same: the checks then say what is wrong.
 *
 * @throws CommandFailed when the shop does not know the agent.
 */
export async function findSample(
  agent: AcpAgent,
  items: readonly string[],
  currency: string,
  addresses: readonly AgentAddress[] = sampleAddresses,
): Promise<Sample> {
  let withoutShipping: Sample | undefined;
  for (const item of items.slice(0, MOST_TRIED)) {
    const bare = await tryCreate(agent, { item, currency });
    if (bare?.status === "ready_for_payment") {
      withoutShipping ??= { item, address: undefined, session: bare };
      continue;
    }
    for (const address of addresses) {
      const session = await tryCreate(agent, { item, currency, address });
      if (session?.status === "ready_for_payment") return { item, address, session };
      if (!session) break;
    }
  }
  return withoutShipping ?? { item: items[0] ?? "", address: addresses[0] };
}

async function tryCreate(
  agent: AcpAgent,
  wish: { readonly item: string; readonly currency: string; readonly address?: AgentAddress },
): Promise<SessionAnswer | undefined> {
  const { status, body } = await agent.send("create", { body: agent.say.create(wish) });
  if (status === 401) {
    throw new CommandFailed(
      readError(body)?.code === "invalid_signature"
        ? "The shop refuses the signature of our requests (401). Certify where its database is, or set AGENT_SIGNATURE_KEY."
        : "The shop does not know this key (401). Say which: --key, or COMMERCE_API_KEY.",
    );
  }
  if (status === 403 && readError(body)?.code === "address_not_allowed") {
    throw new CommandFailed(
      "The shop does not let this machine's address in (403). Add it to access.checkout.allow of shop.toml for the time of this run.",
    );
  }
  return readSession(body);
}
