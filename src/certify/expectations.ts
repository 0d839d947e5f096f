import type { AgentCall } from "./acp-agent.ts";
import type { Trial } from "./check.ts";
import type { HttpAnswer } from "./http-client.ts";
import { type FlatError, readError, readSession, type SessionAnswer } from "./session-answer.ts";
import { CheckFailed } from "./verdict.ts";

/**
 * Confirms that an answer is a session that its version's schema allows.
 *
 * @throws CheckFailed when it is not.
 */
export function expectSession(
  trial: Trial,
  answer: HttpAnswer,
  ...statuses: readonly number[]
): SessionAnswer {
  const allowed = statuses.length > 0 ? statuses : [200];
  trial.confirm(
    allowed.includes(answer.status),
    `the answer is ${statuses.length > 1 ? answer.status : allowed[0]}`,
    `${answer.status}${codeOf(answer)}`,
  );
  trial.confirm(answer.schema === "valid", `it is schema-valid for ${trial.agent.version}`, answer.schema);
  const session = readSession(answer.body);
  if (!session) throw new CheckFailed("the answer is no session");
  return session;
}

/**
 * Confirms that an answer is the flat error object with this code.
 *
 * @throws CheckFailed when it is not.
 */
export function expectRefusal(trial: Trial, answer: HttpAnswer, status: number, code: string): FlatError {
  trial.confirm(answer.status === status, `the answer is ${status}`, `${answer.status}${codeOf(answer)}`);
  trial.confirm(
    answer.schema === "valid",
    `the error is schema-valid for ${trial.agent.version}`,
    answer.schema,
  );
  const error = readError(answer.body);
  if (!error) throw new CheckFailed("the answer is no error object");
  trial.confirm(error.code === code, `its code is ${code}`, error.code);
  return error;
}

/** Creates a session with all it needs to be paid. @throws CheckFailed when that does not succeed. */
export async function createReady(trial: Trial, call: AgentCall = {}): Promise<SessionAnswer> {
  const { shop, agent } = trial;
  const answer = await agent.send("create", { body: agent.say.create(shop), ...call });
  const session = expectSession(trial, answer, 201);
  expectStatus(trial, session, "ready_for_payment");
  return session;
}

/** Confirms a session's status. */
export function expectStatus(trial: Trial, session: SessionAnswer, ...statuses: readonly string[]): void {
  const codes = session.messages.flatMap(({ code }) => code ?? []);
  trial.confirm(
    statuses.includes(session.status),
    `the session is ${statuses.includes(session.status) ? session.status : statuses.join(" or ")}`,
    `${session.status}${codes.length > 0 ? `, with ${codes.join(", ")}` : ""}`,
  );
}

/** Whether a session says this with an error. */
export function hasError(session: SessionAnswer, code: string): boolean {
  return session.messages.some((message) => message.type === "error" && message.code === code);
}

/** Gets a session as it stands. */
export async function get(trial: Trial, id: string): Promise<SessionAnswer> {
  return expectSession(trial, await trial.agent.send("get", { id }));
}

function codeOf({ body }: HttpAnswer): string {
  const error = readError(body);
  return error ? ` ${error.code}` : "";
}
