import { existsSync } from "node:fs";
import { refuseMerchantDatabase } from "../../db/sqlite/database-owner.ts";
import { examine } from "../../db/sqlite/examine.ts";
import { newAgent } from "../agents/administration.ts";
import type { Agent } from "../agents/agent.ts";
import { openAgentDirectory } from "../agents/directory.ts";
import { signatureBy, webhookTo } from "../agents/seed.ts";
import { CommandFailed } from "../cli/failure.ts";
import { workOnOrder } from "../cli/orders/change-order.ts";
import type { Terminal } from "../cli/terminal.ts";
import { isLoopback } from "../loopback.ts";
import type { Settings } from "../settings.ts";
import type { OwnShop } from "./shop-under-test.ts";

/** Whether an address is that of the shop which these settings open. */
export function isOwnAddress(url: string, { shop, server }: Settings): boolean {
  if (url === shop.publicBaseUrl) return true;
  const { hostname, port, protocol } = new URL(url);
  return protocol === "http:" && isLoopback(hostname) && Number(port || 80) === server.port;
}

/**
 * What this shop has agreed with the agent of a key: from the database where there is one here, else from the
 * environment.
 *
 * @returns `undefined` when the key is not one of this shop's.
 */
export async function agreementWith(
  key: string,
  { database, agentSeed, isDemo }: Settings,
): Promise<Agent | undefined> {
  if (isDemo) refuseMerchantDatabase(database.path);
  if (existsSync(database.path)) {
    const { stores, migrationsMissing, close } = examine(database.path);
    try {
      if (migrationsMissing === 0) return (await openAgentDirectory(stores.agents)).authenticate(key);
    } finally {
      close();
    }
  }
  if (key !== agentSeed.apiKey) return undefined;
  const { signatureKey, webhook } = agentSeed;
  return {
    ...newAgent("default"),
    signature: signatureKey === undefined ? undefined : signatureBy(signatureKey),
    webhook: webhook && webhookTo(webhook.url, webhook.secret),
  };
}

/** What its owner can do to the shop of these settings, beside its server. */
export function ownShop({ server, access }: Settings, terminal: Terminal): OwnShop {
  return {
    rateLimit: server.rateLimit,
    limitsAddresses: access.checkout !== undefined,
    async shipOrder(orderId) {
      try {
        await workOnOrder({ ...terminal, out() {}, note() {} }, orderId, {}, () => ({ kind: "ship" }));
        return true;
      } catch (error) {
        if (error instanceof CommandFailed) return false;
        throw error;
      }
    },
  };
}
