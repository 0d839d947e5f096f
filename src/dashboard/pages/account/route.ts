import { Elysia } from "elysia";
import { addSecondFactor, changePassword, removeSecondFactor } from "../../../people/account.ts";
import { actorOf, auditPerson } from "../../../people/administration.ts";
import type { StaffMember } from "../../../people/person.ts";
import { newRecoveryCodes, newTotpSecret, totpUri } from "../../../people/second-factor.ts";
import { hashPassword, isPassword, passwordMistake } from "../../../people/secrets.ts";
import { endOtherSessions } from "../../../people/sign-in.ts";
import type { AdminServices } from "../../services.ts";
import type { PageFrame, SentForm, SignedIn } from "../page-frame.ts";
import type { PasswordGuesses } from "../sign-in/password-guesses.ts";
import { accountPage, enrolPage, noAccountPage, recoveryPage } from "./view.ts";

type Services = Pick<AdminServices, "shop" | "reads" | "write" | "clock">;
/** What a form that is wrong is answered with. */
type Mistaken = 422 | 429;

/** Shows a form of somebody's own again, and why nothing was done. */
type ShowAgain = (
  frame: PageFrame,
  services: Services,
  sent: OwnForm,
  reason: string,
  status?: Mistaken,
) => Promise<Response>;

/** A form of somebody who has an account. */
type OwnForm = SentForm & { readonly person: StaffMember };

/** Answers a form of somebody who has an account. */
type AnswerForm = (frame: PageFrame, services: Services, sent: OwnForm) => Promise<Response>;

/** `/admin/account`: one's own password, second factor and sessions. */
export function accountRoutes(frame: PageFrame, services: Services, guesses: PasswordGuesses) {
  const form = (path: string, answer: AnswerForm) =>
    [
      `/admin/account/${path}`,
      ({ request }: { request: Request }) =>
        frame.receive(request, async (sent) => {
          const { person } = sent;
          return person ? answer(frame, services, { ...sent, person }) : show(frame, services, sent);
        }),
      { parse: "none" },
    ] as const;
  return new Elysia({ normalize: false })
    .get("/admin/account", ({ request }) => frame.asSignedIn(request, (who) => show(frame, services, who)))
    .post(...form("password", withOwnPassword(guesses, setPassword)))
    .post(...form("second-factor/begin", beginSecondFactor))
    .post(...form("second-factor", withOwnPassword(guesses, enrolSecondFactor, showEnrolment)))
    .post(...form("second-factor/remove", withOwnPassword(guesses, endSecondFactor)))
    .post(...form("sessions/end", endOwnSession))
    .post(...form("sessions/end-others", signOutElsewhere));
}

async function show(
  frame: PageFrame,
  { reads, shop }: Services,
  who: SignedIn,
  reason?: string,
  status: Mistaken = 422,
): Promise<Response> {
  const { person, view, sessionHash: current } = who;
  if (!person) return frame.show(who, noAccountPage(view));
  const sessions = await reads.people.sessionsOf(person.id);
  const page = accountPage({ view, person, sessions, current, reason }, shop);
  return frame.show(who, page, { status: reason === undefined ? 200 : status });
}

/** Who has somebody's session has not their password: it is guessed at no faster than at the door. */
function withOwnPassword(
  guesses: PasswordGuesses,
  answer: AnswerForm,
  showAgain: ShowAgain = show,
): AnswerForm {
  return async (frame, services, sent) => {
    const { form, person } = sent;
    const wait = guesses.waitSeconds(person.email);
    if (wait !== undefined) {
      const reason = `Too many wrong passwords. Wait ${wait} s before you try again.`;
      return showAgain(frame, services, sent, reason, 429);
    }
    if (await isPassword(form.get("now") ?? "", person.passwordHash)) {
      guesses.forget(person.email);
      return answer(frame, services, sent);
    }
    guesses.wrong(person.email);
    return showAgain(frame, services, sent, "That is not your password.");
  };
}

async function setPassword(frame: PageFrame, services: Services, sent: OwnForm): Promise<Response> {
  const { form, person, sessionHash: but = "" } = sent;
  const { write, clock } = services;
  const mistake = passwordMistake(form.get("password") ?? "");
  if (mistake !== undefined) return show(frame, services, sent, mistake);
  const passwordHash = await hashPassword(form.get("password") ?? "");
  await write((stores) => changePassword(stores, person.id, { passwordHash, but }, clock.now()));
  return frame.done(sent, "/account", { words: "Your password is changed. You are signed out elsewhere." });
}

async function beginSecondFactor(frame: PageFrame, { shop }: Services, sent: OwnForm): Promise<Response> {
  const secret = newTotpSecret();
  const uri = totpUri(secret, shop.name, sent.person.email);
  return frame.show(sent, enrolPage(sent.view, { secret, uri }));
}

async function enrolSecondFactor(frame: PageFrame, services: Services, sent: OwnForm): Promise<Response> {
  const { form, person, view } = sent;
  const { write, clock } = services;
  const secret = form.get("secret") ?? "";
  if (!isSecret(secret)) return show(frame, services, sent, notOurs);
  const recoveryCodes = newRecoveryCodes();
  const wanted = { secret, code: form.get("code") ?? "", recoveryCodes };
  const done = await write((stores) => addSecondFactor(stores, person.id, wanted, clock.now()));
  if (done === "changed") return frame.show(sent, recoveryPage(view, recoveryCodes));
  const reason = "That is not the code. Look whether the clock of your telephone is right.";
  return showEnrolment(frame, services, sent, reason);
}

/** The key stays as the telephone has read it. */
async function showEnrolment(
  frame: PageFrame,
  services: Services,
  sent: OwnForm,
  reason: string,
  status: Mistaken = 422,
): Promise<Response> {
  const secret = sent.form.get("secret") ?? "";
  if (!isSecret(secret)) return show(frame, services, sent, notOurs);
  const uri = totpUri(secret, services.shop.name, sent.person.email);
  return frame.show(sent, enrolPage(sent.view, { secret, uri }, reason), { status });
}

const notOurs = "Begin again: the key was not ours.";

function isSecret(text: string): boolean {
  return /^[A-Z2-7]{32}$/.test(text);
}

async function endSecondFactor(
  frame: PageFrame,
  { write, clock }: Services,
  sent: OwnForm,
): Promise<Response> {
  await write((stores) => removeSecondFactor(stores, sent.person.id, sent.actor, clock.now()));
  return frame.done(sent, "/account", { words: "No code is asked for any more." });
}

async function endOwnSession(frame: PageFrame, { write, clock }: Services, sent: OwnForm): Promise<Response> {
  const { form, person } = sent;
  const hash = form.get("hash") ?? "";
  await write(async ({ people, audit }) => {
    const session = await people.session(hash);
    // Nobody ends those of others here.
    if (session?.personId !== person.id) return;
    await people.endSession(hash);
    await auditPerson(audit, person.id, "person.end_session", actorOf(person.id), clock.now());
  });
  return frame.done(sent, "/account", { words: "That session is ended." });
}

async function signOutElsewhere(
  frame: PageFrame,
  { write, clock }: Services,
  sent: OwnForm,
): Promise<Response> {
  const { person, sessionHash = "" } = sent;
  await write((stores) => endOtherSessions(stores, person.id, sessionHash, clock.now()));
  return frame.done(sent, "/account", { words: "You are signed out everywhere else." });
}
