import type { CartCommand } from "../../carts/carts.ts";
import type { ProductQuery } from "../../catalog/search.ts";
import type { ProductFilter, ProductQuestion } from "../../operations/catalog.ts";
import type { Problem } from "../../problem.ts";
import type { ErrorAnswer } from "../error-answer.ts";
import type { SignatureRules } from "./caller-signature.ts";
import type { Release } from "./words/capabilities.ts";
import type { encodeCart } from "./words/cart.ts";
import type { encodeLookup, encodeProduct, encodeSearch } from "./words/catalog.ts";
import type { CheckoutEncoder } from "./words/checkout.ts";
import type { encodeOrder } from "./words/order.ts";
import type { RequestShape } from "./words/request-shape.ts";
import type { CheckoutShapes } from "./words/requests.ts";

/** One version of UCP, whole: the only place that knows how it spells things. */
export interface UcpWire {
  readonly release: Release;
  /** How its requests are signed, by callers that do. */
  readonly signatures: SignatureRules;
  readonly requests: CheckoutShapes;
  readonly checkout: CheckoutEncoder;
  /** How a change is answered that comes while the checkout is being paid: as a conflict, or with the checkout as it is. */
  readonly lateChange: "refused" | "shown";
  /** Makes a cart, or replaces all of one. */
  readonly fillCart: RequestShape<CartCommand>;
  readonly cart: typeof encodeCart;
  readonly catalog: {
    readonly search: RequestShape<{ readonly query: ProductQuery; readonly filter: ProductFilter }>;
    readonly found: typeof encodeSearch;
    readonly lookup: RequestShape<{ readonly ids: readonly string[]; readonly filter: ProductFilter }>;
    readonly lookedUp: typeof encodeLookup;
    readonly get: RequestShape<ProductQuestion>;
    readonly product: typeof encodeProduct;
  };
  /** An order, as it is asked for and as events tell of it. */
  readonly order: typeof encodeOrder;
  readonly error: (problem: Problem) => ErrorAnswer;
}
