import fc from "fast-check";
import type { Address, FulfillmentDetails } from "../../src/address.ts";
import type { Buyer, UnreachableBuyer } from "../../src/buyers/buyer.ts";
import type { BuyerContext } from "../../src/buyers/buyer-context.ts";
import type { Cart } from "../../src/carts/cart.ts";
import type {
  CheckoutSession,
  LineItem,
  Message,
  MessageErrorCode,
  MessageWarningCode,
} from "../../src/checkout/session.ts";
import type { CheckoutView } from "../../src/checkout/view.ts";
import { type Instant, instant } from "../../src/clock.ts";
import { asId, type LineItemId } from "../../src/ids.ts";
import { type Currency, type Minor, minor, ONE_MILLION, type PartsPerMillion } from "../../src/money.ts";
import type { Order } from "../../src/orders/order.ts";
import type { LineAmounts, TaxShare, Total } from "../../src/pricing/amounts.ts";
import type { AppliedDiscount, RejectionReason } from "../../src/pricing/discount.ts";
import type { FulfillmentOption, Selection } from "../../src/pricing/fulfillment.ts";
import type { Place } from "../../src/problem.ts";
import type { Shop } from "../../src/shop.ts";

/**
 * Checkout views of every kind a version may be asked to show: any status, any message, digital beside pickup, with
 * and without an order. Amounts add up as pricing promises.
 */

const perhaps = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
const words = fc.string({ minLength: 1, maxLength: 30, unit: "grapheme" });
const url = fc.stringMatching(/^[a-z0-9-]{1,20}$/).map((path) => `https://shop.example/${path}`);
const email = fc.stringMatching(/^[a-z0-9]{1,12}$/).map((name) => `${name}@example.com`);
const amount: fc.Arbitrary<Minor> = fc.integer({ min: 0, max: 10_000_000 }).map(minor);
const moment: fc.Arbitrary<Instant> = fc
  .date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true })
  .map((date) => instant(date.getTime()));
const period = fc
  .tuple(moment, fc.nat({ max: 1_000_000_000 }))
  .map(([start, length]) => ({ start, end: instant(start + length) }));
const rate = fc.integer({ min: 0, max: ONE_MILLION }).map((share) => share as PartsPerMillion);

const address: fc.Arbitrary<Address> = fc.record({
  name: words,
  lineOne: words,
  lineTwo: perhaps(words),
  city: words,
  state: fc.constantFrom("CA", "NY", ""),
  country: fc.constantFrom("US", "DE", "JP"),
  postalCode: fc.constantFrom("94102", "10115", ""),
  company: perhaps(words),
});

const fulfillmentDetails: fc.Arbitrary<FulfillmentDetails> = fc.record({
  destinationId: perhaps(words),
  name: perhaps(words),
  phoneNumber: perhaps(words),
  email: perhaps(email),
  address: perhaps(address),
});

const buyer: fc.Arbitrary<Buyer> = fc.record({
  email,
  firstName: perhaps(words),
  lastName: perhaps(words),
  fullName: perhaps(words),
  phoneNumber: perhaps(words),
  customerId: perhaps(words),
  accountType: perhaps(fc.constantFrom("guest", "registered", "business")),
  authenticationStatus: perhaps(fc.constantFrom("authenticated", "guest", "requires_signin")),
  company: perhaps(
    fc.record({
      name: words,
      taxId: perhaps(words),
      department: perhaps(words),
      costCenter: perhaps(words),
    }),
  ),
  loyalty: perhaps(
    fc.record({
      tier: perhaps(words),
      pointsBalance: perhaps(fc.nat()),
      memberSince: perhaps(fc.constant("2024-01-15T09:00:00Z")),
    }),
  ),
  taxExemption: perhaps(
    fc.record({
      certificateId: words,
      certificateType: fc.constantFrom("resale", "exempt_organization", "government"),
      exemptRegions: perhaps(fc.array(words, { maxLength: 3 })),
      expiresAt: perhaps(fc.constant("2030-01-01T00:00:00Z")),
    }),
  ),
});

