import { type CheckoutSession, type LineItem, totalOf } from "../../../checkout/session.ts";
import { type Content, type Html, html, link } from "../../../html.ts";
import type { FulfillmentOption } from "../../../pricing/fulfillment.ts";
import type { LinkType } from "../../../shop.ts";
import type { Page } from "../layout.ts";
import { addressInputs, emailField } from "./fields.ts";
import { type MessageSpot, type PageMessage, pageMessages } from "./messages.ts";
import { bill, optionsOf, picture, pictureOf } from "./order-parts.ts";
import { payButtonOf } from "./pay-button.ts";
import type { Presentation } from "./presentation.ts";
import { checkoutScript } from "./script.ts";
import { shownOrder } from "./shown-order.ts";
import { checkoutStyle } from "./style.ts";
import { type FormMistakes, quantityField, type TypedForm } from "./typed-form.ts";

/** What the page shows beside its session. */
export interface CheckoutPageContent {
  readonly session: CheckoutSession;
  /** What of the session was shown; see `revisionOf`. */
  readonly revision: string;
  readonly form: TypedForm;
  readonly mistakes: FormMistakes;
  readonly needsAddress: boolean;
  /** The countries that are delivered to. */
  readonly countries: readonly string[];
  /** Whether all that is needed is known, so that the button is the one that orders. */
  readonly isPayable: boolean;
  /** Said at the top, most important first. */
  readonly alert?: { readonly title?: string | undefined; readonly lines: readonly string[] } | undefined;
  /** Where the button that orders may lead, as sources of a content security policy. */
  readonly payTargets: readonly string[];
  readonly presentation: Presentation;
}

/** The page on which a buyer finishes a checkout: cart, contact, address, delivery, bill, and the button that orders. */
export function checkoutPage(content: CheckoutPageContent): Page {
  const { session, presentation, form, mistakes, needsAddress, countries } = content;
  const { words } = presentation;
  const messages = pageMessages(session, presentation);
  const saidAt = (at: MessageSpot["at"]) => notes(messages.filter(({ spot }) => spot.at === at));
  return {
    ...checkoutFrame(presentation),
    title: words.checkout,
    pictures: session.lineItems.flatMap((line) => pictureOf(line) ?? []),
    hasForms: true,
    formTargets: content.payTargets,
    script: checkoutScript,
    main: html`<h1>${words.checkout}</h1>
${alertOf(content)}${pageNotes(messages)}
<form class="checkout columns" method="post" novalidate>
<button class="default" name="action" value="continue" tabindex="-1" aria-hidden="true"></button>
<input type="hidden" name="revision" value="${content.revision}">
<input type="hidden" name="total" value="${totalOf(session)}">
<input type="hidden" name="shown" value="${JSON.stringify(shownOrder(session))}">
<div>
<h2 id="items">${words.yourItems}</h2>
<ul class="cart" aria-labelledby="items">
${session.lineItems.map((line, index) => item(line, index, content, messages))}</ul>
<fieldset><legend>${words.contact}</legend>
${emailField(form, mistakes, presentation)}</fieldset>
${
  needsAddress
    ? html`<fieldset><legend>${words.address}</legend>
${saidAt("address")}${addressInputs(form, mistakes, countries, presentation)}</fieldset>
<fieldset><legend>${words.delivery}</legend>
${saidAt("delivery")}${deliveryChoices(content)}</fieldset>`
    : undefined
}
${discountCode(content, messages)}
</div>
<aside aria-labelledby="order">${summary(content)}</aside>
</form>`,
  };
}

/** What all pages on which buyers pay have in common. */
export function checkoutFrame({ locale, words }: Presentation): Pick<Page, "language" | "frame" | "style"> {
  return { language: locale, frame: words.frame, style: checkoutStyle };
}

function alertOf({ alert }: CheckoutPageContent): Html | undefined {
  if (!alert) return undefined;
  const { title, lines } = alert;
  const [only] = lines;
  return html`<div class="messages" role="alert" tabindex="-1" autofocus>${title === undefined ? undefined : html`<h2>${title}</h2>`}${lines.length === 1 ? html`<p>${only}</p>` : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`}</div>
`;
}

function pageNotes(messages: readonly PageMessage[]): Html | undefined {
  const said = messages.filter(({ spot }) => spot.at === "page");
  return said.length === 0
    ? undefined
    : html`<div class="messages${said.some(({ isError }) => isError) ? "" : " info"}">${said.map(({ words }) => html`<p>${words}</p>`)}</div>
`;
}

function notes(messages: readonly PageMessage[]): Content {
  return messages.map(({ words, isError }) => html`<p class="${isError ? "wrong" : "hint"}">${words}</p>\n`);
}

function item(
  line: LineItem,
  index: number,
  { presentation, form, mistakes }: CheckoutPageContent,
  messages: readonly PageMessage[],
): Html {
  const { words, money } = presentation;
  const name = quantityField(line.id);
  const mistake = mistakes.get(name);
  const said = messages.filter(({ spot }) => spot.at === "line" && spot.index === index);
  const options = optionsOf(line);
  return html`<li>${picture(pictureOf(line))}<span class="what">${line.title}</span>
