import type { OfficialKind } from "../../conformance/official-ucp.ts";

const profileOnly = "stands in the profile alone; an answer names what was agreed on by its version";
const noGroups = "lines here hold no other lines";
const plainAlone = "the rule is written here, as plain text";
const labelAlone = "options are told apart by their labels";
const ofProduct = "is the product's; its variants have none of their own";
const byThePiece = "everything is sold by the piece, which is what absence says";
const namedElsewhere = "the row's type says it; only the bill's own rows have words";
const noIncentive = "claims of being eligible bring no discount here";
const notRated = "the catalogue knows of no ratings that may be shown";
const oneSeller = "one shop sells everything";
const noExtra = "the catalogue has no data beside the fields that are carried";
const neverActs = "no extension is served that declares an action";
const unchanged =
  "says nothing that changes the answer, and is not repeated (overview, Attribution and Signals)";
const noWordsForSearch = "nothing goes wrong with what was found";
const inLinks = "links of shop.toml have none";

/** Why fields that the official schemas name are carried by no answer of ours, by their path. */
export const fieldsNotCarried: Readonly<
  Record<OfficialKind | "catalogue" | "every answer", Readonly<Record<string, string>>>
> = {
  "every answer": {
    "ucp.capabilities.*[].config": profileOnly,
    "ucp.capabilities.*[].extends": profileOnly,
    "ucp.capabilities.*[].id": profileOnly,
    "ucp.capabilities.*[].schema": profileOnly,
    "ucp.capabilities.*[].spec": profileOnly,
    "ucp.services": profileOnly,
    "ucp.map_order": "no order of capabilities or handlers is preferred",
    "ucp.payment_handlers": "only a checkout is paid",
    "messages[].image_url": "no warning wants a picture",
    "messages[].url": "what is said needs no page",
    "line_items[].parent_id": noGroups,
    "line_items[].totals[].display_text": namedElsewhere,
    "line_items[].item.quantity_unit": byThePiece,
    "line_items[].item.unit_price": "what is charged is priced by the piece",
    "policies[].description.html": plainAlone,
    "policies[].description.markdown": plainAlone,
    actions: neverActs,
  },
  catalogue: {
    "product.metadata": noExtra,
    "product.variants[].metadata": noExtra,
    "product.options[].values[].id": labelAlone,
    "product.selected[].id": labelAlone,
    "product.variants[].options[].id": labelAlone,
    "product.rating": notRated,
    "product.variants[].rating": notRated,
    "product.variants[].categories": ofProduct,
    "product.variants[].tags": ofProduct,
    "product.variants[].handle": ofProduct,
    "product.variants[].seller": oneSeller,
    "product.variants[].unit_price": "the catalogue knows of no content in units",
    "product.variants[].quantity_unit": byThePiece,
  },
  search: {
    messages: noWordsForSearch,
    "pagination.total_count": "counting all that would be found costs more than finding a page",
  },
  lookup: {
    "messages[].path": "the id that leads nowhere stands in the message",
    "messages[].presentation": "a rule of the shop's stands among the policies alone",
    "messages[].severity": "an id that leads nowhere is no error",
  },
  product: { messages: noWordsForSearch },
  error: {
    continue_url: "a problem is told where there is nothing to go on with",
    "ucp.capabilities": "none bears on a problem",
    "messages[].presentation": "a problem is no rule of the shop's",
  },
  profile: {},
  cart: {
    attribution: unchanged,
    signals: unchanged,
    "context.location": "there is no place of business to go to",
    "context.payment": "a cart is not paid",
    "discounts.applied[].eligibility": noIncentive,
    "discounts.applied[].provisional": noIncentive,
    "links[].title": inLinks,
    "messages[].presentation": "2026-04-08 has no policies, which a disclosure is of",
    "totals[].lines": "a cart has no address, and so no tax",
  },
  checkout: {
    attribution: unchanged,
    signals: unchanged,
    "context.location": "there is no place of business to go to",
    "context.payment": "there is one handler at a time",
    "discounts.applied[].eligibility": noIncentive,
    "discounts.applied[].provisional": noIncentive,
    "links[].title": inLinks,
    payment: "credentials and instruments are never repeated",
    "messages[].presentation": "2026-04-08 has no policies, which a disclosure is of",
    "fulfillment.available_methods": "goods are shipped, or need no delivery",
    "fulfillment.methods[].destinations[].name": "goods go to addresses, not to places of business",
    "fulfillment.methods[].destinations[].address": "goods go to addresses, not to places of business",
    "fulfillment.methods[].groups[].options[].totals[].display_text": namedElsewhere,
    "fulfillment.methods[].groups[].options[].description": "the demo shop's rates have none",
    "buyer.consent.*.links": "each channel has its own",
    "buyer.consent.*.segments.*.links[].title": "the channel's text says what it leads to",
    "ucp.payment_handlers.*[].available_instruments[].constraints": "the sandbox takes any card",
    "ucp.payment_handlers.*[].config": "the sandbox needs none",
    "ucp.payment_handlers.*[].schema": profileOnly,
    "ucp.payment_handlers.*[].spec": profileOnly,
  },
  order: {
    messages: "an order that is shown has nothing wrong with it",
    "adjustments[].line_items[].measure": byThePiece,
    "adjustments[].totals[].display_text": namedElsewhere,
    "adjustments[].description": "the merchant wrote none",
    "fulfillment.events[].description": "the merchant wrote none",
    "fulfillment.expectations[].fulfillable_on": "everything sold can be sent at once",
    "policies[].url": "the shop's page may change; what an order keeps does not",
  },
};
