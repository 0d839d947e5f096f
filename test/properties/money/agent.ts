import { MINUTE, SECOND } from "../../../src/clock.ts";
import type { Answer } from "../../../src/idempotency/answer.ts";
import { asId, type SessionId } from "../../../src/ids.ts";
import { servedWires } from "../../../src/protocols/acp/versions.ts";
import type { Wire } from "../../../src/protocols/acp/wire.ts";
import type { ProtocolVersion } from "../../../src/protocols/protocol.ts";
import { testAgent } from "../../checkout/shop.ts";
import type { AgentCalls, SessionCall } from "../../operations/agent-calls.ts";
import { ucpCreate, ucpWays } from "../../payments/ucp-agent.ts";
import { versionBodies } from "../../payments/version-agent.ts";
import type { SimulatedBuyer } from "./buyer.ts";
import type { TokenKind } from "./provider.ts";
import type { Owner, World } from "./world.ts";

/** Performs a call at whichever server is alive; nothing when the connection is lost with it. */
export type Perform = (call: SessionCall) => Promise<Answer | undefined>;

/** A version that agents speak, and how they buy and pay in it. */
interface Speech {
  readonly wire: Wire | ProtocolVersion;
  readonly create: (item: string) => object;
  readonly update: (item: string) => object;
  readonly complete: (token: string) => object;
}

/** Every version there is, and in UCP each way to pay: a story in three has a Google Pay in it. */
const speeches: readonly Speech[] = [
  ...servedWires().map((wire) => ({ wire, ...versionBodies(wire) })),
  ...ucpWays.map(({ version, complete }) => ({
    wire: version,
    create: ucpCreate,
    // It replaces all there is.
    update: ucpCreate,
    complete,
  })),
];

/** What an agent has heard, for the invariants. */
export interface Heard {
  readonly sessionId: SessionId;
  completed: boolean;
}

/**
 * An agent that buys something, as agents do: it retries what fails, with the same key or, forgetfully, with another;
 * sends the same twice at once; gives up waiting; changes its mind. It checks that an answer that was final stays so.
 */
export class SimulatedAgent {
  readonly waitFor: Heard[] = [];
  readonly #world: World;
  readonly #perform: Perform;
  readonly #buyer: SimulatedBuyer;
  readonly #self: Owner = { name: "agent", alive: true };
  readonly #final = new Map<string, string>();
  #keys = 0;

  constructor(world: World, perform: Perform, buyer: SimulatedBuyer) {
    this.#world = world;
    this.#perform = perform;
    this.#buyer = buyer;
  }

  /** Buys once, in a version of its own. Settles when it is done or has given up. */
  async buy(item: string): Promise<void> {
    const world = this.#world;
    const speech = world.pick(speeches);
    const { wire } = speech;
    const body = speech.create(item);
    const created = await this.#insist({ wire, agent: testAgent, operation: "create", body });
    const id = created && asId<SessionId>(JSON.parse(created.body).id);
    if (!id) return;
    const waitFor: Heard = { sessionId: id, completed: false };
    this.waitFor.push(waitFor);
    for (let tries = world.between(1, 4); tries > 0 && !waitFor.completed; tries--) {
      const token = `${world.pick(tokens)}-${id}-${tries}`;
      const complete = { wire, agent: testAgent, operation: "complete", sessionId: id } as const;
      const call = { ...complete, body: speech.complete(token) };
      const twin = world.chance(0.25)
        ? this.#pay({ ...call, body: speech.complete(`good-twin-${id}`) }, waitFor)
        : undefined;
      const byHand = world.chance(0.6) ? this.#buyer.pay(waitFor) : undefined;
      const isAtOnce = byHand === undefined || world.chance(0.25);
      await Promise.all([isAtOnce && this.#pay(call, waitFor), twin, byHand]);
      await this.#wander(speech, id);
    }
  }

  /** Completes with one key until the answer is final or patience ends. */
  async #pay(
    call: Extract<SessionCall, { operation: "update" | "complete" | "cancel" }>,
    waitFor: Heard,
  ): Promise<void> {
    const world = this.#world;
    this.#keys += 1;
    const key = world.chance(0.9) ? `key-${this.#keys}` : undefined;
    for (let retries = world.between(1, 8); retries > 0; retries--) {
      const answer = await this.#impatiently(this.#perform({ ...call, idempotencyKey: key }));
      if (answer && this.#isFinal(answer)) {
        this.#check(key, call.sessionId, answer);
        if (isCompleted(answer)) waitFor.completed = true;
        // Sometimes once more, as if the answer had been lost on the way.
        if (!world.chance(0.2)) return;
      }
      if (answer?.status === 200 && isCompleted(answer)) waitFor.completed = true;
      await world.sleep(this.#self, world.between(0, world.chance(0.1) ? 12 * MINUTE : 20 * SECOND));
    }
  }

  /** Hangs up at times before the answer comes, and asks again while the first request is still at work. */
  #impatiently(answer: Promise<Answer | undefined>): Promise<Answer | undefined> {
    const world = this.#world;
    if (!world.chance(0.2)) return answer;
    const patience = world.sleep(this.#self, world.between(5 * SECOND, 100 * SECOND));
    return Promise.race([answer, patience.then(() => undefined)]);
  }

  /** Looks, changes its mind, or does nothing. */
  async #wander({ wire, update }: Speech, id: SessionId): Promise<void> {
    const world = this.#world;
    const common = { wire, agent: testAgent, sessionId: id };
    const roll = world.random();
    if (roll < 0.2) await this.#perform({ ...common, operation: "get" });
    else if (roll < 0.3) await this.#perform({ ...common, operation: "update", body: update("voucher") });
    else if (roll < 0.36) await this.#perform({ ...common, operation: "cancel", body: {} });
    await world.sleep(this.#self, world.between(0, 5 * MINUTE));
  }

  async #insist(call: SessionCall): Promise<Answer | undefined> {
    for (let tries = 0; tries < 5; tries++) {
      const answer = await this.#perform(call);
      if (answer && answer.status < 500) return answer.status < 300 ? answer : undefined;
      await this.#world.sleep(this.#self, 5 * SECOND);
    }
    return undefined;
  }

  #isFinal(answer: Answer): boolean {
    return answer.status < 500 && !answer.passing;
  }

  #check(key: string | undefined, id: SessionId, answer: Answer): void {
    if (key === undefined) return;
    const name = `${id} ${key}`;
    const said = `${answer.status} ${answer.body}`;
    const before = this.#final.get(name);
    if (before !== undefined && before !== said)
      throw new Error(`${name} was answered ${before}, and then ${said}`);
    this.#final.set(name, said);
  }
}

const tokens: readonly TokenKind[] = [
  "good",
  "good",
  "good",
  "declined",
  "slow_good",
  "slow_bad",
  "wants_3ds",
  "unknown",
];

function isCompleted(answer: Answer): boolean {
  return answer.status < 300 && JSON.parse(answer.body).status === "completed";
}

/** The operations as agents reach them: over a connection that breaks when the server dies. */
export function connectionTo(
  current: () => { readonly operations: AgentCalls },
  broken: Set<() => void>,
): Perform {
  return (call) => overConnection(current().operations.perform(call), broken);
}

/** What is answered over a connection that breaks when the server dies; nothing then. */
export function overConnection<Result>(
  answer: Promise<Result>,
  broken: Set<() => void>,
): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    const breakOff = () => resolve(undefined);
    broken.add(breakOff);
    answer.then(resolve, reject).finally(() => broken.delete(breakOff));
  });
}
