import { systemClock } from "../clock.ts";
import type { Order } from "../orders/order.ts";
import type { EventType } from "../outbox/event.ts";
import type { Shop } from "../shop.ts";
import type { SpokenProtocol } from "../spoken-protocol.ts";
import { guide } from "./acp/guide/protocol.ts";
import { acp } from "./acp/protocol.ts";
import type { Protocol, ProtocolVersion, ServedDialects } from "./protocol.ts";
import { ucpAgentHeader } from "./ucp/discovery.ts";
import { ucp } from "./ucp/protocol.ts";

/** Every protocol there is beside ACP; each gives nothing where a shop does not serve it. The only list. */
const others: readonly ((served: ServedDialects) => Protocol | undefined)[] = [guide, ucp];

/** The protocols a shop serves. */
export interface Protocols {
  readonly all: readonly Protocol[];
  /** Speaks where no protocol was asked for: at open addresses, and to tools. */
  readonly main: Protocol;
  /** The protocol that a path belongs to. */
  owner(path: string): Protocol | undefined;
}

/** Opens the protocols that a shop serves. */
export function openProtocols(served: ServedDialects): Protocols {
  const main = acp(served);
  const all = [main, ...others.flatMap((open) => open(served) ?? [])];
  return { all, main, owner: (path) => all.find((protocol) => protocol.owns(path)) };
}

const nobody = { kind: "forbidden", detail: "nobody is let in here" } as const;

/** Every protocol and version there is: what was served once is spelled for good, also when it was never released. */
const everything = openProtocols({
  unreleased: true,
  guideDialect: true,
  ucp: {
    strangersMayComplete: false,
    payment: { merchantId: "", cardBrands: [], fundingTypes: [], environment: "sandbox" },
    isSandbox: false,
    isOpenToTests: false,
    publicBaseUrl: "",
    readDocuments: () => ({ read: async () => nobody, readAnew: async () => undefined }),
    hostStanding: async () => "blocked",
    clock: systemClock,
    publishedKeys: async () => [],
  },
});

/** The version that something was begun in; `undefined` when it is not spoken here. */
export function versionOf({ name, version }: SpokenProtocol): ProtocolVersion | undefined {
  return everything.all
    .find((protocol) => protocol.name === name)
    ?.versions.find((each) => each.version === version);
}

/** The headers by which the shop says who it is in messages that it signs by its own key; names in lower case. */
export const presentationOf = (shop: Pick<Shop, "publicBaseUrl">): Readonly<Record<string, string>> =>
  ucpAgentHeader(shop);

/**
 * What a webhook says of an order, as the version of its session spells it.
 *
 * @throws Error when that is not spoken here.
 */
export function encodeOrderEvent(type: EventType, order: Order, shop: Shop): object {
  const version = versionOf(order.protocol);
  if (!version) throw new Error(`${order.protocol.name} ${order.protocol.version} is not spoken here`);
  return version.orderEvent(type, order, shop);
}
