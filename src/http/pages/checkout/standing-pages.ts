import { permalinkTo } from "../../../carts/permalink.ts";
import type { CheckoutSession } from "../../../checkout/session.ts";
import { type Content, type Html, html, link } from "../../../html.ts";
import type { Page } from "../layout.ts";
import { checkoutFrame } from "./checkout-page.ts";
import type { Presentation } from "./presentation.ts";
import { confirmingScript } from "./script.ts";

/** A page of a heading, a paragraph, and what to do next. */
export function standingPage(
  presentation: Presentation,
  { title, text, next }: { readonly title: string; readonly text: string; readonly next?: Content },
): Page {
  return {
    ...checkoutFrame(presentation),
    title,
    main: html`<h1>${title}</h1>\n<p>${text}</p>\n${next}`,
  };
}

/** A button that is a link. */
export function buttonLink(address: string, words: string): Html {
  return html`<p><a class="pay" href="${address}" rel="noreferrer">${words}</a></p>`;
}

/** The buyer has been sent to the payment provider and has not paid yet. */
export function atProviderPage(presentation: Presentation, url: string | undefined, backUrl: string): Page {
  const { words } = presentation;
  return standingPage(presentation, {
    title: words.atProviderTitle,
    text: words.atProvider,
    next: html`${url === undefined ? undefined : buttonLink(url, words.toProvider)}<p>${link(backUrl, words.changeOrder)}</p>`,
  });
}

/** The buyer has paid, and the bank takes its time. With scripts it looks again by itself. */
export function confirmingPage(presentation: Presentation, address: string): Page {
  const { words } = presentation;
  return {
    ...standingPage(presentation, {
      title: words.confirmingTitle,
      text: words.confirming,
      next: html`<p>${link(address, words.reload)}</p>`,
    }),
    script: confirmingScript,
  };
}

/** The time of a checkout is over, or it was canceled: a new one begins with the same goods. */
export function endedPage(
  presentation: Presentation,
  session: Pick<CheckoutSession, "status" | "lineItems" | "appliedDiscounts">,
): Page {
  const { words, shop } = presentation;
  const isCanceled = session.status === "canceled";
  const items = session.lineItems.map(({ variantId: id, quantity }) => ({ id, quantity }));
  const code = session.appliedDiscounts.find(({ discount }) => discount.code !== undefined)?.discount.code;
  return standingPage(presentation, {
    title: isCanceled ? words.canceledTitle : words.expiredTitle,
    text: isCanceled ? words.canceled : words.expired,
    next: buttonLink(`${shop.publicBaseUrl}${permalinkTo({ items, code })}`, words.startAgain),
  });
}

/** Nothing is at this address. */
export function unknownCheckoutPage(presentation: Presentation): Page {
  const { words } = presentation;
  return standingPage(presentation, { title: words.unknownTitle, text: words.unknown });
}
