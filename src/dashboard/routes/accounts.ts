import { Type } from "@sinclair/typebox";
import { asId, type PersonId } from "../../ids.ts";
import { closed, DateTimeField, dateTime } from "../../operations/fields.ts";
import { removeSecondFactor } from "../../people/account.ts";
import { auditPerson } from "../../people/administration.ts";
import { type AdminRoute, mutation, query, refuseCall } from "../route.ts";
import type { AdminServices } from "../services.ts";

const tag = "People";
const personIn = ({ params }: { readonly params: Readonly<Record<string, string>> }) =>
  asId<PersonId>(params["person"] ?? "");
const unknownPerson = refuseCall(404, "unknown_person", "There is no such person.");

/**
 * What is kept of somebody's account but the password, which is theirs alone: where they are signed in, and the code that
 * is asked of them.
 */
export function accountApiRoutes({ reads, write, clock }: AdminServices): readonly AdminRoute[] {
  return [
    query("/people/:person/sessions", {
      tag,
      summary: "See where somebody is signed in",
      description: "The latest first.",
      answer: closed({
        sessions: Type.Array(
          closed({ browser: Type.String(), opened_at: DateTimeField, seen_at: DateTimeField }),
        ),
      }),
      async handle(call) {
        if (!(await reads.people.find(personIn(call)))) return unknownPerson;
        const sessions = await reads.people.sessionsOf(personIn(call));
        return {
          sessions: sessions
            .toSorted((one, other) => other.seenAt - one.seenAt)
            .map(({ browser, openedAt, seenAt }) => ({
              browser,
              opened_at: dateTime(openedAt),
              seen_at: dateTime(seenAt),
            })),
        };
      },
    }),
    mutation("/people/:person/sessions/end", {
      tag,
      summary: "Sign somebody out everywhere",
      description: "They can sign in again: to keep them out, remove them.",
      body: closed({}),
      answer: closed({ ended: Type.Integer() }),
      handle: (call) =>
        write(async (stores) => {
          const id = personIn(call);
          if (!(await stores.people.find(id))) return unknownPerson;
          const answer = { ended: (await stores.people.sessionsOf(id)).length };
          await stores.people.endSessionsOf(id);
          await auditPerson(stores.audit, id, "person.end_sessions", call.actor, clock.now());
          await call.keepAnswer(stores, answer);
          return answer;
        }),
    }),
    mutation("/people/:person/second-factor/remove", {
      tag,
      summary: "Ask somebody for no code any more",
      description: "For who lost the telephone and the recovery codes. They set another one up themselves.",
      body: closed({}),
      answer: closed({ has_second_factor: Type.Literal(false) }),
      handle: (call) =>
        write(async (stores) => {
          const done = await removeSecondFactor(stores, personIn(call), call.actor, clock.now());
          if (done === "gone") return unknownPerson;
          const answer = { has_second_factor: false } as const;
          await call.keepAnswer(stores, answer);
          return answer;
        }),
    }),
  ];
}
