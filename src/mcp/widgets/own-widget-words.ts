/** What only widgets say, in one language: each is a file in `words/`. `{}` stands for what is put in. */
export interface OwnWidgetWords {
  /** BCP 47, one of the languages of the buyers' pages. */
  readonly language: string;
  readonly titles: Readonly<Record<"products" | "product" | "order", string>>;
  readonly nothingFound: string;
  /** The lowest price of several. */
  readonly from: string;
  readonly allProducts: string;
  readonly addToCart: string;
  /** The name of a line. */
  readonly oneFewer: string;
  readonly oneMore: string;
  /** Between a label and what it is of. */
  readonly colon: string;
  readonly note: string;
  readonly paidThere: string;
  /** The number of an order. */
  readonly orderNumber: string;
  readonly wholeOrder: string;
  readonly failed: string;
}
