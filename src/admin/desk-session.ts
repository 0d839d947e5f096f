import { createHmac } from "node:crypto";
import { after, HOUR, type Instant, instant, SECOND } from "../clock.ts";
import { isSameSecret } from "../http/same-secret.ts";

/** How long a merchant stays signed in, ms. */
const LIFETIME = 12 * HOUR;

const cookieName = "checkstand_desk";

/**
 * Who is signed in at the desk's pages. The cookie holds until when, and a signature that only the token's owner can
 * make: nothing is kept here, and a new token signs everybody out. Forms carry a second signature, over the cookie: a
 * page of somebody else's can send the one, but cannot read the other.
 */
export class DeskSessions {
  readonly #key: string;
  readonly #path: string;
  readonly #isSecure: boolean;

  /** @param root what stands before every path of the shop: empty, or "/api". */
  constructor(token: string, root: string, isSecure: boolean) {
    this.#key = createHmac("sha256", token).update("the desk's key").digest("base64url");
    this.#path = `${root}/admin`;
    this.#isSecure = isSecure;
  }

  /** The cookie of somebody who signs in now, as a `Set-Cookie` header. */
  open(now: Instant): string {
    const until = String(after(now, LIFETIME));
    return this.#cookie(`${until}.${this.#sign(until)}`, LIFETIME / SECOND);
  }

  /** The cookie of nobody. */
  close(): string {
    return this.#cookie("", 0);
  }

  /** The signed-in session a request comes with; `undefined` for none, a forged one, or one that is over. */
  of(request: Request, now: Instant): string | undefined {
    const cookies = request.headers.get("cookie")?.split(/;\s*/) ?? [];
    const session = cookies.find((each) => each.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1);
    const [until = "", signature = ""] = session?.split(".") ?? [];
    if (session === undefined || !isSameSecret(signature, this.#sign(until))) return undefined;
    return instant(Number(until)) > now ? session : undefined;
  }

  /** What every form of this session must carry. */
  formToken(session: string): string {
    return this.#sign(`form ${session}`);
  }

  #sign(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("base64url");
  }

  #cookie(value: string, maxAge: number): string {
    const secure = this.#isSecure ? "; Secure" : "";
    return `${cookieName}=${value}; Path=${this.#path}; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure}`;
  }
}
