import type { OwnWidgetWords } from "../own-widget-words.ts";

/** German. */
export const germanWidgetWords: OwnWidgetWords = {
  language: "de",
  titles: { products: "Produkte", product: "Produkt", order: "Ihre Bestellung" },
  nothingFound: "Hier passt nichts dazu.",
  from: "ab {}",
  allProducts: "Alle Produkte",
  addToCart: "In den Warenkorb",
  oneFewer: "Eins weniger: {}",
  oneMore: "Eins mehr: {}",
  colon: ": ",
  note: "Hinweis",
  paidThere: "Sie bezahlen auf der Seite des Shops. Vorher ist nichts gekauft.",
  orderNumber: "Bestellung {}",
  wholeOrder: "Alles zu dieser Bestellung",
  failed: "Das hat nicht geklappt. Bitte fragen Sie im Chat.",
};
