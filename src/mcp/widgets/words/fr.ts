import type { OwnWidgetWords } from "../own-widget-words.ts";

/** French. */
export const frenchWidgetWords: OwnWidgetWords = {
  language: "fr",
  titles: { products: "Produits", product: "Produit", order: "Votre commande" },
  nothingFound: "Rien ne correspond ici.",
  from: "à partir de {}",
  allProducts: "Tous les produits",
  addToCart: "Ajouter au panier",
  oneFewer: "Un de moins : {}",
  oneMore: "Un de plus : {}",
  colon: " : ",
  note: "Remarque",
  paidThere: "Vous payez sur la page de la boutique. Rien n’est acheté avant.",
  orderNumber: "Commande {}",
  wholeOrder: "Tout sur cette commande",
  failed: "Cela n’a pas fonctionné. Demandez dans la conversation.",
};
