import { lookup } from "node:dns/promises";
import ipaddr from "ipaddr.js";
import { isPublicAddress } from "./public-address.ts";

/** A request to somebody else's server: an agent's webhook, a feed's inbox. */
export interface OutgoingRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer> | Blob | undefined;
  /** How long it may take as a whole, from looking the name up to the end of the answer, ms. */
  readonly timeoutMs: number;
  /** How much of the answer's body is read; the rest is cut off. */
  readonly answerLimitBytes: number;
  /** Gives the request up when it is aborted: it has then `failed`. */
  readonly signal?: AbortSignal | undefined;
}

/** What became of a request. `failed`: nobody knows whether the server saw it, except when it was `forbidden`. */
export type OutgoingOutcome =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly headers: Headers;
      /** As text, cut off at the limit or where it stopped coming. */
      readonly body: string;
      /** Whether it stopped coming before its end, by no wish of ours. */
      readonly isCutOff?: boolean | undefined;
    }
  | {
      readonly kind: "failed";
      /** `forbidden`: the address is not one of the public internet, and nothing was sent. */
      readonly why: "forbidden" | "unresolved" | "unreachable" | "untrusted" | "interrupted" | "timeout";
      /** For a person: what happened, and what to do about it where we know. */
      readonly detail: string;
    };

/** The one way out to servers whose address somebody else chose. */
export interface Outgoing {
  /** Sends a request once and never follows a redirect. Does not throw for anything the other side does. */
  request(request: OutgoingRequest): Promise<OutgoingOutcome>;
}

export interface OutgoingSettings {
  /** On a developer's machine: http is allowed, and so are addresses that are not public. */
  readonly development: boolean;
  /** Gives the addresses of a host's name; the operating system's answer unless a test knows better. */
  readonly resolve?: ((host: string) => Promise<readonly string[]>) | undefined;
  /** Which addresses may be called; those of the public internet, unless a test has none. */
  readonly permits?: ((address: string) => boolean) | undefined;
  /** Certificates to trust beside the well-known ones, as PEM. For tests. */
  readonly ca?: string | undefined;
}

/**
 * Makes the way out. Who may name an address (an agent at onboarding, a merchant who was tricked) must not reach what
 * only this machine can: its own services, its network, its cloud's metadata. So a name is resolved once, all its
 * addresses are checked, and the connection goes to the very address that was checked, whatever the name means a
 * moment later; TLS still asks for the name's certificate.
 */
export function createOutgoing({
  development,
  resolve = resolveBySystem,
  permits = isPublicAddress,
  ca,
}: OutgoingSettings): Outgoing {
  async function send(request: OutgoingRequest, signal: AbortSignal): Promise<OutgoingOutcome> {
    if (development) return context(request.url, request, signal, {});
    const url = new URL(request.url);
    if (url.protocol !== "https:") return failed("forbidden", "only https addresses are called");
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const addresses = ipaddr.isValid(host) ? [host] : await abortable(resolve(host), signal);
    const hidden = addresses.find((address) => !permits(address));
    if (hidden !== undefined) {
      return failed(
        "forbidden",
        `${url.hostname} leads to ${hidden}, which is no address of the public internet`,
      );
    }
    let outcome: OutgoingOutcome = failed("unresolved", `${url.hostname} has no address`);
    for (const address of addresses) {
      const pinned = new URL(url);
      pinned.hostname = address.includes(":") ? `[${address}]` : address;
      const headers = { ...request.headers, host: url.host };
      const tls = ca === undefined ? { serverName: host } : { serverName: host, ca };
      outcome = await context(pinned.href, { ...request, headers }, signal, { tls });
      // Only what could not even connect is tried at the host's next address: nothing was sent yet.
      if (outcome.kind === "answered" || outcome.why !== "unreachable") return outcome;
    }
    return outcome;
  }

  return {
    async request(request) {
      const inTime = AbortSignal.timeout(request.timeoutMs);
      const signal = request.signal ? AbortSignal.any([inTime, request.signal]) : inTime;
      try {
        return await send(request, signal);
      } catch (error) {
        if (request.signal?.aborted) return failed("interrupted", "the request was given up");
        return signal.aborted
          ? failed("timeout", `no answer within ${request.timeoutMs} ms`)
          : failed("unresolved", `the name of the host could not be looked up (${codeOf(error)})`);
      }
    },
  };
}

/** One request on the wire, and the answer up to its limit. Rejects only when it is aborted. */
async function context(
  url: string,
  request: OutgoingRequest,
  signal: AbortSignal,
  { tls }: Pick<BunFetchRequestInit, "tls">,
): Promise<OutgoingOutcome> {
  try {
    const response = await fetch(url, {
      method: request.method,
      headers: { ...request.headers, "accept-encoding": "identity" },
      body: request.body ?? null,
      redirect: "manual",
      signal,
      ...(tls && { tls }),
    });
    const { status, headers } = response;
    return { kind: "answered", status, headers, ...(await readUpTo(response, request.answerLimitBytes)) };
  } catch (error) {
    if (signal.aborted) throw error;
    return notAnswered(error);
  }
}

/** The answer has been given once its status is here: a body that stops coming only ends early. */
async function readUpTo(
  response: Response,
  limit: number,
): Promise<{ readonly body: string; readonly isCutOff: boolean }> {
  const reader = response.body?.getReader();
  if (!reader) return { body: "", isCutOff: false };
  const decoder = new TextDecoder();
  let text = "";
  let left = limit;
  let isCutOff = false;
  try {
    while (left > 0) {
      const { done, value } = await reader.read();
      if (done) break;
      const bytes: Uint8Array = value;
      text += decoder.decode(bytes.subarray(0, left), { stream: true });
      left -= bytes.length;
    }
    if (left <= 0) await reader.cancel();
  } catch {
    // By the other side or by the time limit.
    isCutOff = true;
  }
  return { body: text + decoder.decode(), isCutOff };
}

function notAnswered(error: unknown): OutgoingOutcome {
  const code = codeOf(error);
  if (code === "ENOTFOUND") return failed("unresolved", "the name of the host leads nowhere");
  if (/^(ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|FailedToOpenSocket)$/.test(code)) {
    return failed("unreachable", `nobody listens there (${code})`);
  }
  if (/CERT|SIGNATURE|TLS|SSL/.test(code)) {
    return failed("untrusted", `the server's certificate is not valid for its name (${code})`);
  }
  return failed("interrupted", `the connection was cut off (${code})`);
}

function failed(why: Extract<OutgoingOutcome, { kind: "failed" }>["why"], detail: string): OutgoingOutcome {
  return { kind: "failed", why, detail };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

/** IPv4 first: many a small server has no way out over IPv6, though its names do. */
async function resolveBySystem(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true });
  return found.sort((one, other) => one.family - other.family).map(({ address }) => address);
}

/** The promise, or the signal's reason if that comes first. */
function abortable<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    promise.then(resolve, reject);
  });
}
