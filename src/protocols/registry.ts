import { guide } from "./acp/guide/protocol.ts";
import { acp } from "./acp/protocol.ts";
import type { Protocol, ProtocolVersion, ServedDialects } from "./protocol.ts";

/** Every protocol there is beside ACP; each gives nothing where a shop does not serve it. The only list. */
const others: readonly ((served: ServedDialects) => Protocol | undefined)[] = [guide];

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

/** Every protocol and version there is: what was served once is spelled for good, also when it was never released. */
const everything = openProtocols({ unreleased: true, guideDialect: true });

/** The version of a protocol that something was begun in; `undefined` when it is not spoken here. */
export function spokenVersion(protocol: string, version: string): ProtocolVersion | undefined {
  return everything.all
    .find(({ name }) => name === protocol)
    ?.versions.find((each) => each.version === version);
}
