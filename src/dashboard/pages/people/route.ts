import { Elysia } from "elysia";
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
import { permissionNamed, roleMay, roles } from "../../../people/roles.ts";
import { hashPassword, passwordMistake } from "../../../people/secrets.ts";
import { openSession } from "../../../people/sign-in.ts";
import type { AdminServices } from "../../services.ts";
import type { PageFrame, SentForm, SignedIn } from "../page-frame.ts";
import { LIFETIME } from "../sign-in/sign-in-session.ts";
import { firstOwnerPage, type PeopleView, peoplePage } from "./view.ts";

type Services = Pick<AdminServices, "shop" | "reads" | "write" | "clock">;

/** `/admin/people`: who works in the shop, and what they may do. */
export function peoplePageRoutes(frame: PageFrame, services: Services) {
  const { reads, write, shop, clock } = services;

  async function show(who: SignedIn, more: Partial<PeopleView> = {}, status = 200): Promise<Response> {
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

  /** Does something in one job and says so, or why not. */
  const act = <Value>(
    path: string,
    work: (stores: PeopleStores, sent: SentForm) => Promise<PeopleChange<Value>>,
    then: (sent: SentForm, value: Value) => Promise<Response>,
  ) =>
    [
      `/admin/people/${path}`,
      ({ request }: { request: Request }) =>
        frame.receive(request, async (sent) => {
          const done = await write((stores) => work(stores, sent));
          if (!done.ok) return show(sent, { reason: explainPeopleRefusal(done.refusal) }, 409);
          return then(sent, done.value);
        }),
      { parse: "none" },
    ] as const;
  const roleIn = ({ form }: SentForm) => roles.find((role) => role === form.get("role")) ?? "reader";
  const personIn = ({ form }: SentForm) => ({
    id: asId<PersonId>(form.get("id") ?? ""),
    seen: roles.find((role) => role === form.get("seen")),
  });

  return new Elysia({ normalize: false })
    .get("/admin/people", ({ request }) => frame.asSignedIn(request, (who) => show(who)))
    .post(
      "/admin/people/owner",
      ({ request }) => frame.receive(request, (sent) => becomeOwner(frame, services, sent)),
      { parse: "none" },
    )
    .post(
      ...act(
        "invite",
        (stores, sent) => {
          const wanted = { email: sent.form.get("email") ?? "", role: roleIn(sent) };
          return invite(stores, wanted, sent.actor, clock.now());
        },
        (sent, { invitation, token }) => {
          const what = `Send this link to ${invitation.email}: it is good for three days, and for one person.`;
          return show(sent, { shownOnce: { what, text: `${shop.publicBaseUrl}/admin/join/${token}` } });
        },
      ),
    )
    .post(
      ...act(
        "uninvite",
        (stores, { form, actor }) => takeBackInvitation(stores, form.get("hash") ?? "", actor, clock.now()),
        async (sent) => frame.done(sent, "/people", { words: "The invitation is taken back." }),
      ),
    )
    .post(
      ...act(
        "role",
        (stores, sent) => changeRole(stores, personIn(sent), roleIn(sent), sent.actor, clock.now()),
        async (sent, { name, role }) => frame.done(sent, "/people", { words: `${name} is ${role} now.` }),
      ),
    )
    .post(
      ...act(
        "remove",
        (stores, sent) => removePerson(stores, personIn(sent), sent.actor, clock.now()),
        async (sent, { name }) => frame.done(sent, "/people", { words: `${name} is let in no more.` }),
      ),
    )
    .post(
      ...act(
        "token",
        (stores, { form, actor }) => {
          const scopes = form.getAll("scope").flatMap((name) => permissionNamed(name) ?? []);
          return makeProgramToken(stores, { name: form.get("name") ?? "", scopes }, actor, clock.now());
        },
        (sent, { made, token }) =>
          show(sent, { shownOnce: { what: `The token of ${made.name}, for /admin/api.`, text: token } }),
      ),
    )
    .post(
      ...act(
        "revoke",
        (stores, { form, actor }) =>
          revokeProgramToken(stores, asId<ProgramTokenId>(form.get("id") ?? ""), actor, clock.now()),
        async (sent, { name }) => frame.done(sent, "/people", { words: `The token of ${name} is revoked.` }),
      ),
    );
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
