/** The groups that routes of the merchant's API are documented in, and what each is about. */
export const adminTags = {
  Orders: "What was bought, on its way from paid to delivered, and money back.",
  Products: "What is for sale, what was changed of it here, and how many there are.",
  Discounts: "What is taken off, by a code or by itself.",
  Agents: "Who may buy here, and their keys.",
  Webhooks: "What agents are told of orders, and the keys that it is signed with.",
  Buyers: "All that is kept of a person.",
  People: "Who works in the shop, what they may do, and the tokens of programs.",
  Operation: "How the shop is doing.",
} as const;

export type AdminTag = keyof typeof adminTags;
