import { html } from "../../../html.ts";
import type { Page } from "../../../http/pages/layout.ts";
import { type DashboardView, dashboardForm } from "../forms.ts";

/** What is asked before something is done that gives money back or cannot be undone. */
export interface ConfirmQuestion {
  /** "Cancel?" */
  readonly title: string;
  /** What it will do, in sentences. */
  readonly effects: readonly string[];
  /** What the button says that does it. */
  readonly button: string;
}

/** A form as it was sent, which is sent again once it is confirmed. */
export interface ConfirmView extends DashboardView {
  readonly order: { readonly number: number };
  /** After `/admin/orders/<number>`. */
  readonly action: string;
  readonly form: URLSearchParams;
  readonly question: ConfirmQuestion;
}

/** What a form holds beside what a person chose. */
const ownFields: ReadonlySet<string> = new Set(["form_token", "form_key", "confirmed"]);

/** Asks whether to do what a form asked for, and says what that will do. Nothing is done by Enter, nor by going back. */
export function confirmPage({ order, action, form, question, ...view }: ConfirmView): Page {
  const at = `/orders/${order.number}`;
  const chosen = [...form].filter(([name]) => !ownFields.has(name));
  const hidden = [...chosen, ["confirmed", confirmationOf(question)] as const];
  return {
    title: question.title,
    hasForms: true,
    main: html`<h1>${question.title}</h1>
<p>Order ${order.number}. Nothing has been done yet.</p>
<ul>
${question.effects.map((effect) => html`<li>${effect}</li>\n`)}</ul>
${dashboardForm(
  view,
  `${at}/${action}`,
  question.button,
  hidden.map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
  ),
)}
<p><a href="${view.root}/admin${at}">Back to the order, with nothing done</a></p>`,
  };
}

/** Stands for what somebody confirmed: another question has another. */
export function confirmationOf({ effects }: ConfirmQuestion): string {
  return new Bun.CryptoHasher("sha256").update(effects.join("\n")).digest("hex").slice(0, 32);
}
