import type { Actor, AuditStore } from "../audit/audit.ts";
import { after, type Clock, DAY, HOUR, type Instant, instant } from "../clock.ts";
import type { Write } from "../storage.ts";
import { newSigningKey, type SigningKey } from "./key.ts";
import type { SigningKeyStore } from "./stores.ts";

/** How long a new key is published before it signs, ms: as long as published keys may be taken for current. */
export const NOTICE = HOUR;
/** How long a key is published after the last signature by it, ms (UCP, signatures, "Key Rotation": seven days at least). */
export const OVERLAP = 7 * DAY;

/** Where a key stands: `next` is published and signs soon, `retired` signed until lately and still proves what it signed. */
export type SigningKeyState = "next" | "signing" | "retired";

/** The keys whose public parts are published now, oldest first. */
export function publishedKeys(keys: readonly SigningKey[], now: Instant): readonly SigningKey[] {
  return keys.filter(({ publishedUntil }) => publishedUntil === undefined || publishedUntil > now);
}

/** The key that signs now: of those published, the one that began last. `undefined` where there is none. */
export function signingKeyAt(keys: readonly SigningKey[], now: Instant): SigningKey | undefined {
  const published = publishedKeys(keys, now);
  const begun = published.filter(({ signsFrom }) => signsFrom <= now);
  // A clock that was set back must not leave the shop without a key.
  return begun.toSorted((one, other) => other.signsFrom - one.signsFrom)[0] ?? published[0];
}

/** The keys published now, each with where it stands, oldest first. */
export function statedKeys(
  keys: readonly SigningKey[],
  now: Instant,
): readonly { readonly key: SigningKey; readonly state: SigningKeyState }[] {
  const signing = signingKeyAt(keys, now);
  return publishedKeys(keys, now).map((key) => ({
    key,
    state: key === signing ? "signing" : key.signsFrom > now ? "next" : "retired",
  }));
}

/** The key that signs now, made where there is none. In a write job. */
export async function ensureSigningKey(signingKeys: SigningKeyStore, now: Instant): Promise<SigningKey> {
  const known = signingKeyAt(await signingKeys.all(), now);
  if (known) return known;
  const key = newSigningKey(now, now);
  await signingKeys.put(key);
  return key;
}

/** The key that signs now, made at the first need. */
export async function signingKeyNow({
  write,
  reads,
  clock,
}: {
  readonly write: Write<{ readonly signingKeys: SigningKeyStore }>;
  readonly reads: { readonly signingKeys: Pick<SigningKeyStore, "all"> };
  readonly clock: Pick<Clock, "now">;
}): Promise<SigningKey> {
  const known = signingKeyAt(await reads.signingKeys.all(), clock.now());
  return known ?? (await write(({ signingKeys }) => ensureSigningKey(signingKeys, clock.now())));
}

/** How a rotation goes. */
export interface RotationTerms {
  /** Whether somebody else may have the keys so far: they are withdrawn at once, and the new one signs at once. */
  readonly areCompromised: boolean;
  readonly actor: Actor;
}

/** What a rotation writes. */
export interface RotationStores {
  readonly signingKeys: SigningKeyStore;
  readonly audit: Pick<AuditStore, "append">;
}

/**
 * Makes a new key. It is published at once and signs once whoever looked before has looked again; those before it stay
 * published for the overlap, so that what they signed can still be proved. In a write job.
 */
export async function rotateSigningKey(
  { signingKeys, audit }: RotationStores,
  { areCompromised, actor }: RotationTerms,
  now: Instant,
): Promise<SigningKey> {
  const before = publishedKeys(await signingKeys.all(), now);
  const signsFrom = areCompromised || before.length === 0 ? now : after(now, NOTICE);
  const withdrawnAt = areCompromised ? now : after(signsFrom, OVERLAP);
  for (const key of before)
    await signingKeys.put({ ...key, publishedUntil: earliest(key.publishedUntil, withdrawnAt) });
  const key = newSigningKey(now, signsFrom);
  await signingKeys.put(key);
  const details = { areCompromised };
  await audit.append({ at: now, actor, action: "signing_key.rotate", subject: key.id, details });
  return key;
}

/** A key on its way out leaves no later for a further rotation. */
function earliest(known: Instant | undefined, at: Instant): Instant {
  return known === undefined ? at : instant(Math.min(known, at));
}
