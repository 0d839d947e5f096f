import { type Static, Type } from "@sinclair/typebox";
import { asId, type PersonId, type ProgramTokenId } from "../../ids.ts";
import { closed, DateTimeField, dateTime, maybe, oneOfWords } from "../../operations/fields.ts";
import {
  changeRole,
  explainPeopleRefusal,
  invite,
  makeProgramToken,
  type PeopleRefusal,
  removePerson,
  revokeProgramToken,
} from "../../people/administration.ts";
import type { ProgramToken, StaffMember } from "../../people/person.ts";
import { permissions, roles } from "../../people/roles.ts";
import { type AdminRefusal, type AdminRoute, mutation, query, refuseCall } from "../route.ts";
import type { AdminServices } from "../services.ts";
import { accountApiRoutes } from "./accounts.ts";

const tag = "People";

const RoleField = oneOfWords(roles);
const Scopes = Type.Array(oneOfWords(permissions), { minItems: 1, maxItems: permissions.length });

const SeenRole = Type.Optional(
  oneOfWords(
    roles,
    "The role in which you saw them: where they have another one by now, nothing is changed.",
  ),
);

const PersonAnswer = closed({
  id: Type.String(),
  name: Type.String(),
  email: Type.String(),
  role: RoleField,
  has_second_factor: Type.Boolean(),
  created_at: DateTimeField,
  removed_at: maybe(DateTimeField),
});

const ProgramTokenAnswer = closed({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  created_at: DateTimeField,
  revoked_at: maybe(DateTimeField),
});

/** Who works in the shop, how they are let in, and the tokens of programs. */
export function peopleRoutes(services: AdminServices): readonly AdminRoute[] {
  return [
    ...presenceRoutes(services),
    ...roleRoutes(services),
    ...accountApiRoutes(services),
    ...programTokenRoutes(services),
  ];
}

function presenceRoutes({ reads, write, shop, clock }: AdminServices): readonly AdminRoute[] {
  return [
    query("/people", {
      tag,
      summary: "List who works in the shop",
      description: "Those who were removed, too: the audit names them by id.",
      answer: closed({ people: Type.Array(PersonAnswer) }),
      handle: async () => ({ people: (await reads.people.all()).map(encodePerson) }),
    }),
    mutation("/people/invite", {
      tag,
      summary: "Invite somebody by a link",
      description: "The link is good for three days and for one person, and is shown once.",
      status: 201,
      isSecret: true,
      body: closed({ email: Type.String({ maxLength: 254 }), role: RoleField }),
      answer: closed({
        email: Type.String(),
        role: RoleField,
        link: Type.String(),
        expires_at: DateTimeField,
      }),
      async handle({ body, actor }) {
        const made = await write((stores) => invite(stores, body, actor, clock.now()));
        if (!made.ok) return refusalOf(made.refusal);
        const { invitation, token } = made.value;
        const { email, role, expiresAt } = invitation;
        const link = `${shop.publicBaseUrl}/admin/join/${token}`;
        return { email, role, link, expires_at: dateTime(expiresAt) };
      },
    }),
  ];
}

function roleRoutes({ write, clock }: AdminServices): readonly AdminRoute[] {
  return [
    mutation("/people/:person/role", {
      tag,
      summary: "Give somebody another role",
      description: "It holds at once, also where they are signed in. A shop keeps at least one owner.",
      body: closed({ role: RoleField, seen_role: SeenRole }),
      answer: PersonAnswer,
      async handle({ params, body, actor, keepAnswer }) {
        return write(async (stores) => {
          const id = asId<PersonId>(params["person"] ?? "");
          const done = await changeRole(stores, { id, seen: body.seen_role }, body.role, actor, clock.now());
          if (!done.ok) return refusalOf(done.refusal);
          const answer = encodePerson(done.value);
          await keepAnswer(stores, answer);
          return answer;
        });
      },
    }),
    mutation("/people/:person/remove", {
      tag,
      summary: "Let somebody in no more",
      description: "Ends all of their sessions.",
      body: closed({ seen_role: SeenRole }),
      answer: PersonAnswer,
      async handle({ params, body, actor, keepAnswer }) {
        return write(async (stores) => {
          const id = asId<PersonId>(params["person"] ?? "");
          const done = await removePerson(stores, { id, seen: body.seen_role }, actor, clock.now());
          if (!done.ok) return refusalOf(done.refusal);
          const answer = encodePerson(done.value);
          await keepAnswer(stores, answer);
          return answer;
        });
      },
    }),
  ];
}

function programTokenRoutes({ reads, write, clock }: AdminServices): readonly AdminRoute[] {
  return [
    query("/tokens", {
      tag,
      summary: "List the tokens of programs",
      description: "Never the tokens themselves.",
      answer: closed({ tokens: Type.Array(ProgramTokenAnswer) }),
      handle: async () => ({ tokens: (await reads.people.programTokens()).map(encodeProgramToken) }),
    }),
    mutation("/tokens", {
      tag,
      summary: "Make a token for a program",
      description: "It opens this API for what its scopes say, and nothing else. It is shown once.",
      status: 201,
      isSecret: true,
      body: closed({ name: Type.String({ minLength: 1, maxLength: 100 }), scopes: Scopes }),
      answer: Type.Intersect([ProgramTokenAnswer, Type.Object({ token: Type.String() })]),
      async handle({ body, actor }) {
        const done = await write((stores) => makeProgramToken(stores, body, actor, clock.now()));
        if (!done.ok) return refusalOf(done.refusal);
        return { ...encodeProgramToken(done.value.made), token: done.value.token };
      },
    }),
    mutation("/tokens/:token/revoke", {
      tag,
      summary: "End a program's token for good",
      description: "By its id. It opens nothing from the next request on.",
      body: closed({}),
      answer: ProgramTokenAnswer,
      async handle({ params, actor, keepAnswer }) {
        return write(async (stores) => {
          const id = asId<ProgramTokenId>(params["token"] ?? "");
          const done = await revokeProgramToken(stores, id, actor, clock.now());
          if (!done.ok) return refusalOf(done.refusal);
          const answer = encodeProgramToken(done.value);
          await keepAnswer(stores, answer);
          return answer;
        });
      },
    }),
  ];
}

function encodePerson(person: StaffMember): Static<typeof PersonAnswer> {
  const { id, name, email, role, secondFactor, createdAt, removedAt } = person;
  return {
    id,
    name,
    email,
    role,
    has_second_factor: secondFactor !== undefined,
    created_at: dateTime(createdAt),
    removed_at: dateTime(removedAt),
  };
}

function encodeProgramToken(token: ProgramToken): Static<typeof ProgramTokenAnswer> {
  const { id, name, scopes, createdAt, revokedAt } = token;
  return {
    id,
    name,
    scopes: [...scopes],
    created_at: dateTime(createdAt),
    revoked_at: dateTime(revokedAt),
  };
}

function refusalOf(refusal: PeopleRefusal): AdminRefusal {
  return refuseCall(statusOfPeopleRefusal(refusal), refusal.kind, explainPeopleRefusal(refusal));
}

function statusOfPeopleRefusal({ kind }: PeopleRefusal): AdminRefusal["status"] {
  switch (kind) {
    case "unknown_person":
    case "unknown_invitation":
    case "unknown_program_token":
      return 404;
    case "owner_exists":
    case "email_taken":
    case "last_owner":
    case "role_changed_meanwhile":
      return 409;
    case "not_an_email":
    case "no_person_name":
    case "no_scopes":
      return 422;
  }
}
