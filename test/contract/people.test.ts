import { expect, test } from "bun:test";
import { HOUR, MINUTE } from "../../src/clock.ts";
import { asId, type PersonId, type ProgramTokenId } from "../../src/ids.ts";
import type { PersonSession, StaffMember } from "../../src/people/person.ts";
import { type ContractShop, onEveryEngine } from "./contract.ts";

const jane = asId<PersonId>("per_jane");
const ann = asId<PersonId>("per_ann");

function personOf({ clock }: ContractShop, given: Partial<StaffMember> = {}): StaffMember {
  return {
    id: jane,
    name: "Jane",
    email: "jane@example.com",
    role: "owner",
    passwordHash: "$argon2id$",
    createdAt: clock.now(),
    ...given,
  };
}

function sessionOf({ clock, later }: ContractShop, hash: string, personId: PersonId): PersonSession {
  const now = clock.now();
  return {
    hash,
    personId,
    formToken: "form",
    browser: "Firefox",
    openedAt: now,
    seenAt: now,
    expiresAt: later(HOUR),
  };
}

onEveryEngine("people", (shop) => {
  test("are found by id and address, and once removed by id alone", async () => {
    const { write, reads, later } = shop();
    const person = personOf(shop());
    expect(await reads.people.hasOwner()).toBe(false);
    await write(({ people }) => people.put(person));
    expect(await reads.people.find(jane)).toEqual(person);
    expect(await reads.people.byEmail("jane@example.com")).toEqual(person);
    expect(await reads.people.hasOwner()).toBe(true);
    const removed = { ...person, removedAt: later(MINUTE) };
    await write(({ people }) => people.put(removed));
    expect(await reads.people.byEmail("jane@example.com")).toBeUndefined();
    expect(await reads.people.find(jane)).toEqual(removed);
    expect(await reads.people.hasOwner()).toBe(false);
    const other = personOf(shop(), { id: ann });
    await write(({ people }) => people.put(other));
    expect((await reads.people.all()).map(({ id }) => id)).toEqual([ann, jane]);
  });

  test("are changed by two at a time without either change being lost", async () => {
    const { write, reads } = shop();
    const factor = { secret: "JBSWY3DPEHPK3PXP", lastStep: 0, recoveryHashes: [] };
    await write(({ people }) =>
      people.put(personOf(shop(), { email: "other@example.com", secondFactor: factor })),
    );
    const takeStep = () =>
      write(async ({ people }) => {
        const person = await people.find(jane);
        if (!person?.secondFactor) throw new Error("there is nobody");
        const { lastStep } = person.secondFactor;
        await people.put({ ...person, secondFactor: { ...person.secondFactor, lastStep: lastStep + 1 } });
      });
    await Promise.all(Array.from({ length: 20 }, takeStep));
    expect((await reads.people.find(jane))?.secondFactor?.lastStep).toBe(20);
  });

  test("have sessions that are ended one by one, all but one, and with age", async () => {
    const { write, reads, later } = shop();
    const hashes = async () => (await reads.people.sessionsOf(jane)).map(({ hash }) => hash).toSorted();
    await write(async ({ people }) => {
      for (const hash of ["a", "b", "c"]) await people.putSession(sessionOf(shop(), hash, jane));
    });
    expect(await reads.people.session("a")).toEqual(sessionOf(shop(), "a", jane));
    await write(({ people }) => people.endSession("a"));
    expect(await hashes()).toEqual(["b", "c"]);
    await write(({ people }) => people.endSessionsOf(jane, "c"));
    expect(await hashes()).toEqual(["c"]);
    await write(({ people }) => people.forgetOver(later(HOUR)));
    expect(await hashes()).toEqual([]);
  });

  test("do not get a session back that was ended while it was seen again", async () => {
    const { write, reads } = shop();
    for (let round = 0; round < 10; round += 1) {
      const session = sessionOf(shop(), `seen-${round}`, jane);
      await write(({ people }) => people.putSession(session));
      const see = write(async ({ people }) => {
        if (await people.session(session.hash)) await people.putSession(session);
      });
      await Promise.all([see, write(({ people }) => people.endSession(session.hash))]);
      expect(await reads.people.session(session.hash)).toBeUndefined();
    }
  });

  test("come in by an invitation once, whoever takes it up at the same time", async () => {
    const { write, reads, later } = shop();
    const invitation = {
      hash: "i",
      email: "bea@example.com",
      role: "packer" as const,
      expiresAt: later(HOUR),
    };
    await write(({ people }) => people.putInvitation(invitation));
    expect(await reads.people.invitation("i")).toEqual(invitation);
    expect(await reads.people.invitations()).toEqual([invitation]);
    const takeUp = () =>
      write(async ({ people }) => {
        const found = await people.invitation("i");
        if (found) await people.removeInvitation(found.hash);
        return found !== undefined;
      });
    const taken = await Promise.all(Array.from({ length: 10 }, takeUp));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test("leave programs' tokens as they are when all are forgotten", async () => {
    const { write, reads, clock, later } = shop();
    const token = {
      id: asId<ProgramTokenId>("prt_1"),
      hash: "t",
      name: "ERP",
      scopes: ["orders:look" as const],
      createdAt: clock.now(),
    };
    await write(async ({ people }) => {
      await people.putProgramToken(token);
      await people.putSession(sessionOf(shop(), "s", jane));
      await people.reset();
    });
    expect(await reads.people.all()).toEqual([]);
    expect(await reads.people.sessionsOf(jane)).toEqual([]);
    expect(await reads.people.programToken("t")).toEqual(token);
    await write(({ people }) => people.putProgramToken({ ...token, revokedAt: later(1) }));
    expect(await reads.people.programToken("t")).toBeUndefined();
    expect(await reads.people.programTokens()).toEqual([{ ...token, revokedAt: later(1) }]);
  });
});
