import { html } from "../../../html.ts";
import { field, submit } from "../../parts/forms.ts";
import { card, remark } from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";

/** What is asked for: the merchant's token, until the shop has an owner; then what people sign in with. */
export type SignInAsk = "token" | "password";

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
  asks === "token"
    ? html`<input type="text" name="username" value="merchant" autocomplete="username" hidden>
<label>Token<input type="password" name="token" autocomplete="current-password" required autofocus></label>`
    : html`<label>E-mail address<input type="email" name="email" value="${email}" autocomplete="username" required autofocus></label>
<label>Password<input type="password" name="password" autocomplete="current-password" required></label>
${field("code", "Code", { hint: "Of your telephone or of recovery, where you have set that up" })}`
}
${submit("Sign in", "primary")}
</form>`)}
<p class="soft small">${
      asks === "token"
        ? "The token is the value of ADMIN_TOKEN on the server."
        : "Whoever lost everything gets in again by `checkstand people reset` on the server."
    }</p>`,
  };
}
