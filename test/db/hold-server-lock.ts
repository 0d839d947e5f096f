// A server that holds its lock until it is killed. Usage: bun hold-server-lock.ts DATABASE
import { holdServerLock } from "../../db/sqlite/server-lock.ts";

holdServerLock(process.argv[2] ?? "");
process.stdout.write("held\n");
setInterval(() => Bun.gc(true), 5);
