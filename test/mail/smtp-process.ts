import { join } from "node:path";

/** A mail as the server got it. */
export interface Posted {
  /** What the server said to it. */
  readonly answer: string;
  readonly to: readonly string[];
  /** Headers and body, as sent. */
  readonly source: string;
}

/** Starts a real mail server in a process of its own. Each mail gets the next of the answers, then 250. */
export async function startMailServer(answers: readonly string[] = [], port = 0) {
  const child = Bun.spawn(
    [process.execPath, join(import.meta.dir, "mail-server.ts"), String(port), ...answers],
    {
      stdout: "pipe",
      stderr: "inherit",
    },
  );
  const posted: Posted[] = [];
  const ready = Promise.withResolvers<number>();
  const read = async () => {
    let text = "";
    for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) {
        const said: { port: number } | Posted = JSON.parse(line);
        if ("port" in said) ready.resolve(said.port);
        else posted.push(said);
      }
    }
  };
  const reading = read();
  const listening = await ready.promise;
  return {
    port: listening,
    url: `smtp://127.0.0.1:${listening}`,
    posted,
    async kill() {
      child.kill("SIGKILL");
      await child.exited;
      await reading;
    },
    async [Symbol.asyncDispose]() {
      await this.kill();
    },
  };
}

/** One header of a mail, unfolded and decoded. */
export function headerOf({ source }: Posted, name: string): string {
  const head = source.slice(0, source.indexOf("\r\n\r\n")).replaceAll(/\r\n[ \t]/g, " ");
  const value = new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1] ?? "";
  return value.replaceAll(/=\?UTF-8\?Q\?(.*?)\?=/g, (_, text: string) => quoted(text.replaceAll("_", " ")));
}

/** The part of a mail with this content type, decoded. */
export function partOf({ source }: Posted, type: string): string {
  const part =
    source.split(/\r\n--[^\r\n]*\r\n/).find((text) => text.startsWith(`Content-Type: ${type}`)) ?? "";
  const body = part.slice(part.indexOf("\r\n\r\n") + 4);
  return /base64/i.test(part.slice(0, part.indexOf("\r\n\r\n")))
    ? Buffer.from(body, "base64").toString("utf8")
    : quoted(body.replaceAll("=\r\n", ""));
}

function quoted(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString("utf8");
}
