import type { Load, LoadRequest } from "./load.ts";

/**
 * Gives the bytes of one HTTP/1.1 request after another: the load's requests in turn, each with its slots filled.
 * Gives `undefined` when the ids are used up and may be used only once.
 */
export function requestWriter(load: Load): () => Buffer | undefined {
  const fillers = load.requests.map((request) => filler(request, new URL(load.url).host));
  const ids = load.ids ?? [];
  let written = 0;
  return () => {
    if (load.idsOnce && written >= ids.length) return undefined;
    const fill = fillers[written % fillers.length];
    const id = ids[written % ids.length];
    written += 1;
    return fill?.(id ?? "");
  };
}

function filler(request: LoadRequest, host: string): (id: string) => Buffer {
  const body = request.body ?? "";
  const headers = { Host: host, ...request.headers, "Content-Length": String(Buffer.byteLength(body)) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${request.method} ${request.path} HTTP/1.1\r\n${lines.join("")}\r\n`;
  if (!/\{(id|key)\}/.test(head)) {
    const bytes = Buffer.from(head + body);
    return () => bytes;
  }
  const parts = head.split(/(\{id\}|\{key\})/);
  return (id) => {
    let text = "";
    for (const part of parts) {
      text += part === "{id}" ? id : part === "{key}" ? crypto.randomUUID() : part;
    }
    return Buffer.from(text + body);
  };
}