const unreachableBuyer: fc.Arbitrary<UnreachableBuyer> = fc.record({
  firstName: perhaps(words),
  lastName: perhaps(words),
  phoneNumber: perhaps(words),
});

const buyerContext: fc.Arbitrary<BuyerContext> = fc.record({
  country: perhaps(fc.constantFrom("US", "DE")),
  state: perhaps(words),
  postalCode: perhaps(words),
  language: perhaps(fc.constantFrom("en-US", "de")),
  currency: perhaps(fc.constantFrom("USD", "EUR")),
  intent: perhaps(words),
  eligibility: perhaps(fc.uniqueArray(fc.constantFrom("com.example.gold", "org.school.student"))),
});

const taxes: fc.Arbitrary<TaxShare[]> = fc.array(fc.record({ jurisdiction: words, rate, amount }), {
  maxLength: 2,
});

const lineAmounts: fc.Arbitrary<LineAmounts> = fc
  .record({ base: amount, discountShare: fc.integer({ min: 0, max: 100 }), tax: amount })
  .map(({ base, discountShare, tax }) => {
    const discount = minor(Math.floor((base * discountShare) / 100));
    const subtotal = minor(base - discount);
    return { base, discount, subtotal, tax, total: minor(subtotal + tax) };
  });

const lineItem: fc.Arbitrary<LineItem> = fc.record({
  id: fc.uuid().map((id) => asId<LineItemId>(`li_${id}`)),
  variantId: words.map((id) => asId<LineItem["variantId"]>(id)),
  productId: words.map((id) => asId<LineItem["productId"]>(id)),
  quantity: fc.integer({ min: 1, max: 10_000 }),
  title: words,
  description: perhaps(fc.record({ plain: perhaps(words), markdown: perhaps(words), html: perhaps(words) })),
  media: fc.array(fc.record({ type: fc.constantFrom("image", "video"), url }), { maxLength: 3 }),
  options: fc.array(fc.record({ name: words, value: words }), { maxLength: 3 }),
  sku: perhaps(words),
  category: perhaps(words),
  tags: fc.array(words, { maxLength: 3 }),
  weight: perhaps(
    fc.record({ value: fc.integer({ min: 1, max: 5000 }), unit: fc.constantFrom("g", "kg", "oz", "lb") }),
  ),
  dimensions: perhaps(
    fc.record({
      length: fc.integer({ min: 1, max: 100 }),
      width: fc.integer({ min: 1, max: 100 }),
      height: fc.integer({ min: 1, max: 100 }),
      unit: fc.constantFrom("cm", "in"),
    }),
  ),
  url: perhaps(url),
  requiresShipping: fc.boolean(),
  taxClass: fc.constantFrom("standard", "exempt"),
  maxQuantity: perhaps(fc.integer({ min: 1, max: 100 })),
  availability: fc.record({
    status: fc.constantFrom("in_stock", "low_stock", "out_of_stock", "backorder"),
    available: perhaps(fc.nat({ max: 100 })),
  }),
  unitPrice: amount,
  listPrice: perhaps(amount),
  amounts: lineAmounts,
  taxes,
  discountDetails: fc.array(
    fc.record({
      code: perhaps(words),
      type: fc.constantFrom("percentage", "fixed"),
      amount,
      description: perhaps(words),
      source: fc.constantFrom("coupon", "automatic"),
    }),
    { maxLength: 2 },
  ),
});

const optionBase = {
  id: words,
  title: words,
  description: perhaps(words),
  amounts: fc
    .tuple(amount, amount)
    .map(([subtotal, tax]) => ({ subtotal, tax, total: minor(subtotal + tax) })),
};

const option: fc.Arbitrary<FulfillmentOption> = fc.oneof(
  fc.record({
    ...optionBase,
    type: fc.constant("shipping" as const),
    carrier: perhaps(words),
    earliest: perhaps(moment),
    latest: perhaps(moment),
  }),
  fc.record({ ...optionBase, type: fc.constant("digital" as const) }),
  fc.record({
    ...optionBase,
    type: fc.constant("pickup" as const),
    location: fc.record({ name: words, address, phone: perhaps(words), instructions: perhaps(words) }),
    pickupType: perhaps(fc.constantFrom("in_store", "curbside", "locker")),
    readyBy: perhaps(moment),
    pickupBy: perhaps(moment),
  }),
  fc.record({
    ...optionBase,
    type: fc.constant("local_delivery" as const),
    window: perhaps(period),
    serviceArea: perhaps(fc.record({ centerPostalCode: words })),
  }),
);

