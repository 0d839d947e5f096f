import { Elysia } from "elysia";
import type { Instant } from "../../../clock.ts";
import { asId, type PersonId, type ProgramTokenId } from "../../../ids.ts";
import {
  changeRole,
  explainPeopleRefusal,
  invite,
  makeOwner,
  makeProgramToken,
  type PeopleChange,
  type PeopleStores,
  removePerson,
  revokeProgramToken,
  takeBackInvitation,
} from "../../../people/administration.ts";
import { permissionNamed, type Role, roleMay, roles } from "../../../people/roles.ts";
import { hashPassword, passwordMistake } from "../../../people/secrets.ts";
import { openSession } from "../../../people/sign-in.ts";
import type { AdminServices } from "../../services.ts";
import type { PageFrame, SentForm, SignedIn } from "../page-frame.ts";
import { LIFETIME } from "../sign-in/sign-in-session.ts";
import { firstOwnerPage, type PeopleView, peoplePage } from "./view.ts";

type Services = Pick<AdminServices, "shop" | "reads" | "write" | "clock">;

/** Answers a form that was sent. */
type AnswerForm = (frame: PageFrame, services: Services, sent: SentForm) => Promise<Response>;

/** `/admin/people`: who works in the shop, and what they may do. */
export function peoplePageRoutes(frame: PageFrame, services: Services) {
  const form = (path: string, answer: AnswerForm) =>
    [
      `/admin/people/${path}`,
      ({ request }: { request: Request }) => frame.receive(request, (sent) => answer(frame, services, sent)),
      { parse: "none" },
    ] as const;
  return new Elysia({ normalize: false })
    .get("/admin/people", ({ request }) => frame.asSignedIn(request, (who) => show(frame, services, who)))
    .post(...form("owner", becomeOwner))
    .post(...form("invite", invitePerson))
    .post(...form("uninvite", uninvitePerson))
    .post(...form("role", changePersonsRole))
    .post(...form("remove", letPersonGo))
    .post(...form("token", makeToken))
    .post(...form("revoke", revokeToken));
}

async function show(
  frame: PageFrame,
  { reads, shop }: Services,
  who: SignedIn,
  more: Partial<PeopleView> = {},
  status = 200,
): Promise<Response> {
  if (!(await reads.people.hasOwner())) return frame.show(who, firstOwnerPage(who.view), { status });
  const [people, invitations, tokens] = await Promise.all([
    reads.people.all(),
    reads.people.invitations(),
    reads.people.programTokens(),
  ]);
  const mayChange = roleMay(who.view.role, "people:change");
  const page = { view: who.view, people, invitations, tokens, mayChange, ...more };
  return frame.show(who, peoplePage(page, shop), { status });
}

/** Does something in one job and answers, or says why not. */
function act<Value>(
  work: (stores: PeopleStores, sent: SentForm, now: Instant) => Promise<PeopleChange<Value>>,
  then: (frame: PageFrame, services: Services, sent: SentForm, value: Value) => Promise<Response>,
): AnswerForm {
  return async (frame, services, sent) => {
    const done = await services.write((stores) => work(stores, sent, services.clock.now()));
    if (!done.ok) return show(frame, services, sent, { reason: explainPeopleRefusal(done.refusal) }, 409);
    return then(frame, services, sent, done.value);
  };
}

const invitePerson = act(
  (stores, sent, now) => {
    const wanted = { email: sent.form.get("email") ?? "", role: roleIn(sent) };
    return invite(stores, wanted, sent.actor, now);
  },
  (frame, services, sent, { invitation, token }) => {
    const what = `Send this link to ${invitation.email}: it is good for three days, and for one person.`;
    const text = `${services.shop.publicBaseUrl}/admin/join/${token}`;
    return show(frame, services, sent, { shownOnce: { what, text } });
  },
);

const uninvitePerson = act(
  (stores, { form, actor }, now) => takeBackInvitation(stores, form.get("hash") ?? "", actor, now),
  async (frame, _, sent) => frame.done(sent, "/people", { words: "The invitation is taken back." }),
);

const changePersonsRole = act(
  (stores, sent, now) => changeRole(stores, personIn(sent), roleIn(sent), sent.actor, now),
  async (frame, _, sent, { name, role }) => frame.done(sent, "/people", { words: `${name} is ${role} now.` }),
);

const letPersonGo = act(
  (stores, sent, now) => removePerson(stores, personIn(sent), sent.actor, now),
  async (frame, _, sent, { name }) => frame.done(sent, "/people", { words: `${name} is let in no more.` }),
);

const makeToken = act(
  (stores, { form, actor }, now) => {
    const scopes = form.getAll("scope").flatMap((name) => permissionNamed(name) ?? []);
    return makeProgramToken(stores, { name: form.get("name") ?? "", scopes }, actor, now);
  },
  (frame, services, sent, { made, token }) => {
    const what = `The token of ${made.name}, for /admin/api.`;
    return show(frame, services, sent, { shownOnce: { what, text: token } });
  },
);

const revokeToken = act(
  (stores, { form, actor }, now) =>
    revokeProgramToken(stores, asId<ProgramTokenId>(form.get("id") ?? ""), actor, now),
  async (frame, _, sent, { name }) =>
    frame.done(sent, "/people", { words: `The token of ${name} is revoked.` }),
);

function roleIn({ form }: SentForm): Role {
  return roles.find((role) => role === form.get("role")) ?? "reader";
}

/** Whom a form is about, and the role it showed. */
function personIn({ form }: SentForm) {
  return {
    id: asId<PersonId>(form.get("id") ?? ""),
    seen: roles.find((role) => role === form.get("seen")),
  };
}

/** Whoever has the token makes themselves the owner, and is signed in as that. */
async function becomeOwner(frame: PageFrame, services: Services, sent: SentForm): Promise<Response> {
  const { form, view, actor, context } = sent;
  const { reads, write, clock } = services;
  const text = (name: string) => form.get(name) ?? "";
  const mistake = passwordMistake(text("password"));
  if (mistake !== undefined && !(await reads.people.hasOwner()))
    return frame.show(sent, firstOwnerPage(view, form, mistake), { status: 422 });
  const passwordHash = await hashPassword(text("password"));
  const now = clock.now();
  const browser = context.request.headers.get("user-agent") ?? "";
  const done = await write(async (stores) => {
    const wanted = { name: text("name"), email: text("email"), passwordHash };
    const made = await makeOwner(stores, wanted, actor, now);
    if (!made.ok) return made;
    return {
      ok: true as const,
      cookie: await openSession(stores.people, made.value.id, { browser, now, lifetime: LIFETIME }),
    };
  });
  if (!done.ok)
    return frame.show(sent, firstOwnerPage(view, form, explainPeopleRefusal(done.refusal)), { status: 409 });
  return frame.goTo(context, "/people", frame.sessions.cookieFor(done.cookie));
}
