import type { Instant } from "../clock.ts";
import type { AgentId, KeyId } from "../ids.ts";

/** How an agent signs its requests; agreed at onboarding, since ACP leaves the algorithm open. */
export interface SignatureSettings {
  readonly algorithm: "hmac-sha256" | "ed25519" | "es256";
  /** The shared secret, or the public key as PEM. */
  readonly key: string;
  /** What is signed: the bytes received, or their RFC 8785 form. */
  readonly payload: "raw" | "canonical";
  /** Whether `timestamp + "."` stands before the payload. */
  readonly withTimestamp: boolean;
}

/** Where an agent hears of its orders, and in which dialect. */
export interface WebhookSettings {
  readonly url: string;
  /** Newest first; which of them sign, `signingSecrets` says. */
  readonly secrets: readonly string[];
  /** When the newest came beside the one before it; absent when it is the first, or that one was retired. */
  readonly rotatedAt?: Instant | undefined;
  /** `Merchant-Signature` unless agreed otherwise. */
  readonly header: string;
  /** `timestamped` is `t=…,v1=<hex>`; the others are the bare HMAC of the body. */
  readonly signature: "timestamped" | "hex" | "base64";
  readonly eventNames: "order_create" | "order_created" | "order.created";
}

/** What of ACP is left to be agreed on. */
export interface AcpAgreement {
  /** The version meant by a request without `API-Version`; absent: such a request is refused. */
  readonly defaultVersion?: string | undefined;
  /** What a completion answers: 200 by the schema, which is meant where nothing is said; 201 by one launch guide. */
  readonly completeStatus?: 200 | 201 | undefined;
}

/** What of UCP is left to be agreed on. */
export interface UcpAgreement {
  /** The addresses of the profiles that whoever has the agent's key acts for; absent: of any that it names. */
  readonly profiles?: readonly string[] | undefined;
}

/**
 * What the shop knows of a caller that presents itself by a profile. `claimed`: it named the profile, as anybody can.
 * `signed`: it signed with a key of the profile, so that it is the one; that says nothing of whether it may. `allowed`: it
 * signed, and the merchant has its host on the list.
 */
export type ProfileStanding = "claimed" | "signed" | "allowed";

/** By what an agent presents itself that has no key. */
export interface AgentProfile {
  readonly url: string;
  /** The host that the profile is from, as limits and lists name it: see src/agents/caller-host.ts. */
  readonly host: string;
  readonly standing: ProfileStanding;
}

/** Someone who sells for the merchant by calling our endpoints: one application, however many buyers it serves. */
export interface Agent {
  readonly id: AgentId;
  readonly name: string;
  /** Agreed for ACP alone. */
  readonly acp?: AcpAgreement | undefined;
  /** Agreed for UCP alone. */
  readonly ucp?: UcpAgreement | undefined;
  readonly signature?: SignatureSettings | undefined;
  readonly webhook?: WebhookSettings | undefined;
  /** The merchant wants it told nothing: its events are kept, and nobody is warned that they wait. */
  readonly isToldNothing?: true | undefined;
  /** By what it presents itself, where the merchant has given it no key. */
  readonly profile?: AgentProfile | undefined;
  /** The parts that the environment decided at the last start; they are changed there and nowhere else. */
  readonly fromEnvironment?: readonly ("signature" | "webhook")[] | undefined;
}

/** A key as a list shows it. The key itself is shown once, when made. */
export interface ApiKey {
  readonly id: KeyId;
  readonly agentId: AgentId;
  readonly hint: string;
  readonly createdAt: Instant;
  readonly revokedAt?: Instant | undefined;
}
