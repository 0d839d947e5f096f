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

export const demoToken = "spt_sandbox_approved";

export const demoAddress = {
  name: "Jane Doe",
  line_one: "555 Golden Gate Avenue",
  line_two: "Apt 401",
  city: "San Francisco",
  state: "CA",
  country: "US",
  postal_code: "94102",
};

export const demoBuyer = {
  first_name: "Jane",
  last_name: "Doe",
  email: "jane@example.com",
  phone_number: "+14155550123",
};
