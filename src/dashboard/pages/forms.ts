import { type Content, type Html, html } from "../../html.ts";

/** What the pages of one signed-in merchant have in common. */
export interface DashboardView {
  /** What stands before every path of the shop: empty, or "/api". */
  readonly root: string;
  /** What every form must carry: shows that the page was ours, and of somebody who is signed in. */
  readonly formToken: string;
  /** Names whatever is sent from this page, in 32 hexadecimal digits: sent twice, a form does its work once. */
  readonly formKey: string;
}

/** A form that changes something. */
export function dashboardForm(
  { root, formToken, formKey }: DashboardView,
  path: string,
  button: string,
  fields: Content = "",
): Html {
  return html`<form method="post" action="${root}/admin${path}">
<input type="hidden" name="form_token" value="${formToken}">
<input type="hidden" name="form_key" value="${formKey}">
${fields}
<button>${button}</button>
</form>
`;
}

/** A field of a form with its label. */
export function field(
  name: string,
  label: string,
  { type = "text", value = "", hint }: { type?: string; value?: string; hint?: string } = {},
): Html {
  return html`<label>${label}<input type="${type}" name="${name}" value="${value}"${hint === undefined ? undefined : html` placeholder="${hint}"`}></label>
`;
}
