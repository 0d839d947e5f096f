import { type Html, html } from "../../../html.ts";
import { type DashboardView, formMarks, linkButton, submit } from "../../parts/forms.ts";
import { card, pageHead, remark } from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";
import { type ConfirmQuestion, confirmationOf } from "./confirm-question.ts";
import type { OrderAction, OrderStanding } from "./order-action.ts";

/** The page of one thing that can be done with an order. */
export interface ActionView {
  readonly view: DashboardView;
  readonly action: OrderAction;
  readonly standing: OrderStanding;
  /** What was typed so far; empty at first. */
  readonly typed: URLSearchParams;
  /** What it would do, as it was filled in; absent before it was looked at, and where it cannot be done. */
  readonly question?: ConfirmQuestion | undefined;
  /** Why it cannot be done as it was filled in, or was not. */
  readonly reason?: string | undefined;
  /** False while somebody is still filling it in. */
  readonly isFilledIn?: boolean;
}

/**
 * A form, and below it what it would do: money, mails, goods. With scripts that follows what is typed; without, it is
 * shown when the form is sent once. Only the button beneath it does anything: Enter in a field looks, and no more.
 */
export function actionPage(shown: ActionView): DashboardPage {
  const { view, action, standing, typed } = shown;
  const { order } = standing;
  const at = `${view.root}/admin/orders/${order.number}`;
  const path = `${at}/${action.name}`;
  const isFollowed = action.ask !== undefined && action.fields !== undefined;
  return {
    title: `${action.words}: order ${order.number}`,
    section: "orders",
    isNarrow: true,
    main: html`${pageHead(action.words, { back: { href: at, words: `Order ${order.number}` } })}
${card(html`<form method="post" action="${path}" class="form"${isFollowed ? html` hx-post="${path}" hx-trigger="load, input delay:300ms" hx-target="#effects" hx-select="#effects" hx-swap="outerMorph" hx-vals='{"look": "yes"}'` : undefined}>
<button name="look" value="yes" class="for-readers" tabindex="-1" aria-hidden="true">Look at what it does</button>
${formMarks(view)}${action.fields?.(standing, typed)}
${effects(shown)}
</form>`)}`,
  };
}

/**
 * What it would do, and the button that does it. The button is the same one for as long as it would do the same, also while
 * it is pressed; another question brings another, so that nothing is pressed that was not read.
 */
function effects({ action, view, standing, question, reason, isFilledIn = true }: ActionView): Html {
  const path = `/orders/${standing.order.number}`;
  const back = linkButton(view.root, path, "Back, with nothing done", "quiet");
  return html`<div id="effects" class="stack">
${reason === undefined ? undefined : remark(reason, isFilledIn ? "bad" : "info", isFilledIn ? "alert" : "status")}
${
  question === undefined
    ? html`<div id="unasked" class="actions"><button class="primary">Continue</button>${back}</div>`
    : html`<div class="effects" role="status"><p>Nothing has been done yet. If you go on, this happens:</p>
<ul>
${question.effects.map((effect) => html`<li>${effect}</li>\n`)}</ul></div>
<div id="asked-${confirmationOf(question)}" class="actions"><input type="hidden" name="confirmed" value="${confirmationOf(question)}">${submit(question.button, action.kind === "danger" ? "danger" : "primary")}${back}</div>`
}
</div>`;
}
