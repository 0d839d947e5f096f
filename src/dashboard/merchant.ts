import { type AgentId, asId } from "../ids.ts";

/** The merchant stands in for an agent among those who send keys; no agent has this id. */
export const merchant = asId<AgentId>("the merchant");
