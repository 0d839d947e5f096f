import { getProduct, lookUpCatalog, searchCatalog } from "../../operations/catalog.ts";
import { type Binding, type BoundRequest, bind } from "../binding.ts";
import { components } from "./components.ts";
import { root } from "./discovery.ts";
import { documentationOf } from "./document.ts";
import { toolWords } from "./tool-words.ts";
import type { UcpWire } from "./wire.ts";

/** The three operations on the catalogue, in one version. They read, though their questions come as bodies. */
export function catalogBindings(wire: UcpWire): readonly Binding[] {
  const { release, catalog, error: encodeProblem } = wire;
  const readerOf = ({ capabilities = [] }: BoundRequest) => ({ release, capabilities });
  return [
    bind({
      operation: searchCatalog,
      method: "POST",
      path: `${root}/catalog/search`,
      tool: toolWords.searchCatalog,
      documentation: documentationOf(toolWords.searchCatalog, { tag: "catalog", answer: "found" }),
      body: { ...catalog.search, isRequired: true, component: components.search },
      decode: ({ body }) => catalog.search.decode(body),
      encode: (found, request, { terms }) => ({
        status: 200,
        body: JSON.stringify(catalog.found(found, terms.shop, readerOf(request))),
      }),
      encodeProblem,
    }),
    bind({
      operation: lookUpCatalog,
      method: "POST",
      path: `${root}/catalog/lookup`,
      tool: toolWords.lookUpCatalog,
      documentation: documentationOf(toolWords.lookUpCatalog, { tag: "catalog", answer: "lookedUp" }),
      body: { ...catalog.lookup, isRequired: true, component: components.lookup },
      decode: ({ body }) => catalog.lookup.decode(body),
      encode: (found, request, { terms }) => ({
        status: 200,
        body: JSON.stringify(catalog.lookedUp(found, terms.shop, readerOf(request))),
      }),
      encodeProblem,
    }),
    bind({
      operation: getProduct,
      method: "POST",
      path: `${root}/catalog/product`,
      tool: toolWords.getProduct,
      documentation: documentationOf(toolWords.getProduct, { tag: "catalog", answer: "product" }),
      body: { ...catalog.get, isRequired: true, component: components.getProduct },
      decode: ({ body }) => catalog.get.decode(body),
      encode: (product, request, { terms }) => ({
        status: 200,
        body: JSON.stringify(catalog.product(product, terms.shop, readerOf(request))),
      }),
      encodeProblem,
    }),
  ];
}
