import { type Content, type Html, html } from "../../../html.ts";
import type { Invitation, ProgramToken, StaffMember } from "../../../people/person.ts";
import { type Role, roles, roleWords, shopAreas } from "../../../people/roles.ts";
import type { Shop } from "../../../shop.ts";
import { choice, type DashboardView, dashboardForm, field, formMarks, submit } from "../../parts/forms.ts";
import { moment } from "../../parts/moments.ts";
import { badge, type Column, card, listTable, pageHead, remark, row } from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";

/** What the page of people shows. */
export interface PeopleView {
  readonly view: DashboardView;
  readonly people: readonly StaffMember[];
  readonly invitations: readonly Invitation[];
  readonly tokens: readonly ProgramToken[];
  /** Whether whoever looks may change anything. */
  readonly mayChange: boolean;
  readonly reason?: string | undefined;
  /** A link or token that was made now, and is shown this once. */
  readonly shownOnce?: { readonly what: string; readonly text: string } | undefined;
}

const roleChoices = new Map<Role, string>(roles.map((role) => [role, `${role}: ${roleWords[role]}`]));

/** Who works in the shop, whom they invited, and the tokens of programs. */
export function peoplePage(shown: PeopleView, shop: Shop): DashboardPage {
  const { view, people, invitations, tokens, mayChange, reason, shownOnce } = shown;
  const present = people.filter(({ removedAt }) => removedAt === undefined);
  return {
    title: "People",
    section: "people",
    main: html`${pageHead("People")}
${reason === undefined ? undefined : remark(reason, "bad", "alert")}
${
  shownOnce &&
  card(html`<p>${shownOnce.what} It is shown this once.</p><pre><code>${shownOnce.text}</code></pre>`)
}
${card(undefined, { heading: "Who works here", table: peopleTable(view, present, mayChange, shop) })}
${
  invitations.length === 0
    ? undefined
    : card(undefined, { heading: "Invited", table: invitationTable(view, invitations, mayChange, shop) })
}
${mayChange ? inviteCard(view) : undefined}
${
  tokens.length === 0
    ? undefined
    : card(undefined, { heading: "Programs", table: tokenTable(view, tokens, mayChange, shop) })
}
${mayChange ? tokenCard(view) : undefined}`,
  };
}

/** Before there is an owner: whoever has the token makes themselves one. */
export function firstOwnerPage(view: DashboardView, typed?: URLSearchParams, reason?: string): DashboardPage {
  return {
    title: "People",
    section: "people",
    isNarrow: true,
    main: html`${pageHead("Become the owner")}
${reason === undefined ? undefined : remark(reason, "bad", "alert")}
${card(html`<p>So far everybody here shares one token, and nobody can say who did what. Make yourself the owner: from then on people sign in with an address and a password of their own, and the token opens the API alone.</p>
${dashboardForm(view, "/people/owner", "Become the owner", {
  kind: "primary",
  fields: html`${field("name", "Your name", { value: typed?.get("name") ?? "", isRequired: true })}
${field("email", "Your e-mail address", { type: "email", value: typed?.get("email") ?? "", isRequired: true })}
${field("password", "A password", { type: "password", hint: "At least 12 characters; a sentence is good", isRequired: true })}`,
})}`)}`,
  };
}

const peopleColumns: readonly Column[] = [
  { heading: "Name" },
  { heading: "E-mail", kind: "phone-less" },
  { heading: "Role" },
  { heading: "Second factor", kind: "phone-less" },
  { heading: html`<span class="for-readers">Change</span>` },
];

function peopleTable(
  view: DashboardView,
  people: readonly StaffMember[],
  mayChange: boolean,
  shop: Shop,
): Html {
  const rows = people.map((person) =>
    row(peopleColumns, [
      html`${person.name}<div class="soft small">since ${moment(person.createdAt, shop)}</div>`,
      person.email,
      badge(person.role, person.role === "owner" ? "info" : "neutral"),
      person.secondFactor ? badge("On", "good") : badge("Off", "warn"),
      mayChange ? personForms(view, person) : undefined,
    ]),
  );
  return listTable("Who works here", peopleColumns, rows);
}

