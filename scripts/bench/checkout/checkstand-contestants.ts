import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { BenchmarkOptions } from "../measuring/benchmark.ts";
import type { Load } from "../measuring/load.ts";
import { type Contestant, loadServer } from "../measuring/rounds.ts";
import {
  completeSession,
  createSession,
  createSessionInFirstVersion,
  getSession,
  selectFulfillmentOption,
} from "../servers/agent-requests.ts";
import { loadShape } from "../servers/ceilings.ts";
import { benchApiKey, type Checkstand, ITEM_IDS } from "../servers/checkstand.ts";
import { rowsOfOneRequest, tableSizes } from "./rows-written.ts";
import { sendOnce } from "./single-request.ts";

/** The names of Checkstand's rows, for ratios. */
export const checkstand = {
  create: "create",
  createFirstVersion: "create (2025-09-29)",
  get: "get",
  getAgain: "get again",
  update: "update",
  complete: "complete",
} as const;

/** What the benchmark must know of a session to go on with it. */
const ReadySession = Type.Object({
  id: Type.String(),
  status: Type.Literal("ready_for_payment"),
  fulfillment_options: Type.Array(Type.Object({ id: Type.String() }), { minItems: 2 }),
  capabilities: Type.Object({
    payment: Type.Object({ handlers: Type.Array(Type.Object({ id: Type.String() }), { minItems: 1 }) }),
  }),
});

const SAMPLE = 200;

/** Sessions that agents look at again and again, as while their buyers think about them. */
const WATCHED = 200;

/** What a first look at a running Checkstand tells. */
export interface FirstLook {
  readonly optionIds: readonly string[];
  readonly handlerId: string;
  /** The rows that one create leaves in the database, each as its size in bytes. */
  readonly createdRowBytes: readonly number[];
}

/**
 * Walks once from create to complete, so that a mistake shows with its answer before any load, and measures what a
 * create leaves in the database.
 *
 * @throws Error with the answer that was not as it should be.
 */
export async function lookAt({ server, databaseFile }: Checkstand): Promise<FirstLook> {
  const create = createSession(benchApiKey, ITEM_IDS);
  const session = await sendOnce(server.url, create);
  if (!Value.Check(ReadySession, session)) {
    throw new Error(
      `The created session is not ready for payment or lacks options:\n${JSON.stringify(session, null, 2)}`,
    );
  }
  const optionIds = session.fulfillment_options.map(({ id }) => id);
  const handlerId = session.capabilities.payment.handlers.map(({ id }) => id)[0] ?? "";
  await sendOnce(server.url, createSessionInFirstVersion(benchApiKey, ITEM_IDS));
  for (const optionId of optionIds) {
    await sendOnce(server.url, selectFulfillmentOption(benchApiKey, ITEM_IDS, optionId), session.id);
  }
  await sendOnce(server.url, getSession(benchApiKey), session.id);
  await sendOnce(server.url, completeSession(benchApiKey, handlerId), session.id);

  const before = tableSizes(databaseFile);
  for (let sent = 0; sent < SAMPLE; sent += 1) await sendOnce(server.url, create);
  const createdRowBytes = rowsOfOneRequest(before, tableSizes(databaseFile), SAMPLE);
  return { optionIds, handlerId, createdRowBytes };
}

/**
 * Checkstand's operations as contestants, in an order that matters: the sessions that one round of create made are
 * those that get, get again, update and complete of the same round work on.
 */
export function checkstandContestants(
  options: BenchmarkOptions,
  { server }: Checkstand,
  look: FirstLook,
): Contestant[] {
  let sessionIds: readonly string[] = [];
  const load = (what: Pick<Load, "requests" | "ids" | "idsOnce" | "collect">) =>
    loadServer(server, { ...loadShape(options), ...what });
  const selections = look.optionIds.map((optionId) =>
    selectFulfillmentOption(benchApiKey, ITEM_IDS, optionId),
  );
  return [
    {
      name: checkstand.createFirstVersion,
      round: () => load({ requests: [createSessionInFirstVersion(benchApiKey, ITEM_IDS)] }),
    },
    {
      name: checkstand.create,
      async round() {
        const result = await load({
          requests: [createSession(benchApiKey, ITEM_IDS)],
          collect: '"id":"(cs_[^"]+)"',
        });
        sessionIds = result.collected;
        return result;
      },
    },
    { name: checkstand.get, round: () => load({ requests: [getSession(benchApiKey)], ids: sessionIds }) },
    {
      name: checkstand.getAgain,
      round: () => load({ requests: [getSession(benchApiKey)], ids: sessionIds.slice(0, WATCHED) }),
    },
    {
      name: checkstand.update,
      // The cheapest option is selected from the start; beginning with the last one, each update changes the session.
      round: () => load({ requests: selections.toReversed(), ids: sessionIds }),
    },
    {
      name: checkstand.complete,
      round: () =>
        load({ requests: [completeSession(benchApiKey, look.handlerId)], ids: sessionIds, idsOnce: true }),
    },
  ];
}
