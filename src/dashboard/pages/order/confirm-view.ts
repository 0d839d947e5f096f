import { html } from "../../../html.ts";
import { type DashboardView, dashboardForm, linkButton } from "../../parts/forms.ts";
import { card, pageHead } from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";

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
export function confirmPage({ order, action, form, question, ...view }: ConfirmView): DashboardPage {
  const at = `/orders/${order.number}`;
  const chosen = [...form].filter(([name]) => !ownFields.has(name));
  const hidden = [...chosen, ["confirmed", confirmationOf(question)] as const];
  return {
    title: question.title,
    section: "orders",
    isNarrow: true,
    main: html`${pageHead(question.title, { back: { href: `${view.root}/admin${at}`, words: `Order ${order.number}` } })}
${card(html`<p>Nothing has been done yet. If you go on, this happens:</p>
<ul>
${question.effects.map((effect) => html`<li>${effect}</li>\n`)}</ul>
${dashboardForm(view, `${at}/${action}`, question.button, {
  kind: "primary",
  fields: hidden.map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
  ),
  beside: linkButton(view.root, at, "Back to the order, with nothing done"),
})}`)}`,
  };
}

/** Stands for what somebody confirmed: another question has another. */
export function confirmationOf({ effects }: ConfirmQuestion): string {
  return new Bun.CryptoHasher("sha256").update(effects.join("\n")).digest("hex").slice(0, 32);
}
