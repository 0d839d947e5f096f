import type { PracticeBuyer, PracticeSales } from "./practice-sales.ts";

/** What is sold: parcels of what the demo shop never runs out of. */
const goods = ["canvas-tote", "cedar-candle", "canvas-tote"] as const;

const firstNames = ["Ada", "Grace", "Alan", "Katherine", "Edsger", "Barbara", "Donald", "Radia"] as const;
const lastNames = [
  "Lovelace",
  "Hopper",
  "Turing",
  "Johnson",
  "Dijkstra",
  "Liskov",
  "Knuth",
  "Perlman",
] as const;

const places = [
  { line_one: "1 Market St", city: "San Francisco", state: "CA", country: "US", postal_code: "94105" },
  { line_one: "350 Fifth Ave", city: "New York", state: "NY", country: "US", postal_code: "10118" },
  { line_one: "1100 Congress Ave", city: "Austin", state: "TX", country: "US", postal_code: "78701" },
  { line_one: "400 Broad St", city: "Seattle", state: "WA", country: "US", postal_code: "98109" },
] as const;

/** What becomes of one order in ten: most arrive, some are given back, the newest are still on their way. */
const lives: readonly (readonly (readonly [what: string, details?: object])[])[] = [
  [["ship", { carrier: "USPS", tracking_number: "9400100000000000000000" }], ["deliver"]],
  [["ship", { carrier: "UPS" }], ["deliver"]],
  [["ship"]],
  [["ship", { carrier: "USPS" }], ["deliver"], ["refund", { amount: 500 }]],
  [],
  [["cancel"]],
  [["ship"], ["deliver"]],
  [["refund", { amount: 100 }]],
  [["ship", { carrier: "UPS" }]],
  [["ship"], ["deliver"]],
];

/**
 * Sells in a shop as many times as asked, with what happens around sales: checkouts that are left, cards that are
 * declined, parcels, refunds. The same number always makes the same sales.
 *
 * @param sold told after every order how many there are.
 */
export async function fillShop(
  sales: PracticeSales,
  orders: number,
  sold: (count: number) => void,
): Promise<void> {
  for (let number = 0; number < orders; number += 1) {
    const buyer = buyerOf(number);
    const item = pick(goods, number);
    if (number % 4 === 1) await sales.begin(item, 1, buyer);
    if (number % 7 === 3) await decline(sales, item, buyer);
    const checkout = await sales.begin(item, 1 + (number % 3), buyer);
    const order = await sales.pay(checkout, buyer, "spt_sandbox_approved");
    if (order !== undefined) await live(sales, order, pick(lives, number));
    sold(number + 1);
  }
}

async function decline(sales: PracticeSales, item: string, buyer: PracticeBuyer): Promise<void> {
  const checkout = await sales.begin(item, 1, buyer);
  await sales.pay(checkout, buyer, "spt_sandbox_declined");
}

async function live(
  sales: PracticeSales,
  order: string,
  steps: readonly (readonly [what: string, details?: object])[],
): Promise<void> {
  for (const [what, details] of steps) await sales.work(order, what, details);
}

function buyerOf(number: number): PracticeBuyer {
  const firstName = pick(firstNames, number);
  const lastName = pick(lastNames, Math.floor(number / firstNames.length));
  const email = `${firstName}.${lastName}@shopper.example`.toLowerCase();
  return { firstName, lastName, email, address: pick(places, number) };
}

/** One of several, the same for the same number. */
function pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[], number: number): Item {
  const item = items[number % items.length];
  if (item === undefined) throw new Error("there is nothing to pick from");
  return item;
}
