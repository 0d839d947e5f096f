import { and, eq, isNull, lte, ne, sql } from "drizzle-orm";
import type { PeopleStore } from "../../src/people/person.ts";
import {
  invitationDocument,
  personDocument,
  personSessionDocument,
  programTokenDocument,
} from "../documents.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { invitations, people, personSessions, programTokens } from "./schema.ts";

const { placeholder } = sql;

/** Those who work in the shop, over one connection. */
export function createPeopleStore(queries: Queries): PeopleStore {
  return {
    ...createPersons(queries),
    ...createSessions(queries),
    ...createInvitations(queries),
    ...createProgramTokens(queries),
    async reset() {
      await queries.delete(personSessions);
      await queries.delete(invitations);
      await queries.delete(people);
    },
    async forgetOver(now) {
      await queries.delete(personSessions).where(lte(personSessions.expiresAt, now));
      await queries.delete(invitations).where(lte(invitations.expiresAt, now));
    },
  };
}

function createPersons(queries: Queries): Pick<PeopleStore, "all" | "find" | "byEmail" | "hasOwner" | "put"> {
  const { isLocking } = queries;
  const ofId = () =>
    queries
      .select()
      .from(people)
      .where(eq(people.id, placeholder("id")));
  // In a job what is read is about to be replaced: of two who change somebody at a time neither undoes the other's change.
  const find = prepared(() => (isLocking ? ofId().for("no key update") : ofId()));
  const everybody = () => queries.select().from(people).orderBy(people.id);
  const byEmail = prepared(() =>
    queries
      .select()
      .from(people)
      .where(eq(people.email, placeholder("email"))),
  );
  const owner = prepared(() =>
    queries
      .select({ id: people.id })
      .from(people)
      .where(and(eq(people.role, "owner"), isNull(people.removedAt)))
      .limit(1),
  );
  return {
    async all() {
      const rows = await (isLocking ? everybody().for("no key update") : everybody());
      return rows.map(({ document }) => personDocument.read(document));
    },
    async find(id) {
      const row = await find().get({ id });
      return row && personDocument.read(row.document);
    },
    async byEmail(email) {
      const row = await byEmail().get({ email });
      return row && personDocument.read(row.document);
    },
    async hasOwner() {
      return (await owner().get()) !== undefined;
    },
    async put(person) {
      const { id, role, removedAt = null } = person;
      const email = removedAt === null ? person.email : null;
      const row = { id, email, role, removedAt, document: personDocument.write(person) };
      await queries.insert(people).values(row).onConflictDoUpdate({ target: people.id, set: row });
    },
  };
}

function createSessions(
  queries: Queries,
): Pick<PeopleStore, "session" | "sessionsOf" | "putSession" | "endSession" | "endSessionsOf"> {
  const ofHash = () =>
    queries
      .select()
      .from(personSessions)
      .where(eq(personSessions.hash, placeholder("hash")));
  const find = prepared(() => (queries.isLocking ? ofHash().for("no key update") : ofHash()));
  return {
    async session(hash) {
      const row = await find().get({ hash });
      return row && personSessionDocument.read(row.document);
    },
    async sessionsOf(id) {
      const rows = await queries.select().from(personSessions).where(eq(personSessions.personId, id));
      return rows.map(({ document }) => personSessionDocument.read(document));
    },
    async putSession(session) {
      const { hash, personId, expiresAt } = session;
      const row = { hash, personId, expiresAt, document: personSessionDocument.write(session) };
      await queries
        .insert(personSessions)
        .values(row)
        .onConflictDoUpdate({ target: personSessions.hash, set: row });
    },
    async endSession(hash) {
      await queries.delete(personSessions).where(eq(personSessions.hash, hash));
    },
    async endSessionsOf(id, but = "") {
      await queries
        .delete(personSessions)
        .where(and(eq(personSessions.personId, id), ne(personSessions.hash, but)));
    },
  };
}

function createInvitations(
  queries: Queries,
): Pick<PeopleStore, "invitation" | "invitations" | "putInvitation" | "removeInvitation"> {
  return {
    async invitation(hash) {
      const ofHash = queries.select().from(invitations).where(eq(invitations.hash, hash));
      // Taken up once: whoever comes second waits, and finds none.
      const [row] = await (queries.isLocking ? ofHash.for("update") : ofHash);
      return row && invitationDocument.read(row.document);
    },
    async invitations() {
      const rows = await queries.select().from(invitations).orderBy(invitations.expiresAt);
      return rows.map(({ document }) => invitationDocument.read(document));
    },
    async putInvitation(invitation) {
      const { hash, expiresAt } = invitation;
      const document = invitationDocument.write(invitation);
      await queries.insert(invitations).values({ hash, expiresAt, document });
    },
    async removeInvitation(hash) {
      await queries.delete(invitations).where(eq(invitations.hash, hash));
    },
  };
}

function createProgramTokens(
  queries: Queries,
): Pick<PeopleStore, "programToken" | "programTokens" | "putProgramToken"> {
  const find = prepared(() =>
    queries
      .select()
      .from(programTokens)
      .where(eq(programTokens.hash, placeholder("hash"))),
  );
  return {
    async programToken(hash) {
      const row = await find().get({ hash });
      const token = row && programTokenDocument.read(row.document);
      return token && token.revokedAt === undefined ? token : undefined;
    },
    async programTokens() {
      const rows = await queries.select().from(programTokens).orderBy(programTokens.id);
      return rows.map(({ document }) => programTokenDocument.read(document));
    },
    async putProgramToken(token) {
      const { id, hash } = token;
      const row = { id, hash, document: programTokenDocument.write(token) };
      await queries
        .insert(programTokens)
        .values(row)
        .onConflictDoUpdate({ target: programTokens.id, set: row });
    },
  };
}
