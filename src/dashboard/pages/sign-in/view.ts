import { html } from "../../../html.ts";
import { field, submit } from "../../parts/forms.ts";
import { card, remark } from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";

/** What is asked for: the merchant's token, until the shop has an owner; then what people sign in with. */
export type SignInAsk =
  /** Filled in where everybody knows it, on the one machine that the demo shop opens on. */
  { readonly by: "token"; readonly known?: string | undefined } | { readonly by: "password" };

/** Where somebody signs in. */
export function signInPage(
  root: string,
  asks: SignInAsk,
  { reason, email = "" }: { readonly reason?: string | undefined; readonly email?: string } = {},
): DashboardPage {
  return {
    title: "Sign in",
    isNarrow: true,
    main: html`<h1>The merchant's dashboard</h1>
${reason === undefined ? undefined : remark(reason, "bad", "alert")}
${card(html`<form class="form" method="post" action="${root}/admin/sign-in">
${
  asks.by === "token"
    ? html`<input type="text" name="username" value="merchant" autocomplete="username" hidden>
<label>Token<input type="password" name="token"${asks.known === undefined ? undefined : html` value="${asks.known}"`} autocomplete="current-password" required autofocus></label>`
    : html`<label>E-mail address<input type="email" name="email" value="${email}" autocomplete="username" required autofocus></label>
<label>Password<input type="password" name="password" autocomplete="current-password" required></label>
${field("code", "Code", { hint: "Of your telephone or of recovery, where you have set that up" })}`
}
${submit("Sign in", "primary")}
</form>`)}
<p class="soft small">${aboutSignIn(asks)}</p>`,
  };
}

function aboutSignIn(asks: SignInAsk): string {
  if (asks.by === "password")
    return "Whoever lost everything gets in again by `checkstand people reset` on the server.";
  return asks.known === undefined
    ? "The token is the value of ADMIN_TOKEN on the server."
    : "This is the demo shop: its token is filled in. A shop of your own has one that nobody knows.";
}
