import type { Load, LoadRequest } from "./load.ts";

/**
 * Gives the bytes of one HTTP/1.1 request after another: the load's requests in turn, their slots filled; with ids,
 * each request goes to all of them before the next has its turn. Gives `undefined` when the ids may be used only once
 * and are used up.
 *
 * @throws Error when ids are to be used and there are none.
 */
export function requestWriter(load: Load): () => Buffer | undefined {
  const fillers = load.requests.map((request) => filler(request, new URL(load.url).host));
  const ids = load.ids ?? [];
  if (load.ids?.length === 0) throw new Error("There are no ids to send requests for.");
  let written = 0;
  return () => {
    if (load.idsOnce === true && written >= ids.length) return undefined;
    const turn = ids.length === 0 ? written : Math.floor(written / ids.length);
    const fill = fillers[turn % fillers.length];
    const id = ids[written % ids.length];
    written += 1;
    return fill?.(id ?? "");
  };
}

const slots = /(\{id\}|\{key\})/;

function filler(request: LoadRequest, host: string): (id: string) => Buffer {
  const body = request.body ?? "";
  const length = Buffer.byteLength(body.replaceAll("{key}", crypto.randomUUID()));
  const headers = { Host: host, ...request.headers, "Content-Length": String(length) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const whole = `${request.method} ${request.path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
  if (!slots.test(whole)) {
    const bytes = Buffer.from(whole);
    return () => bytes;
  }
  const parts = whole.split(slots);
  return (id) => {
    let text = "";
    for (const part of parts) {
      text += part === "{id}" ? id : part === "{key}" ? crypto.randomUUID() : part;
    }
    return Buffer.from(text);
  };
}
