import type { LoadRequest } from "./load.ts";

/** Requests that come when they are due, as buyers do, and not when the last one was answered. */
export interface DueRequests {
  readonly perSecond: number;
  /** Asked before each: no more are sent once it is false. */
  readonly goesOn: () => boolean;
}

/**
 * Sends requests when they are due, the ones before answered or not.
 *
 * @param url the server's origin.
 * @returns the milliseconds of each, in the order of the answers.
 * @throws Error when an answer is not a good one (2xx).
 */
export async function sendWhenDue(
  url: string,
  request: LoadRequest,
  { perSecond, goesOn }: DueRequests,
): Promise<number[]> {
  const times: number[] = [];
  const under: Promise<void>[] = [];
  const began = performance.now();
  for (let sent = 0; goesOn(); sent += 1) {
    const due = began + (sent * 1000) / perSecond;
    await Bun.sleep(Math.max(0, due - performance.now()));
    under.push(send(url, request).then((time) => void times.push(time)));
  }
  await Promise.all(under);
  return times;
}

/** For `goesOn`: until so many seconds are over. */
export function forSeconds(seconds: number): () => boolean {
  const ends = performance.now() + seconds * 1000;
  return () => performance.now() < ends;
}

async function send(url: string, { method, path, headers = {}, body = "" }: LoadRequest): Promise<number> {
  const keyed = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace("{key}", crypto.randomUUID())]),
  );
  const began = performance.now();
  const response = await fetch(url + path, { method, headers: keyed, body });
  await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}`);
  return performance.now() - began;
}

/** The value that `share` (0 to 1) of the values are under. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
