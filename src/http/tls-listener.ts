import { MINUTE, SECOND } from "../clock.ts";
import type { Log } from "../log.ts";
import { type CertificateFiles, readCertificate, type TlsCertificate } from "../tls-certificate.ts";
import {
  type AnswerRequest,
  authority,
  type ListenAddress,
  type Listener,
  limits,
  portOf,
  tryToListen,
} from "./listener.ts";

/** How a renewed certificate comes into use; all ms. */
export interface Renewal {
  /** Between two looks at the files. */
  readonly lookEveryMs: number;
  /** So long no request may have come to the old socket before it is closed. */
  readonly quietMs: number;
  /** It is closed after this at the latest, quiet or not. */
  readonly patienceMs: number;
}

const usual: Renewal = { lookEveryMs: 10 * SECOND, quietMs: SECOND, patienceMs: 10 * MINUTE };

/** One socket with one certificate. */
interface Generation {
  readonly server: Bun.Server<undefined>;
  /** `performance.now()` when the last request came to it. */
  lastRequestAt: number;
}

/** From now on by https alone (RFC 6797): half a year, for this name and none below it. */
const strictTransport = "max-age=15552000";

/**
 * Listens for HTTPS, TLS 1.2 and up, and takes over the certificate when its files change.
 *
 * Bun's `server.reload({ tls })` keeps the old certificate, so a second socket is opened on the same port (SO_REUSEPORT)
 * and the first is drained: requests in flight are answered, connections that are kept open are told to close. The system
 * resets what has reached a socket that closes and was not taken from it yet (on Linux, unless `net.ipv4.tcp_migrate_req`
 * is 1), so the first is closed in a quiet moment; meanwhile both answer, each with a certificate that is valid.
 *
 * @throws CannotListen or CertificateUnusable.
 */
export function listenWithTls(
  place: ListenAddress,
  files: CertificateFiles,
  answer: AnswerRequest,
  log: Log,
  renewal: Renewal = usual,
): Listener {
  let served = readCertificate(files);
  const port = freePort(place);
  const url = `https://${authority(place.host, port)}`;
  const open = (certificate: TlsCertificate) => openGeneration(url, { ...place, port }, certificate, answer);
  let current = open(served);
  const draining = new Set<Promise<void>>();
  const stopping = new AbortController();
  /** What the last look found wrong, so that it is said once. */
  let complaint: string | undefined;

  function look(): void {
    let found: TlsCertificate;
    try {
      found = readCertificate(files);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      if (words !== complaint)
        log.warn("a changed certificate cannot be served; the one before it still is", { error });
      complaint = words;
      return;
    }
    complaint = undefined;
    if (found.certificate === served.certificate && found.key === served.key) return;
    const old = current;
    current = open(found);
    served = found;
    log.info("the certificate was renewed");
    const drained = drain(old, renewal, stopping.signal);
    draining.add(drained);
    void drained.finally(() => draining.delete(drained));
  }

  const looking = setInterval(look, renewal.lookEveryMs);
  return {
    url,
    async stop() {
      clearInterval(looking);
      stopping.abort();
      await Promise.all([current.server.stop(), ...draining]);
    },
  };
}

function openGeneration(
  url: string,
  { host, port }: ListenAddress,
  { certificate, key }: TlsCertificate,
  answer: AnswerRequest,
): Generation {
  const generation: Generation = {
    lastRequestAt: performance.now(),
    server: tryToListen(url, () =>
      Bun.serve({
        ...limits,
        hostname: host,
        port,
        reusePort: true,
        tls: { cert: certificate, key },
        async fetch(request, server) {
          generation.lastRequestAt = performance.now();
          const response = await answer(request, server);
          response.headers.set("strict-transport-security", strictTransport);
          return response;
        },
      }),
    ),
  };
  return generation;
}

/** Closes a socket in a quiet moment, or when nobody can wait longer. */
async function drain(generation: Generation, renewal: Renewal, stopping: AbortSignal): Promise<void> {
  const { server } = generation;
  const began = performance.now();
  while (!stopping.aborted) {
    const now = performance.now();
    const isQuiet = server.pendingRequests === 0 && now - generation.lastRequestAt >= renewal.quietMs;
    if (isQuiet || now - began >= renewal.patienceMs) break;
    await Bun.sleep(Math.min(renewal.quietMs, 50));
  }
  await server.stop();
}

/**
 * The port, once it is known that nobody listens there: of two servers that share a port by SO_REUSEPORT, each gets half
 * of the requests, and nobody would notice.
 *
 * @throws CannotListen when somebody does.
 */
function freePort(place: ListenAddress): number {
  const probe = tryToListen(`https://${authority(place.host, place.port)}`, () =>
    Bun.serve({
      hostname: place.host,
      port: place.port,
      reusePort: false,
      fetch: () => new Response(null, { status: 503 }),
    }),
  );
  const port = portOf(probe);
  void probe.stop(true);
  return port;
}
