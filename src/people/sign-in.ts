import type { AuditStore } from "../audit/audit.ts";
import { type Instant, instant, MINUTE } from "../clock.ts";
import { newUnguessableToken, type PersonId } from "../ids.ts";
import type { Write } from "../storage.ts";
import { actorOf, auditPerson, type PeopleStores } from "./administration.ts";
import type { PeopleStore, PersonSession, StaffMember } from "./person.ts";
import { takeCode } from "./second-factor.ts";
import { hashOfToken, isPassword } from "./secrets.ts";

/** A session that nobody looked at for so long is noted as seen again, ms: not at every request. */
const SEEN_EVERY = 5 * MINUTE;

/** What somebody types to sign in. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** Of the telephone or of recovery; empty where it is not asked for. */
  readonly code: string;
}

/** What signing in came to. Wrong is wrong: nobody hears which part. */
export type SignInResult =
  | { readonly kind: "signed_in"; readonly person: StaffMember; readonly cookie: string }
  | { readonly kind: "needs_code" }
  | { readonly kind: "wrong" };

/** What signing in works with. */
export interface SignInServices {
  readonly reads: { readonly people: PeopleStore };
  readonly write: Write<PeopleStores>;
}

/**
 * Signs somebody in: the password first, then the code, which counts once, in the job that opens the session.
 *
 * @param lifetime of the session, ms.
 */
export async function signIn(
  { reads, write }: SignInServices,
  { email, password, code }: Credentials,
  { browser, now, lifetime }: { readonly browser: string; readonly now: Instant; readonly lifetime: number },
): Promise<SignInResult> {
  const known = await reads.people.byEmail(email.trim().toLowerCase());
  if (!(await isPassword(password, known?.passwordHash)) || !known) return { kind: "wrong" };
  if (known.secondFactor && code.trim() === "") return { kind: "needs_code" };
  return write(async ({ people, audit }) => {
    const person = await people.find(known.id);
    // Changed while the password was looked at.
    if (!person || person.removedAt !== undefined || person.passwordHash !== known.passwordHash)
      return { kind: "wrong" };
    if (person.secondFactor) {
      const secondFactor = takeCode(person.secondFactor, code, now);
      if (!secondFactor) return { kind: "wrong" };
      await people.put({ ...person, secondFactor });
    }
    const cookie = await openSession(people, person.id, { browser, now, lifetime });
    await auditPerson(audit, person.id, "person.sign_in", actorOf(person.id), now);
    return { kind: "signed_in", person, cookie };
  });
}

/** Opens a session and gives its cookie, which is kept nowhere. In a write job. */
export async function openSession(
  people: PeopleStore,
  personId: PersonId,
  { browser, now, lifetime }: { readonly browser: string; readonly now: Instant; readonly lifetime: number },
): Promise<string> {
  const cookie = newUnguessableToken() + newUnguessableToken();
  await people.forgetOver(now);
  await people.putSession({
    hash: hashOfToken(cookie),
    personId,
    formToken: newUnguessableToken(),
    browser: browser.slice(0, 200),
    openedAt: now,
    seenAt: now,
    expiresAt: instant(now + lifetime),
  });
  return cookie;
}

/** Who a cookie is of; `undefined` for nobody, and for who was removed or whose session is over. */
export async function signedInBy(
  { reads, write }: SignInServices,
  cookie: string,
  now: Instant,
): Promise<{ readonly person: StaffMember; readonly session: PersonSession } | undefined> {
  if (cookie === "") return undefined;
  const session = await reads.people.session(hashOfToken(cookie));
  if (!session || session.expiresAt <= now) return undefined;
  const person = await reads.people.find(session.personId);
  if (!person || person.removedAt !== undefined) return undefined;
  if (now - session.seenAt > SEEN_EVERY) {
    await write(async ({ people }) => {
      // Not one that was ended meanwhile.
      if (await people.session(session.hash)) await people.putSession({ ...session, seenAt: now });
    });
  }
  return { person, session };
}

/** Ends every session of somebody but one, and says so in the audit. In a write job. */
export async function endOtherSessions(
  { people, audit }: { readonly people: PeopleStore; readonly audit: Pick<AuditStore, "append"> },
  id: PersonId,
  but: string,
  now: Instant,
): Promise<void> {
  await people.endSessionsOf(id, but);
  await auditPerson(audit, id, "person.end_sessions", actorOf(id), now);
}
