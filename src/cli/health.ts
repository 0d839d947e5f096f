import type { Command } from "commander";
import { loadSettings, type Settings } from "../settings.ts";
import { CommandFailed } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

/** How long the server may take to say that it lives, ms. */
const PATIENCE = 4_000;

/** `checkstand health`. */
export function addHealthCommand(program: Command, terminal: Terminal): void {
  program
    .command("health")
    .description("ask the server on this machine whether it lives: for containers and supervisors")
    .option("--ready", "whether it can sell, too")
    .addHelpText("after", "\nExit code 0 when it does, 1 when not.")
    .action(async ({ ready }: { readonly ready?: true }) => {
      const { environment, directory } = terminal;
      const address = addressOf(loadSettings({ environment, directory, toSell: false }));
      terminal.out(await ask(`${address}/${ready ? "readyz" : "healthz"}`));
    });
}

/** Where the server of these settings is asked from this machine. One that listens everywhere is asked over loopback. */
function addressOf({ server: { host, port, tls } }: Settings): string {
  const everywhere = host === "0.0.0.0" || host === "::";
  const name = everywhere ? (host === "::" ? "::1" : "127.0.0.1") : host;
  return `${tls ? "https" : "http"}://${name.includes(":") ? `[${name}]` : name}:${port}`;
}

async function ask(address: string): Promise<string> {
  let answer: Response;
  try {
    // It is asked by its address, for which its certificate is not; nothing secret is said.
    const tls = { rejectUnauthorized: false };
    answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE), tls });
  } catch (error) {
    throw new CommandFailed(`${address} does not answer: ${error instanceof Error ? error.message : error}`);
  }
  const said = await answer.text();
  if (!answer.ok) throw new CommandFailed(`${address} answers ${answer.status}: ${said}`);
  return said;
}