/** The bill with every type there is; what store credit pays is taken off, everything else late is added. */
export const totals: fc.Arbitrary<Total[]> = fc
  .record({
    base: amount,
    itemsDiscountShare: fc.integer({ min: 0, max: 50 }),
    discount: perhaps(amount),
    fulfillment: perhaps(amount),
    tax: amount,
    fee: perhaps(amount),
    giftWrap: perhaps(amount),
    tip: perhaps(amount),
    storeCredit: perhaps(amount),
    breakdown: perhaps(taxes),
  })
  .map((bill) => {
    const itemsDiscount = minor(Math.floor((bill.base * bill.itemsDiscountShare) / 100));
    const subtotal = minor(bill.base - itemsDiscount);
    const added = [bill.fulfillment, bill.tax, bill.fee, bill.giftWrap, bill.tip];
    const takenOff = [bill.discount, bill.storeCredit];
    const total = [...added].reduce<number>((sum, part) => sum + (part ?? 0), subtotal);
    const row = (type: Total["type"], value: Minor | undefined): Total[] =>
      value === undefined
        ? []
        : [{ type, displayText: `The ${type}`, amount: value, description: "as agreed" }];
    return [
      ...row("items_base_amount", bill.base),
      ...row("items_discount", itemsDiscount),
      ...row("subtotal", subtotal),
      ...row("discount", bill.discount),
      ...row("fulfillment", bill.fulfillment),
      { type: "tax", displayText: "Tax", amount: bill.tax, breakdown: bill.breakdown },
      ...row("fee", bill.fee),
      ...row("gift_wrap", bill.giftWrap),
      ...row("tip", bill.tip),
      ...row("store_credit", bill.storeCredit),
      ...row("total", minor(takenOff.reduce<number>((sum, part) => sum - (part ?? 0), total))),
    ];
  });

const place: fc.Arbitrary<Place> = fc.constantFrom<Place>(
  { at: "body" },
  { at: "line_items" },
  { at: "line_item", index: 0 },
  { at: "line_item", index: 1, field: "quantity" },
  { at: "line_item", index: 2, field: "id" },
  { at: "currency" },
  { at: "buyer" },
  { at: "buyer", field: "email" },
  { at: "fulfillment_address" },
  { at: "fulfillment_address", field: "country" },
  { at: "fulfillment_details" },
  { at: "fulfillment_option" },
  { at: "discount_code", index: 0 },
  { at: "payment_token" },
);

const errorCode = fc.constantFrom<MessageErrorCode>(
  "missing",
  "invalid",
  "out_of_stock",
  "payment_declined",
  "requires_sign_in",
  "requires_3ds",
  "low_stock",
  "quantity_exceeded",
  "coupon_invalid",
  "coupon_expired",
  "minimum_not_met",
  "maximum_exceeded",
  "region_restricted",
  "age_verification_required",
  "approval_required",
  "unsupported",
  "not_found",
  "conflict",
  "rate_limited",
  "expired",
  "intervention_required",
);

const rejectionReason = fc.constantFrom<RejectionReason>(
  "discount_code_expired",
  "discount_code_invalid",
  "discount_code_already_applied",
  "discount_code_combination_disallowed",
  "discount_code_minimum_not_met",
  "discount_code_user_not_logged_in",
  "discount_code_user_ineligible",
  "discount_code_usage_limit_reached",
);

const warningCode: fc.Arbitrary<MessageWarningCode> = fc.oneof(
  rejectionReason,
  fc.constantFrom<MessageWarningCode>(
    "low_stock",
    "high_demand",
    "shipping_delay",
    "price_change",
    "expiring_promotion",
    "limited_availability",
  ),
);

