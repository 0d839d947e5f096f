import { html } from "../../../html.ts";
import { submit } from "../../parts/forms.ts";
import { card, remark } from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";

/** Where a merchant signs in with the token of ADMIN_TOKEN. */
export function signInPage(root: string, reason?: string): DashboardPage {
  return {
    title: "Sign in",
    isNarrow: true,
    main: html`<h1>The merchant's dashboard</h1>
${reason === undefined ? undefined : remark(reason, "bad", "alert")}
${card(html`<form class="form" method="post" action="${root}/admin/sign-in">
<input type="text" name="username" value="merchant" autocomplete="username" hidden>
<label>Token<input type="password" name="token" autocomplete="current-password" required autofocus></label>
${submit("Sign in", "primary")}
</form>`)}
<p class="soft small">The token is the value of ADMIN_TOKEN on the server.</p>`,
  };
}
