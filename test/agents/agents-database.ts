import { join } from "node:path";
import { createAgentStore } from "../../db/sqlite/agent-store.ts";
import { openDatabase } from "../../db/sqlite/database.ts";
import { openGroupCommitWriter } from "../../db/sqlite/group-commit-writer.ts";
import type { AgentStore } from "../../src/agents/stores.ts";
import { folderForRun } from "../temporary-folder.ts";

/** A fresh database file with the agents behind its writer. */
export function openAgentsDatabase() {
  const database = openDatabase(join(folderForRun("agents"), "shop.db"));
  const writer = openGroupCommitWriter(database, { agents: createAgentStore(database.writer) });
  return {
    reads: createAgentStore(database.reader),
    /** Runs a job in a write job. */
    write: <Result>(job: (agents: AgentStore) => Promise<Result>) =>
      writer.write((stores) => job(stores.agents)),
    async close(): Promise<void> {
      await writer.close();
      database.close();
    },
  };
}
