import { type Clock, HOUR, passedSince, SECOND, type Tick } from "../../../clock.ts";
import { newUnguessableToken } from "../../../ids.ts";

/** How long somebody stays signed in, ms. */
export const LIFETIME = 12 * HOUR;

/** More than a shop's people have browsers; only who has the token can open one. */
const MOST_SESSIONS = 1000;

const cookieName = "checkstand_dashboard";

/** Somebody who is signed in. */
export interface DashboardSession {
  /** What every form of this session must carry: a page of somebody else's can send the cookie, but cannot read this. */
  readonly formToken: string;
}

/**
 * Who is signed in at the dashboard's pages by the merchant's token, as long as the shop has no owner. Sessions are kept in memory: signing out ends one for good, whoever has a copy
 * of its cookie, and a start of the server ends all, so that none outlives the token it was opened with.
 */
export class SignInSessions {
  readonly #path: string;
  readonly #isSecure: boolean;
  readonly #clock: Pick<Clock, "tick">;
  /** By hash, so that the time a look takes tells nothing of a cookie; the oldest first. */
  readonly #sessions = new Map<string, DashboardSession & { readonly openedAt: Tick }>();

  /** @param root what stands before every path of the shop: empty, or "/api". */
  constructor(root: string, isSecure: boolean, clock: Pick<Clock, "tick">) {
    this.#path = `${root}/admin`;
    this.#isSecure = isSecure;
    this.#clock = clock;
  }

  /** Opens a session for somebody who signs in now, and gives its cookie as a `Set-Cookie` header. */
  open(): string {
    const value = newUnguessableToken();
    this.#forgetTheOldest();
    this.#sessions.set(hashOf(value), { formToken: newUnguessableToken(), openedAt: this.#clock.tick() });
    return this.#cookie(value, LIFETIME / SECOND);
  }

  /** Ends the session a request comes with, and gives the cookie of nobody. */
  close(request: Request): string {
    this.#sessions.delete(hashOf(cookieOf(request)));
    return this.#cookie("", 0);
  }

  /** The signed-in session a request comes with; `undefined` for none, a forged one, or one that is over. */
  of(request: Request): DashboardSession | undefined {
    const session = this.#sessions.get(hashOf(cookieOf(request)));
    return session && passedSince(session.openedAt, this.#clock) < LIFETIME ? session : undefined;
  }

  #forgetTheOldest(): void {
    for (const [hash, { openedAt }] of this.#sessions) {
      const isOver = passedSince(openedAt, this.#clock) >= LIFETIME;
      if (!isOver && this.#sessions.size < MOST_SESSIONS) return;
      this.#sessions.delete(hash);
    }
  }

  /** The cookie of a session that is kept elsewhere, as a `Set-Cookie` header. */
  cookieFor(value: string): string {
    return this.#cookie(value, LIFETIME / SECOND);
  }

  #cookie(value: string, maxAge: number): string {
    const secure = this.#isSecure ? "; Secure" : "";
    return `${cookieName}=${value}; Path=${this.#path}; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure}`;
  }
}

/** What the dashboard's cookie holds in a request; empty for none. */
export function cookieOf(request: Request): string {
  const cookies = request.headers.get("cookie")?.split(/;\s*/) ?? [];
  return cookies.find((each) => each.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1) ?? "";
}

function hashOf(value: string): string {
  return new Bun.CryptoHasher("sha256").update(value).digest("hex");
}
