import type { Instant } from "../clock.ts";
import type { PersonId, ProgramTokenId } from "../ids.ts";
import type { Permission, Role } from "./roles.ts";

/** Somebody who works in the shop. */
export interface StaffMember {
  readonly id: PersonId;
  readonly name: string;
  /** In lower case; what they sign in with. */
  readonly email: string;
  readonly role: Role;
  /** Argon2id, with its salt and cost. */
  readonly passwordHash: string;
  readonly secondFactor?: SecondFactor | undefined;
  readonly createdAt: Instant;
  /** Since when they are no longer let in. */
  readonly removedAt?: Instant | undefined;
}

/** Codes that a telephone shows, and what lets in without it. */
export interface SecondFactor {
  /** Base32. */
  readonly secret: string;
  /** The 30 seconds of the last code that was taken: none of it or before is taken again. */
  readonly lastStep: number;
  /** SHA-256 of those not used yet. */
  readonly recoveryHashes: readonly string[];
}

/** A browser in which somebody is signed in. */
export interface PersonSession {
  /** SHA-256 of its cookie. */
  readonly hash: string;
  readonly personId: PersonId;
  /** What every form of it must carry. */
  readonly formToken: string;
  /** What the browser says of itself, cut short. */
  readonly browser: string;
  readonly openedAt: Instant;
  readonly seenAt: Instant;
  readonly expiresAt: Instant;
}

/** A link by which somebody comes in. */
export interface Invitation {
  /** SHA-256 of its token. */
  readonly hash: string;
  readonly email: string;
  readonly role: Role;
  readonly expiresAt: Instant;
}

/** What a program opens the merchant's API with. */
export interface ProgramToken {
  readonly id: ProgramTokenId;
  readonly hash: string;
  readonly name: string;
  readonly scopes: readonly Permission[];
  readonly createdAt: Instant;
  readonly revokedAt?: Instant | undefined;
}

/** Those who work in the shop, on disk. `put…` and the like only in a write job. */
export interface PeopleStore {
  /** Also those who were removed. */
  all(): Promise<readonly StaffMember[]>;
  find(id: PersonId): Promise<StaffMember | undefined>;
  /** Not those who were removed. */
  byEmail(email: string): Promise<StaffMember | undefined>;
  /** Whether there is an owner who is let in: then ADMIN_TOKEN lets nobody into the pages. */
  hasOwner(): Promise<boolean>;
  put(person: StaffMember): Promise<void>;

  session(hash: string): Promise<PersonSession | undefined>;
  sessionsOf(id: PersonId): Promise<readonly PersonSession[]>;
  putSession(session: PersonSession): Promise<void>;
  endSession(hash: string): Promise<void>;
  /** Ends all of somebody's sessions but one. */
  endSessionsOf(id: PersonId, but?: string): Promise<void>;
  /** Forgets sessions and invitations that are over. */
  forgetOver(now: Instant): Promise<void>;

  invitation(hash: string): Promise<Invitation | undefined>;
  invitations(): Promise<readonly Invitation[]>;
  putInvitation(invitation: Invitation): Promise<void>;
  removeInvitation(hash: string): Promise<void>;

  programToken(hash: string): Promise<ProgramToken | undefined>;
  programTokens(): Promise<readonly ProgramToken[]>;
  putProgramToken(token: ProgramToken): Promise<void>;

  /** Forgets everybody, with their sessions and invitations. Programs' tokens stay. */
  reset(): Promise<void>;
}