const messageBase = {
  content: words,
  contentType: fc.constantFrom("plain" as const, "markdown" as const),
  place: perhaps(place),
  severity: perhaps(fc.constantFrom("info", "low", "medium", "high", "critical")),
  resolution: perhaps(fc.constantFrom("recoverable", "requires_buyer_input", "requires_buyer_review")),
};

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ ...messageBase, type: fc.constant("info" as const) }),
  fc.record({ ...messageBase, type: fc.constant("warning" as const), code: warningCode }),
  fc.record({ ...messageBase, type: fc.constant("error" as const), code: errorCode }),
);

const appliedDiscount = (lines: readonly LineItem[]): fc.Arbitrary<AppliedDiscount> =>
  fc
    .record({
      discount: fc.record({
        id: fc.uuid().map((id) => asId<AppliedDiscount["discount"]["id"]>(`dsc_${id}`)),
        name: words,
        code: perhaps(words),
        value: fc.oneof(
          fc.record({ kind: fc.constant("percent" as const), rate }),
          fc.record({ kind: fc.constant("fixed" as const), amount }),
          fc.constant({ kind: "free_shipping" as const }),
        ),
        priority: fc.integer({ min: -1, max: 5 }),
        startsAt: perhaps(moment),
        endsAt: perhaps(moment),
        maxRedemptions: perhaps(fc.integer({ min: 1, max: 100 })),
        timesRedeemed: perhaps(fc.nat({ max: 100 })),
      }),
      parts: fc.array(fc.tuple(fc.constantFrom(...lines), amount), { maxLength: 2 }),
      offShipping: perhaps(amount),
    })
    .map(({ discount, parts, offShipping }) => ({
      discount,
      amount: minor(parts.reduce<number>((sum, [, part]) => sum + part, offShipping ?? 0)),
      allocations: [
        ...parts.map(([line, part]) => ({ to: "line_item" as const, lineItemId: line.id, amount: part })),
        ...(offShipping === undefined ? [] : [{ to: "fulfillment" as const, amount: offShipping }]),
      ],
    }));

const facts = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(words, fc.nat(), fc.boolean()), {
  maxKeys: 3,
});

const session: fc.Arbitrary<CheckoutSession> = fc
  .tuple(fc.array(lineItem, { minLength: 1, maxLength: 3 }), fc.array(option, { maxLength: 4 }))
  .chain(([lineItems, options]) =>
    fc.record({
      id: fc.uuid().map((id) => asId<CheckoutSession["id"]>(`cs_${id}`)),
      agentId: fc.constant(asId<CheckoutSession["agentId"]>("agt_1")),
      protocol: fc.constant({ name: "acp", version: "2026-04-17" }),
      status: fc.constantFrom<CheckoutSession["status"]>(
        "not_ready_for_payment",
        "ready_for_payment",
        "authentication_required",
        "requires_escalation",
        "in_progress",
        "completed",
        "canceled",
        "expired",
      ),
      currency: fc.constantFrom("usd", "eur", "jpy").map((code) => code as Currency),
      lineItems: fc.constant(lineItems),
      buyer: perhaps(buyer),
      unreachableBuyer: perhaps(unreachableBuyer),
      buyerContext: perhaps(buyerContext),
      fulfillmentDetails: perhaps(fulfillmentDetails),
      options: fc.constant(options),
      selections: fc.subarray(options).map((chosen): Selection[] =>
        chosen.map(({ type, id }) => ({
          type,
          optionId: id,
          lineItemIds: lineItems.map((line) => line.id),
        })),
      ),
      selectedByAgent: fc.boolean(),
      totals,
      messages: fc.array(message, { maxLength: 4 }),
      discountCodes: fc.array(words, { maxLength: 2 }),
      appliedDiscounts: fc.array(appliedDiscount(lineItems), { maxLength: 2 }),
      rejectedDiscounts: fc.array(fc.record({ code: words, reason: rejectionReason, message: words }), {
        maxLength: 2,
      }),
      interventions: perhaps(
        fc.record({ supported: fc.subarray(["3ds", "biometric", "address_verification"] as const) }),
      ),
      extensions: perhaps(fc.subarray(["discount", "gift"])),
      authentication: perhaps(
        fc.record({
          acquirer: fc.record({
            bin: fc.constant("123456"),
            country: fc.constantFrom("US", "DE"),
            merchantId: fc.constant("merchant_789"),
            merchantName: fc.constant("Demo shop"),
            requestorId: perhaps(fc.constant("requestor_42")),
          }),
          directoryServer: fc.constantFrom("american_express", "mastercard", "visa"),
          flowPreference: perhaps(fc.constantFrom("challenge", "frictionless")),
        }),
      ),
      locale: perhaps(fc.constantFrom("en-US", "de")),
      timezone: perhaps(fc.constant("America/Los_Angeles")),
      metadata: perhaps(facts),
      quoteId: perhaps(words),
      orderNotes: perhaps(words),
      riskSignals: perhaps(
        fc.record({ ipAddress: fc.ipV4(), userAgent: words, sessionId: words }, { requiredKeys: [] }),
      ),
      createdAt: moment,
      updatedAt: moment,
      expiresAt: moment,
    }),
  );

