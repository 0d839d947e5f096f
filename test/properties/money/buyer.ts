import type { HostedPayments } from "../../../src/checkout/hosted-payments.ts";
import { MINUTE, SECOND } from "../../../src/clock.ts";
import { shownOf } from "../../checkout/buyer.ts";
import type { Heard } from "./agent.ts";
import type { SimulatedDatabase } from "./database.ts";
import type { PageVisit, SimulatedProvider } from "./provider.ts";
import type { Owner, World } from "./world.ts";

/** Asks whichever server is alive; nothing when the connection is lost with it, or something failed there. */
export type AskHosted = <Result>(
  work: (hosted: HostedPayments) => Promise<Result>,
) => Promise<Result | undefined>;

/**
 * The buyer behind an agent, who pays by hand, as buyers do: presses Pay on a page they loaded a while ago, or twice in
 * two tabs; pays at the provider's, or not; comes back, turns back, or closes the window.
 */
export class SimulatedBuyer {
  readonly #world: World;
  readonly #provider: SimulatedProvider;
  readonly #database: SimulatedDatabase;
  readonly #ask: AskHosted;
  readonly #self: Owner = { name: "agent", alive: true };

  constructor(world: World, provider: SimulatedProvider, database: SimulatedDatabase, ask: AskHosted) {
    this.#world = world;
    this.#provider = provider;
    this.#database = database;
    this.#ask = ask;
  }

  /** Tries to pay for a session once. Notes when the shop says that it is done. */
  async pay(heard: Heard): Promise<void> {
    const world = this.#world;
    const { sessionId } = heard;
    const session = await this.#database.stores.sessions.find(sessionId);
    if (!session) return;
    const shown = shownOf(session);
    await this.#wait(30 * SECOND);
    const press = () => this.#asked((hosted) => hosted.begin(sessionId, shown));
    const [pressed] = await Promise.all([press(), world.chance(0.2) ? press() : undefined]);
    if (pressed?.kind === "completed") heard.completed = true;
    if (pressed?.kind !== "redirect") return;
    await this.#wait(world.chance(0.1) ? 45 * MINUTE : MINUTE);
    // Some turn back first, and find their way to the page again.
    if (world.chance(0.15)) await this.#asked((hosted) => hosted.back(sessionId));
    this.#provider.visit(pressed.url, world.pick(visits));
    await this.#wait(30 * SECOND);
    if (world.chance(0.3)) return;
    const state = await this.#asked((hosted) =>
      world.chance(0.3) ? hosted.back(sessionId) : hosted.returned(sessionId),
    );
    if (state?.kind === "completed") heard.completed = true;
  }

  async #asked<Result>(work: (hosted: HostedPayments) => Promise<Result>): Promise<Result | undefined> {
    // A full disk is a page that says so.
    return this.#ask(work).catch(() => undefined);
  }

  #wait(most: number): Promise<void> {
    return this.#world.sleep(this.#self, this.#world.between(0, most));
  }
}

const visits: readonly PageVisit[] = [
  "pays",
  "pays",
  "pays",
  "pays_slowly",
  "pays_slowly_in_vain",
  "has_no_card",
];
