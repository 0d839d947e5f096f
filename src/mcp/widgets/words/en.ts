import type { OwnWidgetWords } from "../own-widget-words.ts";

/** English. */
export const englishWidgetWords: OwnWidgetWords = {
  language: "en",
  titles: { products: "Products", product: "Product", order: "Your order" },
  nothingFound: "Nothing here matches.",
  from: "from {}",
  allProducts: "All products",
  addToCart: "Add to cart",
  oneFewer: "One fewer of {}",
  oneMore: "One more of {}",
  colon: ": ",
  note: "Note",
  paidThere: "You pay on the shop's own page. Nothing is bought before.",
  orderNumber: "Order {}",
  wholeOrder: "Everything about this order",
  failed: "That did not work. Please ask in the chat.",
};