<span class="amount">${money(line.amounts.subtotal)}</span>
<span class="soft">${[...(options === undefined ? [] : [options]), words.each(money(line.unitPrice))].join(" · ")}</span>
<span class="quantity"><input type="number" name="${name}" value="${form.quantities.get(line.id) ?? line.quantity}" min="0" max="999999" inputmode="numeric" aria-label="${words.quantityOf(line.title)}"${mistake ? html` aria-invalid="true" aria-describedby="${name}-wrong"` : undefined} data-save><button class="plain" name="action" value="continue" data-without-script>${words.update}</button></span>
${mistake ? html`<span class="wrong" id="${name}-wrong">${words.mistakes[mistake]}</span>` : undefined}${said.map(({ words: what, isError }) => html`<span class="${isError ? "note" : "soft"}">${what}</span>`)}</li>
`;
}

function deliveryChoices({ session, form, mistakes, presentation }: CheckoutPageContent): Html {
  const { words, money } = presentation;
  const { options, selections } = session;
  if (options.length === 0) return html`<p class="hint">${words.deliveryLater}</p>`;
  const chosen = options.some(({ id }) => id === form.delivery) ? form.delivery : selections[0]?.optionId;
  const mistake = mistakes.get("delivery");
  return html`<div class="choices">${options.map(
    (
      option,
    ) => html`<label><input type="radio" name="delivery" value="${option.id}"${option.id === chosen ? html` checked` : undefined} data-save><span>${option.title}</span><span class="amount">${option.amounts.subtotal === 0 ? words.free : money(option.amounts.subtotal)}</span><span class="soft">${whenOf(option, presentation)}</span></label>
`,
  )}</div>${mistake ? html`<span class="wrong">${words.mistakes[mistake]}</span>` : undefined}`;
}

/** When goods come, or where they wait. */
function whenOf(option: FulfillmentOption, { words, day }: Presentation): string | undefined {
  switch (option.type) {
    case "shipping": {
      const { earliest, latest } = option;
      if (earliest === undefined || latest === undefined) return option.description;
      const [first, last] = [day(earliest), day(latest)];
      return first === last ? words.arrivesOn(first) : words.arrives(first, last);
    }
    case "pickup":
      return words.pickUpAt(`${option.location.name}, ${option.location.address.lineOne}`);
    case "local_delivery":
      return option.window ? words.arrivesOn(day(option.window.start)) : option.description;
    case "digital":
      return option.description;
  }
}

function discountCode(
  { session, form, presentation: { words } }: CheckoutPageContent,
  messages: readonly PageMessage[],
): Html {
  const said = messages.filter(({ spot }) => spot.at === "code");
  const held = session.discountCodes.filter(
    (code) => !session.rejectedDiscounts.some((rejected) => rejected.code === code),
  );
  const isOpen = form.code !== "" || said.length > 0 || held.length > 0;
  return html`<details${isOpen ? html` open` : undefined}><summary>${words.discountCode}</summary>
<div class="code"><div class="field"><label for="code">${words.code}</label><input id="code" name="code" value="${form.code}" autocomplete="off" autocapitalize="characters" maxlength="100"${said.length > 0 ? html` aria-invalid="true" aria-describedby="code-wrong"` : undefined}></div><button class="plain" name="action" value="apply">${words.apply}</button></div>
${said.length > 0 ? html`<span class="wrong" id="code-wrong">${said.map(({ words: what }) => what).join(" ")}</span>` : undefined}
${held.length === 0 ? undefined : html`<ul class="codes">${held.map((code) => html`<li><span>${words.codeTaken(code)}</span><button class="plain" name="remove_code" value="${code}" aria-label="${words.remove}: ${code}">${words.remove}</button></li>`)}</ul>`}</details>`;
}

function summary({ session, isPayable, form, needsAddress, presentation }: CheckoutPageContent): Html {
  const { words, money, shop } = presentation;
  const isEstimate = session.options.length === 0;
  const chosen = session.options.find(({ id }) => session.selections.some(({ optionId }) => optionId === id));
  const country = form.address.country || shop.origin.country;
  return html`<div class="summary"><h2 id="order">${words.order}</h2>
<ul>${session.lineItems.map(({ quantity, title, amounts }) => html`<li><span>${quantity} × ${title}</span><span class="amount">${money(amounts.subtotal)}</span></li>\n`)}</ul>
${bill(session.totals, presentation, isEstimate)}
${chosen && needsAddress ? html`<p class="legal">${chosen.title}${whenSuffix(chosen, presentation)}</p>` : undefined}
${
  isPayable
    ? html`<button class="pay" name="action" value="pay">${payButtonOf(words, country, totalOf(session) === 0)}</button>
${totalOf(session) === 0 ? undefined : html`<p class="legal">${words.payHint}</p>`}
<p class="legal">${legalWords(presentation)}</p>`
    : html`<button class="pay" name="action" value="continue">${words.continue}</button>`
}</div>`;
}

function whenSuffix(option: FulfillmentOption, presentation: Presentation): string | undefined {
  const when = whenOf(option, presentation);
  return when === undefined ? undefined : ` · ${when}`;
}

function legalWords({ words, shop }: Presentation): Content {
  const page = (type: LinkType, name: string) => {
    const url = shop.links.find((candidate) => candidate.type === type)?.url;
    return url === undefined ? name : link(url, name);
  };
  return [
    words.legalBeforeTerms,
    page("terms_of_use", words.terms),
    words.legalBetween,
    page("privacy_policy", words.privacy),
    words.legalEnd,
  ];
}
