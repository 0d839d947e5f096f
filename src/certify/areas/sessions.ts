import type { Check, Trial } from "../check.ts";
import { createReady, expectSession, expectStatus, get } from "../expectations.ts";
import { amountOfTotal, type SessionAnswer } from "../session-answer.ts";
import { launchChecklist } from "../sources.ts";
import { CheckSkipped } from "../verdict.ts";

const area = "Session creation and address handling";
const source = launchChecklist(area);

/** How a session begins, with an address and without. */
export const sessionChecks: readonly Check[] = [
  {
    id: "sessions.without-address",
    area,
    requirement: "A session without a shipping address is created, and says that the address is missing.",
    source,
    scope: "every version",
    async run(trial) {
      const { agent, shop } = trial;
      needAddress(trial);
      const body = agent.say.create({ ...shop, address: undefined });
      const session = expectSession(trial, await agent.send("create", { body }), 201);
      expectStatus(trial, session, "not_ready_for_payment");
      const codes = session.messages.map(({ code }) => code);
      trial.confirm(codes.includes("missing"), "a message says that something is missing", codes.join(", "));
    },
  },
  {
    id: "sessions.address-added",
    area,
    requirement: "Once a valid address is given, shipping options and tax are there.",
    source,
    scope: "every version",
    async run(trial) {
      const { agent, shop } = trial;
      const address = needAddress(trial);
      const body = agent.say.create({ ...shop, address: undefined });
      const { id } = expectSession(trial, await agent.send("create", { body }), 201);
      const answer = await agent.send("update", { id, body: agent.say.address(address) });
      const session = expectSession(trial, answer);
      expectReadyToShip(trial, session);
    },
  },
  {
    id: "sessions.with-address",
    area,
    requirement:
      "A session created with an address has shipping options, tax and a total that adds up at once.",
    source,
    scope: "every version",
    async run(trial) {
      const session = await createReady(trial);
      if (trial.shop.address) expectReadyToShip(trial, session);
      else expectSumsUp(trial, session);
      const again = await get(trial, session.id);
      const isSame = Bun.deepEquals([again.status, again.totals], [session.status, session.totals]);
      trial.confirm(isSame, "status and totals are the same when it is read again");
    },
  },
];

function needAddress({ shop }: Trial) {
  if (shop.address) return shop.address;
  throw new CheckSkipped(`${shop.item} need not be shipped. Name something that must be: --item ID.`);
}

function expectReadyToShip(trial: Trial, session: SessionAnswer): void {
  expectStatus(trial, session, "ready_for_payment");
  const { length } = session.fulfillment_options;
  trial.confirm(length > 0, `shipping options are returned (${length})`);
  const hasTax = session.totals.some(({ type }) => type === "tax");
  trial.confirm(hasTax, `a tax total is returned (${amountOfTotal(session, "tax")})`);
  expectSumsUp(trial, session);
}

/** Confirms that the bill's rows come to its total. Minor units. */
export function expectSumsUp(trial: Trial, session: SessionAnswer): void {
  const of = (type: string) => amountOfTotal(session, type);
  const extras = ["fulfillment", "tax", "fee", "gift_wrap", "tip"].map(of);
  const sum = extras.reduce(
    (so, amount) => so + amount,
    of("subtotal") - of("discount") - of("store_credit"),
  );
  trial.confirm(
    of("total") === sum && of("total") > 0,
    `subtotal, shipping, tax and fees come to the total (${of("total")})`,
    `a total of ${of("total")} over ${sum}`,
  );
}
