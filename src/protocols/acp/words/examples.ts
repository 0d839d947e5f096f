/**
 * What the documented examples of every version say. They run as they stand against the demo shop: these variants are
 * in its catalogue, and its sandbox approves this token.
 */
export const demoItems = {
  tote: "canvas-tote",
  shirt: "linen-shirt-small",
  /** Digital: needs no address. */
  giftCard: "gift-card-25",
} as const;

/** A payment token that the sandbox approves. */
export const demoToken = "spt_sandbox_approved";

/** The merchant's id as the demo shop tells agents. */
export const demoMerchantId = "acct_demo";

/** An address in a state that the demo shop taxes. */
export const demoAddress = {
  name: "Jane Doe",
  line_one: "555 Golden Gate Avenue",
  line_two: "Apt 401",
  city: "San Francisco",
  state: "CA",
  country: "US",
  postal_code: "94102",
};

/** A buyer with everything that any version requires. */
export const demoBuyer = {
  first_name: "Jane",
  last_name: "Doe",
  email: "jane@example.com",
  phone_number: "+14155550123",
};
