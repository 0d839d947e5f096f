import type { Actor, AuditStore } from "../audit/audit.ts";
import { HOUR, type Instant, instant } from "../clock.ts";
import { newId, newUnguessableToken, type PersonId, type ProgramTokenId } from "../ids.ts";
import { unreachable } from "../problem.ts";
import type { Invitation, PeopleStore, ProgramToken, StaffMember } from "./person.ts";
import type { Permission, Role } from "./roles.ts";
import { hashOfToken } from "./secrets.ts";

/** How long a link that invites somebody is good, ms. */
const INVITATION_LIFETIME = 72 * HOUR;

/** What administering people reads and writes. */
export interface PeopleStores {
  readonly people: PeopleStore;
  readonly audit: Pick<AuditStore, "append">;
}

/** Why nothing was done. */
export type PeopleRefusal =
  | { readonly kind: "owner_exists" }
  | { readonly kind: "email_taken"; readonly email: string }
  | { readonly kind: "not_an_email" }
  | { readonly kind: "no_person_name" }
  | { readonly kind: "unknown_person" }
  | { readonly kind: "unknown_invitation" }
  | { readonly kind: "last_owner" }
  | { readonly kind: "role_changed_meanwhile" }
  | { readonly kind: "unknown_program_token" }
  | { readonly kind: "no_scopes" };

/** What a change came to. */
export type PeopleChange<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: PeopleRefusal };

/** Says why nothing was done, and what to do. */
export function explainPeopleRefusal(refusal: PeopleRefusal): string {
  switch (refusal.kind) {
    case "owner_exists":
      return "This shop has an owner already: sign in, or ask them to invite you.";
    case "email_taken":
      return `${refusal.email} is in this shop already.`;
    case "not_an_email":
      return "That is no e-mail address.";
    case "no_person_name":
      return "Say a name of at most 100 characters.";
    case "unknown_person":
      return "There is no such person.";
    case "unknown_invitation":
      return "This invitation is over or was used: ask for another one.";
    case "last_owner":
      return "A shop has at least one owner: make somebody else one first.";
    case "role_changed_meanwhile":
      return "Somebody gave them another role after you looked. Nothing was changed: look at it as it is now, and make your change again.";
    case "unknown_program_token":
      return "There is no such token, or it is revoked.";
    case "no_scopes":
      return "Say what the token may do: at least one scope.";
    default:
      return unreachable(refusal);
  }
}

function refuse(refusal: PeopleRefusal): { readonly ok: false; readonly refusal: PeopleRefusal } {
  return { ok: false, refusal };
}

/** Somebody as they come in: the password is hashed before the job. */
export interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
}

/** Makes the shop's first owner. In a write job. */
export async function makeOwner(
  { people, audit }: PeopleStores,
  wanted: NewPerson,
  actor: Actor,
  now: Instant,
): Promise<PeopleChange<StaffMember>> {
  if (await people.hasOwner()) return refuse({ kind: "owner_exists" });
  const made = await insert(people, wanted, "owner", now);
  if (made.ok) await auditPerson(audit, made.value.id, "person.owner", actor, now);
  return made;
}

/** Makes a link by which somebody comes in. Gives its token, which is kept nowhere. In a write job. */
export async function invite(
  { people, audit }: PeopleStores,
  { email: text, role }: { readonly email: string; readonly role: Role },
  actor: Actor,
  now: Instant,
): Promise<PeopleChange<{ readonly invitation: Invitation; readonly token: string }>> {
  const email = text.trim().toLowerCase();
  if (!isEmail(email)) return refuse({ kind: "not_an_email" });
  if (await people.byEmail(email)) return refuse({ kind: "email_taken", email });
  for (const earlier of await people.invitations())
    if (earlier.email === email) await people.removeInvitation(earlier.hash);
  const token = newUnguessableToken();
  const expiresAt = instant(now + INVITATION_LIFETIME);
  const invitation: Invitation = { hash: hashOfToken(token), email, role, expiresAt };
  await people.putInvitation(invitation);
  await audit.append({
    at: now,
    actor,
    action: "person.invite",
    subject: invitation.hash.slice(0, 16),
    details: { role },
  });
  return { ok: true, value: { invitation, token } };
}

