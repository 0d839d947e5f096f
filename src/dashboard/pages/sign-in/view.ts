import { html } from "../../../html.ts";
import type { Page } from "../../../http/pages/layout.ts";

/** Where a merchant signs in with the token of ADMIN_TOKEN. */
export function signInPage(root: string, reason?: string): Page {
  return {
    title: "Sign in",
    hasForms: true,
    main: html`<h1>The merchant's dashboard</h1>
${reason === undefined ? undefined : html`<p role="alert">${reason}</p>`}
<form method="post" action="${root}/admin/sign-in">
<input type="text" name="username" value="merchant" autocomplete="username" hidden>
<label>Token<input type="password" name="token" autocomplete="current-password" required></label>
<button>Sign in</button>
</form>
<p class="soft">The token is the value of ADMIN_TOKEN on the server.</p>`,
  };
}
