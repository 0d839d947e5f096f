import type { AcpAgent } from "./acp-agent.ts";
import type { RecordedExchange } from "./exchange.ts";
import type { HttpClient } from "./http-client.ts";
import type { ShopUnderTest } from "./shop-under-test.ts";

/** What is certified, in the order of OpenAI's launch checklist, with what it takes for granted around it. */
export const areas = [
  "Discovery",
  "Access",
  "Session creation and address handling",
  "Shipping option updates",
  "Payment tokenization",
  "Order completion",
  "Order updates",
  "Error scenarios",
  "Idempotency",
  "Request signatures",
  "Documentation and links",
  "Assistants",
  "UCP",
  "Transport",
] as const;

/** One of {@link areas}. */
export type Area = (typeof areas)[number];

/** One requirement and the way to see whether it is met. */
export interface Check {
  /** Stable, so that a report can be compared with the last one: `completion.order`. */
  readonly id: string;
  readonly area: Area;
  /** What is required, in one sentence. */
  readonly requirement: string;
  /** Who requires it, and where. */
  readonly source: string;
  /** Whether it is asked in every version or once, in the newest. */
  readonly scope: "every version" | "once";
  /** Settles when the requirement is met. @throws CheckFailed or CheckSkipped. */
  readonly run: (trial: Trial) => Promise<void>;
}

/** What a check works with. */
export interface Trial {
  readonly shop: ShopUnderTest;
  readonly http: HttpClient;
  /** Speaks the version that is checked. */
  readonly agent: AcpAgent;
  /** What earlier checks of the same version leave to later ones. */
  readonly journey: Journey;
  /**
   * Writes a claim into the evidence when it holds.
   *
   * @param otherwise what was found instead.
   * @throws CheckFailed when it does not hold.
   */
  confirm(holds: boolean, claim: string, otherwise?: string): void;
  /** Writes something into the evidence that decides nothing. */
  note(words: string): void;
  /** Writes down that an order was made, so that the merchant finds it. */
  ordered(orderId: string): void;
  /** Lets time pass. */
  wait(milliseconds: number): Promise<void>;
}

/** A purchase that went through, as it was asked for and answered. */
export interface Purchase {
  readonly sessionId: string;
  readonly orderId: string;
  readonly body: object;
  readonly idempotencyKey: string;
  readonly status: number;
  readonly answer: unknown;
}

/** One version's way through the checks. */
export interface Journey {
  purchase?: Purchase;
}

/** What became of a check in one version, with its evidence. */
export interface CheckResult extends Pick<Check, "id" | "area" | "requirement" | "source"> {
  /** Absent for what is asked once. */
  readonly version?: string | undefined;
  readonly result: "passed" | "failed" | "skipped";
  /** Why it failed or was skipped. */
  readonly reason?: string | undefined;
  /** The claims that held, in the order they were looked at. */
  readonly confirmed: readonly string[];
  readonly notes: readonly string[];
  readonly exchanges: readonly RecordedExchange[];
  /** The ids of the orders it made. */
  readonly orders: readonly string[];
  readonly milliseconds: number;
}