/** The invitation of a token, while it is good. */
export async function invitationOf(
  people: Pick<PeopleStore, "invitation">,
  token: string,
  now: Instant,
): Promise<Invitation | undefined> {
  const found = await people.invitation(hashOfToken(token));
  return found && found.expiresAt > now ? found : undefined;
}

/** Takes an invitation back: its link lets nobody in. In a write job. */
export async function takeBackInvitation(
  { people, audit }: PeopleStores,
  hash: string,
  actor: Actor,
  now: Instant,
): Promise<PeopleChange<undefined>> {
  if (!(await people.invitation(hash))) return refuse({ kind: "unknown_invitation" });
  await people.removeInvitation(hash);
  const subject = hash.slice(0, 16);
  await audit.append({ at: now, actor, action: "person.uninvite", subject, details: {} });
  return { ok: true, value: undefined };
}

/** Lets somebody in by an invitation, which is used up. In a write job. */
export async function acceptInvitation(
  { people, audit }: PeopleStores,
  token: string,
  wanted: Omit<NewPerson, "email">,
  now: Instant,
): Promise<PeopleChange<StaffMember>> {
  const invitation = await invitationOf(people, token, now);
  if (!invitation) return refuse({ kind: "unknown_invitation" });
  const { email, role, hash } = invitation;
  const made = await insert(people, { ...wanted, email }, role, now);
  if (!made.ok) return made;
  await people.removeInvitation(hash);
  await auditPerson(audit, made.value.id, "person.join", actorOf(made.value.id), now, { role });
  return made;
}

/** Who is meant, and as what they were seen; `seen` is absent where nobody looked before. */
export interface SeenPerson {
  readonly id: PersonId;
  readonly seen?: Role | undefined;
}

/** Gives somebody another role; their sessions go on with it at once. In a write job. */
export async function changeRole(
  { people, audit }: PeopleStores,
  who: SeenPerson,
  role: Role,
  actor: Actor,
  now: Instant,
): Promise<PeopleChange<StaffMember>> {
  const found = await present(people, who);
  if (!found.ok) return found;
  const person = found.value;
  if (role !== "owner" && (await isLastOwner(people, person))) return refuse({ kind: "last_owner" });
  const changed = { ...person, role };
  await people.put(changed);
  await auditPerson(audit, person.id, "person.role", actor, now, { from: person.role, to: role });
  return { ok: true, value: changed };
}

/** Lets somebody in no more, and ends their sessions. In a write job. */
export async function removePerson(
  { people, audit }: PeopleStores,
  who: SeenPerson,
  actor: Actor,
  now: Instant,
): Promise<PeopleChange<StaffMember>> {
  const found = await present(people, who);
  if (!found.ok) return found;
  const person = found.value;
  if (await isLastOwner(people, person)) return refuse({ kind: "last_owner" });
  const removed = { ...person, removedAt: now };
  await people.put(removed);
  await people.endSessionsOf(person.id);
  await auditPerson(audit, person.id, "person.remove", actor, now);
  return { ok: true, value: removed };
}

/** Somebody who works here, in the role in which they were seen. */
async function present(people: PeopleStore, { id, seen }: SeenPerson): Promise<PeopleChange<StaffMember>> {
  const person = await people.find(id);
  if (!person || person.removedAt !== undefined) return refuse({ kind: "unknown_person" });
  return seen === undefined || seen === person.role
    ? { ok: true, value: person }
    : refuse({ kind: "role_changed_meanwhile" });
}

