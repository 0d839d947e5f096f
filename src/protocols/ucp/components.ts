/** What the schemas of requests and answers are called in the OpenAPI document of a version. */
export const components = {
  createCheckout: "CheckoutCreateRequest",
  replaceCheckout: "CheckoutReplaceRequest",
  completeCheckout: "CheckoutCompleteRequest",
  checkout: "Checkout",
  fillCart: "CartRequest",
  cart: "Cart",
  search: "CatalogSearchRequest",
  found: "CatalogSearchResult",
  lookup: "CatalogLookupRequest",
  lookedUp: "CatalogLookupResult",
  getProduct: "ProductRequest",
  product: "ProductResult",
  order: "Order",
  error: "ProtocolError",
} as const;
