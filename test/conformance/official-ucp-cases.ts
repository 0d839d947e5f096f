/** What became of a case of the official suite: the test that asks the same, or why none does. */
type Ported = { readonly asked: string } | { readonly notAsked: string };

const noAddressOnFile =
  "no address on file is offered by an e-mail address: it would tell anybody who knows one where its owner lives";
const merchantChangesOrders =
  "the versions that are served have no PUT of orders: it is the merchant who ships and refunds";
const createdToCompleted = "it is created, shown, updated and completed";
const canceledForGood = "canceled, it is not canceled, updated or completed again";
const completedForGood = "completed, it is not completed, updated or canceled again";
const keysOfChanges = "so it is with updates, completions and cancellations";
const oneOfEach = "there is one subtotal and one total, and each entry has a type and whole minor units";
const signOfEntries = "what is charged is not below nothing, and what is taken off is";
const goodsOfCart = "a cart's goods are bought whatever the request says, and lead to one checkout";
const placedAndShipped = "an order that was placed is told whole, and whole again once it is shipped";
const addressTold = "the address that the order goes to is told, the buyer's as any other";
const signedEvent = "an event says who sends it, and is signed over that, its target and its body";
const outOfStock = "what is out of stock is said, and cannot be bought";

/**
 * The cases of the official conformance suite for 2026-04-08, by file and name without `test_` (Universal-Commerce-Protocol/
 * conformance as of November 2026, those that its newer folders left out as well), each with the test that asks the same.
 * A few statuses and words that the suite asks for are those of versions before: an item that is out of stock or unknown, a
 * missing address and a declined payment are answered by the versions that are served with 200 and messages.
 */