/** Makes a token for a program. Gives it once; it is kept nowhere. In a write job. */
export async function makeProgramToken(
  { people, audit }: PeopleStores,
  { name: text, scopes }: { readonly name: string; readonly scopes: readonly Permission[] },
  actor: Actor,
  now: Instant,
): Promise<PeopleChange<{ readonly made: ProgramToken; readonly token: string }>> {
  const name = text.trim();
  if (name === "" || name.length > 100) return refuse({ kind: "no_person_name" });
  if (scopes.length === 0) return refuse({ kind: "no_scopes" });
  const token = `cst_${newUnguessableToken()}${newUnguessableToken()}`;
  const id = newId("ProgramTokenId");
  const made: ProgramToken = { id, hash: hashOfToken(token), name, scopes, createdAt: now };
  await people.putProgramToken(made);
  await audit.append({ at: now, actor, action: "program.token", subject: id, details: { scopes } });
  return { ok: true, value: { made, token } };
}

/** Ends a program's token for good. In a write job. */
export async function revokeProgramToken(
  { people, audit }: PeopleStores,
  id: ProgramTokenId,
  actor: Actor,
  now: Instant,
): Promise<PeopleChange<ProgramToken>> {
  const found = (await people.programTokens()).find((token) => token.id === id);
  if (!found || found.revokedAt !== undefined) return refuse({ kind: "unknown_program_token" });
  const revoked = { ...found, revokedAt: now };
  await people.putProgramToken(revoked);
  await audit.append({ at: now, actor, action: "program.revoke", subject: id, details: {} });
  return { ok: true, value: revoked };
}

/**
 * Forgets everybody: the way back in for who has the machine, and lost every password; and the way in where there is no
 * token. In a write job.
 *
 * @param ownerEmail who comes in as the owner by the invitation that is made; absent: whoever has the token.
 */
export async function resetPeople(
  stores: PeopleStores,
  ownerEmail: string | undefined,
  actor: Actor,
  now: Instant,
): Promise<PeopleChange<{ readonly forgotten: number; readonly invitationToken?: string | undefined }>> {
  const { people, audit } = stores;
  if (ownerEmail !== undefined && !isEmail(ownerEmail.trim())) return refuse({ kind: "not_an_email" });
  const forgotten = (await people.all()).filter(({ removedAt }) => removedAt === undefined).length;
  await people.reset();
  await audit.append({ at: now, actor, action: "people.reset", subject: "people", details: { forgotten } });
  if (ownerEmail === undefined) return { ok: true, value: { forgotten } };
  const invited = await invite(stores, { email: ownerEmail, role: "owner" }, actor, now);
  return invited.ok ? { ok: true, value: { forgotten, invitationToken: invited.value.token } } : invited;
}

/** A person as the audit names them: by an id that says nothing of them. */
export function actorOf(id: PersonId): Actor {
  return `person:${id}`;
}

/** Keeps that something was done to somebody. */
export async function auditPerson(
  audit: Pick<AuditStore, "append">,
  subject: PersonId,
  action: string,
  actor: Actor,
  at: Instant,
  details: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await audit.append({ at, actor, action, subject, details });
}

async function insert(
  people: PeopleStore,
  { name: text, email: address, passwordHash }: NewPerson,
  role: Role,
  now: Instant,
): Promise<PeopleChange<StaffMember>> {
  const [name, email] = [text.trim(), address.trim().toLowerCase()];
  if (name === "" || name.length > 100) return refuse({ kind: "no_person_name" });
  if (!isEmail(email)) return refuse({ kind: "not_an_email" });
  if (await people.byEmail(email)) return refuse({ kind: "email_taken", email });
  const person: StaffMember = { id: newId("PersonId"), name, email, role, passwordHash, createdAt: now };
  await people.put(person);
  return { ok: true, value: person };
}

async function isLastOwner(people: PeopleStore, person: StaffMember): Promise<boolean> {
  if (person.role !== "owner") return false;
  const owners = (await people.all()).filter(
    ({ role, removedAt }) => role === "owner" && removedAt === undefined,
  );
  return owners.length === 1;
}

function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}
