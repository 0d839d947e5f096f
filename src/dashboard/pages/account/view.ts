import { encode } from "uqr";
import { type Html, html } from "../../../html.ts";
import type { PersonSession, StaffMember } from "../../../people/person.ts";
import { roleWords } from "../../../people/roles.ts";
import type { Shop } from "../../../shop.ts";
import { type DashboardView, dashboardForm, field, formMarks, linkButton } from "../../parts/forms.ts";
import { moment } from "../../parts/moments.ts";
import {
  badge,
  type Column,
  card,
  factList,
  listTable,
  pageHead,
  remark,
  row,
} from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";

/** What one's own account shows. */
export interface AccountView {
  readonly view: DashboardView;
  readonly person: StaffMember;
  readonly sessions: readonly PersonSession[];
  /** The session one looks from. */
  readonly current: string | undefined;
  readonly reason?: string | undefined;
}

/** One's own account: password, second factor, and where one is signed in. */
export function accountPage(
  { view, person, sessions, current, reason }: AccountView,
  shop: Shop,
): DashboardPage {
  return {
    title: "Account",
    isNarrow: true,
    main: html`${pageHead(person.name, { under: person.email, badges: badge(person.role, "info") })}
${reason === undefined ? undefined : remark(reason, "bad", "alert")}
${card(factList([["You may", roleWords[person.role]]]))}
${card(
  dashboardForm(view, "/account/password", "Change password", {
    fields: html`<div class="pair">${field("now", "Your password now", { type: "password", isRequired: true })}
${field("password", "A new one", { type: "password", hint: "At least 12 characters; ends your other sessions", isRequired: true })}</div>`,
  }),
  { heading: "Password" },
)}
${card(secondFactorOf(view, person), { heading: "Second factor" })}
${card(undefined, { heading: "Where you are signed in", table: sessionTable(view, sessions, current, shop), footer: dashboardForm(view, "/account/sessions/end-others", "Sign out everywhere else") })}`,
  };
}

function secondFactorOf(view: DashboardView, { secondFactor }: StaffMember): Html {
  if (!secondFactor) {
    return html`<p>A code of your telephone beside the password keeps out whoever learns the password.</p>
${dashboardForm(view, "/account/second-factor/begin", "Set it up", { kind: "primary" })}`;
  }
  return html`<p>${badge("On", "good")} ${secondFactor.recoveryHashes.length} recovery codes are left.</p>
${dashboardForm(view, "/account/second-factor/remove", "Ask for no code any more", {
  kind: "danger",
  fields: field("now", "Your password", { type: "password", isRequired: true }),
})}`;
}

const columns: readonly Column[] = [
  { heading: "Browser" },
  { heading: "Since", kind: "phone-less" },
  { heading: "Seen" },
  { heading: html`<span class="for-readers">End</span>` },
];

function sessionTable(
  view: DashboardView,
  sessions: readonly PersonSession[],
  current: string | undefined,
  shop: Shop,
): Html {
  const rows = sessions
    .toSorted((one, other) => other.seenAt - one.seenAt)
    .map(({ hash, browser, openedAt, seenAt }) =>
      row(columns, [
        html`<div class="clip">${browser === "" ? "Unknown" : browser}</div>`,
        moment(openedAt, shop),
        moment(seenAt, shop),
        hash === current
          ? badge("This one", "info")
          : html`<form method="post" action="${view.root}/admin/account/sessions/end">${formMarks(view)}<input type="hidden" name="hash" value="${hash}"><button class="link">End</button></form>`,
      ]),
    );
  return listTable("Where you are signed in", columns, rows);
}

/** What the telephone is to read, and the field for the code it then shows. */
export function enrolPage(
  view: DashboardView,
  { secret, uri }: { readonly secret: string; readonly uri: string },
  reason?: string,
): DashboardPage {
  return {
    title: "Set up a second factor",
    isNarrow: true,
    main: html`${pageHead("Set up a second factor", { back: { href: `${view.root}/admin/account`, words: "Account" } })}
${reason === undefined ? undefined : remark(reason, "bad", "alert")}
${card(html`<p>Let an authenticator app on your telephone read this, or type the key into it. Then type the code it shows, and your password: who finds this page open shall not set it up for themselves.</p>
${qrCode(uri)}
<p class="code">${secret.match(/.{1,4}/g)?.join(" ")}</p>
${dashboardForm(view, "/account/second-factor", "Turn it on", {
  kind: "primary",
  fields: html`<input type="hidden" name="secret" value="${secret}"><div class="pair">${field("code", "Code", { isRequired: true })}
${field("now", "Your password", { type: "password", isRequired: true })}</div>`,
})}`)}`,
  };
}

/** The codes that let in without the telephone, this once. */
export function recoveryPage(view: DashboardView, codes: readonly string[]): DashboardPage {
  return {
    title: "Recovery codes",
    isNarrow: true,
    main: html`${pageHead("Keep these codes")}
${card(html`<p>Each lets you in once where your telephone is lost. They are shown this once: print them, or keep them where you keep passwords.</p>
<pre><code>${codes.join("\n")}</code></pre>
<div class="actions">${linkButton(view.root, "/account", "I have them", "primary")}<button type="button" class="quiet" data-print>Print</button></div>`)}`,
  };
}

/** Before there is an owner there is no account. */
export function noAccountPage(view: DashboardView): DashboardPage {
  return {
    title: "Account",
    isNarrow: true,
    main: html`${pageHead("No account yet")}
${card(html`<p>You are signed in by the merchant's token, which everybody shares who has it.</p>${linkButton(view.root, "/people", "Become the owner", "primary")}`)}`,
  };
}

/** As one path: no style, which the content security policy would refuse. */
function qrCode(text: string): Html {
  const { data, size } = encode(text, { border: 2 });
  const path = data
    .flatMap((line, y) => line.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")))
    .join("");
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="QR code of the key below" width="200" height="200" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}h-${size}z"/><path fill="#000" d="${path}"/></svg>`;
}
