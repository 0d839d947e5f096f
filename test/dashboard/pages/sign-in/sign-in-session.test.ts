import { expect, test } from "bun:test";
import { HOUR } from "../../../../src/clock.ts";
import { SignInSessions } from "../../../../src/dashboard/pages/sign-in/sign-in-session.ts";
import { stoppedClock } from "../../../checkout/shop.ts";

function asking(cookie: string): Request {
  return new Request("http://localhost/admin", {
    headers: { cookie: `other=1; ${cookie.split(";")[0]}` },
  });
}

test("a session lasts twelve hours", () => {
  const clock = stoppedClock();
  const sessions = new SignInSessions("", true, clock);
  const cookie = sessions.open();
  expect(cookie).toContain("; Secure");
  clock.advance(12 * HOUR - 1);
  expect(sessions.of(asking(cookie))).toBeDefined();
  clock.advance(1);
  expect(sessions.of(asking(cookie))).toBeUndefined();
});

test("signing out ends the session, whoever has its cookie, and no other", () => {
  const sessions = new SignInSessions("", true, stoppedClock());
  const [cookie, other] = [sessions.open(), sessions.open()];
  expect(sessions.close(asking(cookie))).toContain("checkstand_dashboard=; Path=/admin; Max-Age=0");
  expect(sessions.of(asking(cookie))).toBeUndefined();
  expect(sessions.of(asking(other))).toBeDefined();
});

test("a server that starts anew, with another token perhaps, knows no session of before", () => {
  const clock = stoppedClock();
  const cookie = new SignInSessions("", true, clock).open();
  expect(new SignInSessions("", true, clock).of(asking(cookie))).toBeUndefined();
});

test("a cookie that is empty, made up or of somebody else opens nothing", () => {
  const sessions = new SignInSessions("", true, stoppedClock());
  for (const value of ["", "x", "checkstand_dashboard=", "checkstand_dashboard=AAAAAAAAAAAAAAAAAAAAAA"])
    expect(sessions.of(asking(value))).toBeUndefined();
});

test("of more sessions than anybody needs the oldest end", () => {
  const sessions = new SignInSessions("", true, stoppedClock());
  const cookies = Array.from({ length: 1001 }, () => sessions.open());
  expect(sessions.of(asking(cookies[0] ?? ""))).toBeUndefined();
  expect(sessions.of(asking(cookies[1] ?? ""))).toBeDefined();
  expect(sessions.of(asking(cookies.at(-1) ?? ""))).toBeDefined();
});

test("each session has a form token of its own", () => {
  const sessions = new SignInSessions("", true, stoppedClock());
  const tokens = [sessions.open(), sessions.open()].map((cookie) => sessions.of(asking(cookie))?.formToken);
  expect(new Set(tokens).size).toBe(2);
});