const orderOf = (session: CheckoutSession): fc.Arbitrary<Order> => {
  const references = fc
    .subarray([...session.lineItems])
    .map((lines) => lines.map((line) => ({ id: line.id, quantity: line.quantity })));
  const estimate = period.map(({ start, end }) => ({ earliest: start, latest: end }));
  return fc.record({
    id: fc.uuid().map((id) => asId<Order["id"]>(`ord_${id}`)),
    number: fc.integer({ min: 1, max: 1_000_000 }),
    sessionId: fc.constant(session.id),
    agentId: fc.constant(session.agentId),
    attemptId: fc.constant(asId<Order["attemptId"]>("pay_1")),
    protocol: fc.constant(session.protocol),
    permalinkToken: fc.stringMatching(/^[A-Za-z0-9_-]{22}$/),
    status: fc.constantFrom<Order["status"]>(
      "created",
      "confirmed",
      "manual_review",
      "processing",
      "shipped",
      "completed",
      "canceled",
    ),
    currency: fc.constant(session.currency),
    buyer: fc.constant(session.buyer),
    fulfillmentDetails: fc.constant(session.fulfillmentDetails),
    lineItems: fc
      .tuple(fc.nat({ max: 100 }), fc.nat({ max: 100 }), perhaps(url))
      .map(([removed, fulfilled, imageUrl]) =>
        session.lineItems.map((line) => {
          const current = Math.max(0, line.quantity - removed);
          return {
            id: line.id,
            variantId: line.variantId,
            productId: line.productId,
            title: line.title,
            description: line.description?.plain,
            imageUrl,
            url: line.url,
            sku: line.sku,
            requiresShipping: line.requiresShipping,
            unitPrice: line.unitPrice,
            amounts: line.amounts,
            quantity: { ordered: line.quantity, current, fulfilled: Math.min(current, fulfilled) },
          };
        }),
      ),
    fulfillments: fc.array(
      fc.record({
        id: fc.uuid().map((id) => asId<Order["fulfillments"][number]["id"]>(`ful_${id}`)),
        type: fc.constantFrom("shipping", "pickup", "digital"),
        status: fc.constantFrom<Order["fulfillments"][number]["status"]>(
          "pending",
          "processing",
          "shipped",
          "in_transit",
          "out_for_delivery",
          "ready_for_pickup",
          "delivered",
          "failed",
          "canceled",
        ),
        lineItems: references,
        carrier: perhaps(words),
        trackingNumber: perhaps(words),
        trackingUrl: perhaps(url),
        destination: perhaps(address),
        estimatedDelivery: perhaps(estimate),
        digitalDelivery: perhaps(
          fc.record({ accessUrl: perhaps(url), licenseKey: perhaps(words), expiresAt: perhaps(moment) }),
        ),
        description: perhaps(words),
        events: fc.array(
          fc.record({
            id: fc
              .uuid()
              .map((id) => asId<Order["fulfillments"][number]["events"][number]["id"]>(`fev_${id}`)),
            type: fc.constantFrom("processing", "shipped", "returned_to_sender", "delivered"),
            occurredAt: moment,
            description: perhaps(words),
            location: perhaps(words),
          }),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 2 },
    ),
    adjustments: fc.array(
      fc.record({
        id: fc.uuid().map((id) => asId<Order["adjustments"][number]["id"]>(`adj_${id}`)),
        type: fc.constantFrom("refund", "credit", "return", "cancellation", "dispute"),
        status: fc.constantFrom("pending", "completed", "failed"),
        occurredAt: moment,
        lineItems: perhaps(references),
        amount: perhaps(amount),
        description: perhaps(words),
        reason: perhaps(words),
      }),
      { maxLength: 2 },
    ),
    totals: fc
      .tuple(fc.constant(session.totals), perhaps(amount))
      .map(([bill, refunded]): readonly Total[] =>
        refunded === undefined
          ? bill
          : [...bill, { type: "amount_refunded", displayText: "Refunded", amount: refunded }],
      ),
    appliedDiscounts: fc.constant(session.appliedDiscounts),
    estimatedDelivery: perhaps(estimate),
    orderNotes: fc.constant(session.orderNotes),
    createdAt: moment,
    updatedAt: moment,
  });
};

/** Any order, however far it has come. */
export const order: fc.Arbitrary<Order> = session.chain(orderOf);

export const shop: fc.Arbitrary<Shop> = fc.record({
  name: words,
  currency: fc.constant("usd" as Currency),
  publicBaseUrl: fc.constantFrom("https://shop.example", "http://localhost:3000/api"),
  links: fc
    .subarray([
      "terms_of_use",
      "privacy_policy",
      "return_policy",
      "shipping_policy",
      "contact_us",
      "about_us",
      "faq",
      "support",
    ] as const)
    .map((types) => types.map((type) => ({ type, url: `https://shop.example/${type}`, title: type }))),
  support: fc.record({
    email: perhaps(email),
    phone: perhaps(words),
    hours: perhaps(words),
    helpCenterUrl: perhaps(url),
  }),
  brand: fc.constant({ color: "#1f5fbf" }),
  payment: fc.record({
    merchantId: fc.constant("acct_123"),
    cardBrands: fc.subarray(["visa", "mastercard", "amex", "discover", "diners", "jcb"] as const),
    fundingTypes: fc.subarray(["credit", "debit", "prepaid"] as const),
    acquirer: perhaps(
      fc.constant({ bin: "123456", country: "US", merchantId: "merchant_789", merchantName: "Demo shop" }),
    ),
    environment: fc.constantFrom("production", "sandbox"),
  }),
  origin: fc.constant({ country: "US", state: "CA", postalCode: "94102", city: "San Francisco" }),
  timezone: fc.constant("America/Los_Angeles"),
  marketingConsents: fc.array(
    fc.record({ channel: fc.constantFrom("email", "sms"), displayText: words, privacyPolicyUrl: url }),
    { maxLength: 2 },
  ),
});

/** Any session, with the order it made where it is completed. */
export const checkoutView: fc.Arbitrary<CheckoutView> = fc.tuple(session, shop).chain(([session, shop]) =>
  fc.record({
    session: fc.constant(session),
    order: session.status === "completed" ? orderOf(session) : fc.constant(undefined),
    shop: fc.constant(shop),
  }),
);

/** Any cart: of goods, codes and a buyer as sessions have them, with the bill that a cart has before there is an address. */
export const cart: fc.Arbitrary<Cart> = fc
  .tuple(session, fc.uuid(), fc.stringMatching(/^[A-Za-z0-9_-]{22}$/))
  .map(([session, id, pageToken]) => ({
    id: asId<Cart["id"]>(`cart_${id}`),
    agentId: session.agentId,
    canceled: session.status === "canceled",
    pageToken,
    currency: session.currency,
    buyer: session.buyer,
    unreachableBuyer: session.unreachableBuyer,
    buyerContext: session.buyerContext,
    locale: session.locale,
    lineItems: session.lineItems,
    discountCodes: session.discountCodes,
    appliedDiscounts: session.appliedDiscounts,
    orderNotes: session.orderNotes,
    totals: session.totals.filter(({ type }) => type !== "fulfillment"),
    messages: session.messages,
    createdAt: session.createdAt,
    updatedAt: session.updatedAt,
    expiresAt: session.expiresAt,
  }));
