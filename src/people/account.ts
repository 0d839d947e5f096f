import type { Actor } from "../audit/audit.ts";
import type { Instant } from "../clock.ts";
import type { PersonId } from "../ids.ts";
import { actorOf, auditPerson, type PeopleStores } from "./administration.ts";
import { hashOfRecoveryCode, stepOfCode } from "./second-factor.ts";

/** What became of a change of one's own account. */
export type AccountChange = "changed" | "wrong_code" | "gone";

/** Sets a new password, hashed before the job, and ends one's other sessions. In a write job. */
export async function changePassword(
  { people, audit }: PeopleStores,
  id: PersonId,
  { passwordHash, but }: { readonly passwordHash: string; readonly but: string },
  now: Instant,
): Promise<AccountChange> {
  const person = await people.find(id);
  if (!person) return "gone";
  await people.put({ ...person, passwordHash });
  await people.endSessionsOf(id, but);
  await auditPerson(audit, id, "person.password", actorOf(id), now);
  return "changed";
}

/**
 * Has a telephone's code asked for from now on, once its owner has shown that it has the secret. The code counts once,
 * here as well. In a write job.
 */
export async function addSecondFactor(
  { people, audit }: PeopleStores,
  id: PersonId,
  wanted: { readonly secret: string; readonly code: string; readonly recoveryCodes: readonly string[] },
  now: Instant,
): Promise<AccountChange> {
  const person = await people.find(id);
  if (!person) return "gone";
  const { secret, code, recoveryCodes } = wanted;
  const lastStep = stepOfCode(secret, code, now);
  if (lastStep === undefined) return "wrong_code";
  const recoveryHashes = recoveryCodes.map(hashOfRecoveryCode);
  await people.put({ ...person, secondFactor: { secret, lastStep, recoveryHashes } });
  await auditPerson(audit, id, "person.second_factor", actorOf(id), now);
  return "changed";
}

/** Has no code asked for any more, of oneself or of somebody who lost the telephone. In a write job. */
export async function removeSecondFactor(
  { people, audit }: PeopleStores,
  id: PersonId,
  actor: Actor,
  now: Instant,
): Promise<AccountChange> {
  const person = await people.find(id);
  if (!person) return "gone";
  await people.put({ ...person, secondFactor: undefined });
  await auditPerson(audit, id, "person.no_second_factor", actor, now);
  return "changed";
}