export const officialUcpCases: Readonly<Record<string, Ported>> = {
  "ap2: ap2_mandate_completion": { asked: "an AP2 mandate, which nobody agreed on, is passed over" },
  "binding: token_binding_completion": {
    asked: "a token that is bound to a checkout and an identity is paid with",
  },
  "business_logic: buyer_consent": { asked: "what a buyer consents to is kept" },
  "business_logic: buyer_info_persistence": { asked: "who buys is kept" },
  "business_logic: totals_calculation_on_create": {
    asked: "totals are calculated on create and again on update",
  },
  "business_logic: totals_recalculation_on_update": {
    asked: "totals are calculated on create and again on update",
  },
  "card_credential: card_credential_payment": {
    asked: "a card that says what it is, number and all, is refused",
  },
  "cart: cancel_returns_the_cart_state_before_deletion": {
    asked: "a cart that is thrown away is shown as it was",
  },
  "cart: cart_discount_codes_carry_forward_to_checkout": {
    asked: "the codes of a cart take off what they do, and go with it to its checkout",
  },
  "cart: conversion_uses_cart_contents_over_payload": { asked: goodsOfCart },
  "cart: second_conversion_returns_the_existing_checkout": { asked: goodsOfCart },
  "checkout_lifecycle: cancel_checkout": { asked: canceledForGood },
  "checkout_lifecycle: cancel_is_idempotent": { asked: canceledForGood },
  "checkout_lifecycle: cannot_cancel_completed_checkout": { asked: completedForGood },
  "checkout_lifecycle: cannot_complete_canceled_checkout": { asked: canceledForGood },
  "checkout_lifecycle: cannot_update_canceled_checkout": { asked: canceledForGood },
  "checkout_lifecycle: cannot_update_completed_checkout": { asked: completedForGood },
  "checkout_lifecycle: complete_checkout": { asked: createdToCompleted },
  "checkout_lifecycle: complete_is_idempotent": { asked: completedForGood },
  "checkout_lifecycle: create_checkout": { asked: createdToCompleted },
  "checkout_lifecycle: get_checkout": { asked: createdToCompleted },
  "checkout_lifecycle: repeated_cancel": { asked: canceledForGood },
  "checkout_lifecycle: update_checkout": { asked: createdToCompleted },
  "discount: discount_flow": { asked: "a code takes ten per cent off" },
  "discount: fixed_amount_discount": { asked: "a fixed amount is taken off" },
  "discount: multiple_discounts_accepted": { asked: "several codes hold together, and each is told" },
  "discount: multiple_discounts_one_rejected": {
    asked: "of several codes one that is unknown is warned of, and the others hold",
  },
  "discount: unknown_discount_code": { asked: "an unknown code takes nothing off" },
  "fulfillment: dynamic_fulfillment": { asked: "another country has other options" },
  "fulfillment: free_shipping_for_specific_item": {
    notAsked: "what takes delivery off here holds for an order, not for one product",
  },
  "fulfillment: free_shipping_on_expensive_order": {
    asked: "an order over a hundred dollars is shipped free",
  },
  "fulfillment: fulfillment_flow": {
    asked: "options come with the address, and the one chosen is paid for",
  },
  "fulfillment: known_customer_multiple_addresses_selection": {
    asked: "of several destinations the one that is selected counts",
  },
  "fulfillment: known_customer_new_address": {
    asked: "a buyer who is known may send it elsewhere, and the address keeps its id",
  },
  "fulfillment: known_customer_no_address": {
    asked: "a buyer who is known by an e-mail address is offered no address on file",
  },
  "fulfillment: known_customer_one_address": { notAsked: noAddressOnFile },
  "fulfillment: known_user_existing_address_reuse": { notAsked: noAddressOnFile },
  "fulfillment: new_user_new_address_persistence": { asked: "an address without an id gets one" },
  "fulfillment: unknown_customer_no_address": {
    asked: "a buyer nobody knows has no destination until one is said",
  },
  "fulfillment_structure: default_config_single_group_per_method": {
    asked: "everything that is shipped is in one group",
  },
  "fulfillment_structure: option_titles_distinguish_siblings": {
    asked: "the options of a group have titles, each its own",
  },
  "idempotency: idempotency_cancel": { asked: keysOfChanges },
  "idempotency: idempotency_complete": { asked: keysOfChanges },
  "idempotency: idempotency_create": {
    asked: "the same key answers the same, and another body with it is a conflict",
  },
  "idempotency: idempotency_update": { asked: keysOfChanges },
  "invalid_input: invalid_adjustment_status": { notAsked: merchantChangesOrders },
  "invalid_input: malformed_adjustment_payload": { notAsked: merchantChangesOrders },
  "order: order_adjustments": { notAsked: merchantChangesOrders },
  "order: order_fulfillment_retrieval": {
    asked: "an order says what was chosen for it to be sent by, in the option's words",
  },
  "order: order_retrieval": { asked: "an order is retrieved with its lines, expectations and totals" },
  "order: order_update": { notAsked: merchantChangesOrders },
  "payment_terms: all of its cases": { notAsked: "the suite skips them: there are no payment terms here" },
  "protocol: discovery": {
    asked: "a profile of this version is served, and names only the sandbox as a way to pay",
  },
  "protocol: discovery_urls": { notAsked: "nothing of the internet is asked by tests" },
  "protocol: version_negotiation": { asked: "a caller whose profile is %s is answered %d %s" },
  "security: simulation_endpoint_correct_secret": {
    asked: "whoever has the secret is told where there is no such order",
  },
  "security: simulation_endpoint_incorrect_secret": { asked: "shipping is not simulated %s" },
  "security: simulation_endpoint_missing_header": { asked: "shipping is not simulated %s" },
  "totals: additive_entries_non_negative": { asked: signOfEntries },
  "totals: discount_entry_is_negative": { asked: signOfEntries },
  "totals: entries_have_type_and_amount": { asked: oneOfEach },
  "totals: single_subtotal_entry": { asked: oneOfEach },
  "totals: single_total_entry": { asked: oneOfEach },
  "validation: complete_without_fulfillment": { asked: "without an address nothing is completed" },
  "validation: out_of_stock": { asked: outOfStock },
  "validation: payment_failure": { asked: "a payment that fails leaves the checkout open" },
  "validation: product_not_found": { asked: "what does not exist makes no checkout" },
  "validation: structured_error_messages": { asked: outOfStock },
  "validation: update_inventory_validation": { asked: "an update beyond the stock is said as well" },
  "webhook: webhook_event_stream": { asked: placedAndShipped },
  "webhook: webhook_order_address_known_customer": { asked: addressTold },
  "webhook: webhook_order_address_new_address": { asked: addressTold },
  "webhook_structure: delivery_carries_standard_webhook_headers": {
    asked: "an event carries the headers of Standard Webhooks",
  },
  "webhook_structure: order_created_event_is_full_order_entity": { asked: placedAndShipped },
  "webhook_structure: signature_covers_ucp_agent": { asked: signedEvent },
  "webhook_structure: signed_delivery_carries_required_headers_and_digest": { asked: signedEvent },
  "webhook_structure: transient_failure_retries_preserve_event_identity": {
    asked: "an event whose receiver fails is told again as the same one",
  },
  "webhook_structure: update_event_is_full_order_entity": { asked: placedAndShipped },
};
