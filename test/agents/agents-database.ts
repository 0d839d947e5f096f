import { join } from "node:path";
import { createAgentStore } from "../../db/sqlite/agent-store.ts";
import { openDatabase } from "../../db/sqlite/database.ts";
import { openWriteDoor } from "../../db/sqlite/write-door.ts";
import type { AgentStore } from "../../src/agents/stores.ts";
import { folderForRun } from "../temporary-folder.ts";

/** A fresh database file with the agents behind its write door. */
export function openAgentsDatabase() {
  const database = openDatabase(join(folderForRun("agents"), "shop.db"));
  const door = openWriteDoor(database, { agents: createAgentStore(database.writer) });
  return {
    reads: createAgentStore(database.reader),
    /** Runs a job behind the door. */
    write: <Result>(job: (agents: AgentStore) => Promise<Result>) =>
      door.write((stores) => job(stores.agents)),
    async close(): Promise<void> {
      await door.close();
      database.close();
    },
  };
}
