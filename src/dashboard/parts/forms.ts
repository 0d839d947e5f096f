import { type Content, type Html, html } from "../../html.ts";
import type { Role } from "../../people/roles.ts";

/** What the pages of one signed-in merchant have in common. */
export interface DashboardView {
  /** What stands before every path of the shop: empty, or "/api". */
  readonly root: string;
  /** What every form must carry: shows that the page was ours, and of somebody who is signed in. */
  readonly formToken: string;
  /** What whoever looks at the page is in the shop. */
  readonly role: Role;
  /** Names whatever is sent from this page, in 32 hexadecimal digits: sent twice, a form does its work once. */
  readonly formKey: string;
}

/** How a button looks: the one thing to do, one of several, what cannot be undone, what is beside the point. */
export type ButtonKind = "primary" | "plain" | "danger" | "quiet" | "link";

/** What a form is beside its path and its button. */
export interface FormOptions {
  readonly kind?: ButtonKind;
  readonly fields?: Content | undefined;
  /** Hidden fields of a form that shows nothing but its button. */
  readonly marks?: Content | undefined;
  /** Beside the button: another one, or a way back. */
  readonly beside?: Content;
}

/** A form that changes something. `path` is after `/admin`. */
export function dashboardForm(
  view: DashboardView,
  path: string,
  button: string,
  { kind = "plain", fields, marks, beside }: FormOptions = {},
): Html {
  const buttons = html`${submit(button, kind)}${beside}`;
  return html`<form method="post" action="${view.root}/admin${path}"${fields === undefined ? undefined : html` class="form"`}>
${formMarks(view)}${marks}${fields}
${fields === undefined ? buttons : html`<div class="actions">${buttons}</div>`}
</form>
`;
}

/** The hidden fields that every form which changes something must carry. */
export function formMarks({ formToken, formKey }: Pick<DashboardView, "formToken" | "formKey">): Html {
  return html`<input type="hidden" name="form_token" value="${formToken}">
<input type="hidden" name="form_key" value="${formKey}">
`;
}

/** A button that sends the form it is in. */
export function submit(words: string, kind: ButtonKind = "plain"): Html {
  return html`<button${kind === "plain" ? undefined : html` class="${kind}"`}>${words}</button>`;
}

/** A link that looks like a button. `path` is after `/admin`. */
export function linkButton(root: string, path: string, words: string, kind: ButtonKind = "plain"): Html {
  return html`<a class="button${kind === "plain" ? "" : ` ${kind}`}" href="${root}/admin${path}">${words}</a>`;
}

/** What a field is beside its name and label. */
export interface FieldOptions {
  readonly type?: "text" | "search" | "email" | "number" | "date" | "datetime-local" | "url" | "password";
  readonly value?: string | undefined;
  /** An example of what may stand there. */
  readonly example?: string | undefined;
  /** What one should know of it, in a sentence. */
  readonly hint?: string | undefined;
  /** What is wrong with what stands there. */
  readonly mistake?: string | undefined;
  readonly isRequired?: boolean;
}

/** A field of a form with its label, its hint, and what is wrong with it. */
export function field(name: string, label: Content, options: FieldOptions = {}): Html {
  const { type = "text", value = "", example, isRequired = false } = options;
  return html`<label>${label}<input type="${type}" name="${name}" value="${value}"${example === undefined ? undefined : html` placeholder="${example}"`}${isRequired ? html` required` : undefined}${invalid(options)}>${remarks(options)}</label>
`;
}

/** A field for several lines of text. */
export function textArea(
  name: string,
  label: Content,
  options: Pick<FieldOptions, "value" | "hint" | "mistake"> = {},
): Html {
  return html`<label>${label}<textarea name="${name}" rows="4"${invalid(options)}>${options.value ?? ""}</textarea>${remarks(options)}</label>
`;
}

/** A field to choose one of some words; each is sent as its key. */
export function choice(
  name: string,
  label: Content,
  words: ReadonlyMap<string, string>,
  { value = "", ...options }: Pick<FieldOptions, "value" | "hint" | "mistake"> = {},
): Html {
  return html`<label>${label}<select name="${name}"${invalid(options)}>${[...words].map(
    ([key, shown]) =>
      html`<option value="${key}"${key === value ? html` selected` : undefined}>${shown}</option>`,
  )}</select>${remarks(options)}</label>
`;
}

/** A box to tick. */
export function tickBox(name: string, label: Content, isTicked: boolean, value = "yes"): Html {
  return html`<label class="choice"><input type="checkbox" name="${name}" value="${value}"${isTicked ? html` checked` : undefined}><span>${label}</span></label>
`;
}

function invalid({ mistake }: Pick<FieldOptions, "mistake">): Content {
  return mistake === undefined ? undefined : html` aria-invalid="true"`;
}

function remarks({ hint, mistake }: Pick<FieldOptions, "hint" | "mistake">): Content {
  return [
    hint === undefined ? undefined : html`<span class="hint">${hint}</span>`,
    mistake === undefined ? undefined : html`<span class="mistake">${mistake}</span>`,
  ];
}
