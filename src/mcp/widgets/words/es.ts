import type { OwnWidgetWords } from "../own-widget-words.ts";

/** Spanish. */
export const spanishWidgetWords: OwnWidgetWords = {
  language: "es",
  titles: { products: "Productos", product: "Producto", order: "Su pedido" },
  nothingFound: "No hay nada que coincida.",
  from: "desde {}",
  allProducts: "Todos los productos",
  addToCart: "Añadir al carrito",
  oneFewer: "Uno menos: {}",
  oneMore: "Uno más: {}",
  colon: ": ",
  note: "Nota",
  paidThere: "Usted paga en la página de la tienda. Antes no se compra nada.",
  orderNumber: "Pedido {}",
  wholeOrder: "Todo sobre este pedido",
  failed: "No ha funcionado. Pregunte en el chat.",
};