function personForms(view: DashboardView, { id, name, role }: StaffMember): Html {
  const names = new Map(roles.map((each) => [each, each]));
  const seen = html`<input type="hidden" name="id" value="${id}"><input type="hidden" name="seen" value="${role}">`;
  return html`<details><summary>Change<span class="for-readers"> ${name}</span></summary><div class="stack">
<form class="form" method="post" action="${view.root}/admin/people/role">${formMarks(view)}${seen}
${choice("role", `Role of ${name}`, names, { value: role })}${submit("Give this role")}</form>
<form method="post" action="${view.root}/admin/people/remove">${formMarks(view)}${seen}
<button class="danger">Let ${name} in no more</button></form></div></details>`;
}

const invitationColumns: readonly Column[] = [
  { heading: "E-mail" },
  { heading: "Role" },
  { heading: "Good until" },
  { heading: html`<span class="for-readers">Take back</span>` },
];

function invitationTable(
  view: DashboardView,
  invitations: readonly Invitation[],
  mayChange: boolean,
  shop: Shop,
): Html {
  const rows = invitations.map(({ hash, email, role, expiresAt }) =>
    row(invitationColumns, [
      email,
      role,
      moment(expiresAt, shop),
      mayChange
        ? html`<form method="post" action="${view.root}/admin/people/uninvite">${formMarks(view)}<input type="hidden" name="hash" value="${hash}"><button class="link">Take back</button></form>`
        : undefined,
    ]),
  );
  return listTable("Invited", invitationColumns, rows);
}

function inviteCard(view: DashboardView): Html {
  return card(
    dashboardForm(view, "/people/invite", "Make a link", {
      fields: html`<div class="pair">${field("email", "E-mail address", { type: "email", isRequired: true })}
${choice("role", "Role", roleChoices, { value: "manager" })}</div>`,
    }),
    { heading: "Invite somebody" },
  );
}

const tokenColumns: readonly Column[] = [
  { heading: "Name" },
  { heading: "May" },
  { heading: "Since", kind: "phone-less" },
  { heading: html`<span class="for-readers">Revoke</span>` },
];

function tokenTable(
  view: DashboardView,
  tokens: readonly ProgramToken[],
  mayChange: boolean,
  shop: Shop,
): Html {
  const rows = tokens.map(({ id, name, scopes, createdAt, revokedAt }) =>
    row(tokenColumns, [
      name,
      html`<span class="small">${scopes.join(", ")}</span>`,
      moment(createdAt, shop),
      tokenEnd(view, id, mayChange && revokedAt === undefined, revokedAt !== undefined),
    ]),
  );
  return listTable("Programs", tokenColumns, rows);
}

function tokenEnd(view: DashboardView, id: string, mayRevoke: boolean, isRevoked: boolean): Content {
  if (isRevoked) return badge("Revoked", "bad");
  return mayRevoke
    ? html`<form method="post" action="${view.root}/admin/people/revoke">${formMarks(view)}<input type="hidden" name="id" value="${id}"><button class="link">Revoke</button></form>`
    : undefined;
}

function tokenCard(view: DashboardView): Html {
  const boxes = shopAreas.map(
    (area) =>
      html`<fieldset class="scope"><legend>${area}</legend>${(["look", "change"] as const).map(
        (act) =>
          html`<label class="choice"><input type="checkbox" name="scope" value="${area}:${act}"><span>${act}</span></label>`,
      )}</fieldset>`,
  );
  return card(
    dashboardForm(view, "/people/token", "Make a token", {
      fields: html`${field("name", "What for", { example: "Warehouse", isRequired: true })}<div class="scopes">${boxes}</div>`,
    }),
    { heading: "Let a program in" },
  );
}
