import type { LoadRequest } from "../measuring/load.ts";

/**
 * Sends one of a load's requests by itself and gives the JSON of its answer.
 *
 * @throws Error with the answer when it is not 2xx: the load would fail for the same reason.
 */
export async function sendOnce(origin: string, request: LoadRequest, id = ""): Promise<unknown> {
  const path = request.path.replace("{id}", id);
  const withKey = (text: string) => text.replaceAll("{key}", () => crypto.randomUUID());
  const headers = Object.entries(request.headers ?? {}).map(
    ([name, value]) => [name, withKey(value)] as const,
  );
  const response = await fetch(`${origin}${path}`, {
    method: request.method,
    headers: Object.fromEntries(headers),
    ...(request.body === undefined ? {} : { body: withKey(request.body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${request.method} ${path} was answered ${response.status}:\n${text}`);
  return JSON.parse(text);
}
