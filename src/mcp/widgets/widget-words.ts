import { languageOf } from "../../http/pages/checkout/language.ts";
import { wordsFor } from "../../orders/order-language.ts";
import type { OrderWords } from "../../orders/order-words.ts";
import type { TotalType } from "../../pricing/amounts.ts";
import type { OwnWidgetWords } from "./own-widget-words.ts";
import { germanWidgetWords } from "./words/de.ts";
import { englishWidgetWords } from "./words/en.ts";
import { spanishWidgetWords } from "./words/es.ts";
import { frenchWidgetWords } from "./words/fr.ts";

/** All that widgets say in one language, as plain JSON: the rest of it is what the buyers' pages say. */
export interface WidgetWords
  extends Omit<OwnWidgetWords, "titles">,
    Pick<OrderWords, "standing" | "progress" | "headings"> {
  readonly titles: OwnWidgetWords["titles"] & { readonly cart: string };
  readonly soldOut: string;
  readonly moreAboutIt: string;
  readonly discountCode: string;
  readonly toCheckout: string;
  /** Rows of a cart's bill; what is not here is called as the bill itself calls it. */
  readonly totals: Readonly<Partial<Record<TotalType, string>>>;
  /** From payment to the buyer's hands. */
  readonly steps: readonly [string, string, string];
  readonly delivery: string;
}

/** The words of every language of the buyers' pages, the first for whoever reads none of them. */
export const widgetLanguages: readonly WidgetWords[] = [
  englishWidgetWords,
  germanWidgetWords,
  frenchWidgetWords,
  spanishWidgetWords,
].map((own) => {
  const { words: page } = languageOf(own.language, null);
  const { words: order } = wordsFor(own.language);
  const { standing, progress, headings, steps, delivery, totals } = order;
  return {
    ...own,
    titles: { ...own.titles, cart: page.cartTitle },
    soldOut: page.soldOut,
    moreAboutIt: page.moreAt,
    discountCode: page.discountCode,
    toCheckout: page.toCheckout,
    totals: { ...totals, fulfillment: page.bill.delivery },
    standing,
    progress,
    headings,
    steps: [steps.confirmed, steps.sent, steps.delivered],
    delivery,
  };
});
