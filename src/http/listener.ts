/** A socket that is listened on. */
export interface Listener {
  /** `http://HOST:PORT` or `https://…`, with the port it really got. */
  readonly url: string;
  /** Takes no new connections and settles when every request in flight is answered. */
  stop(): Promise<void>;
}

/** Answers a request; the server tells who is at the other end of its connection. */
export type AnswerRequest = (request: Request, server: Bun.Server<undefined>) => Promise<Response>;

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** The address and port cannot be had. The message says why and what to do. */
export class CannotListen extends Error {
  override readonly name = "CannotListen";
}

/** What every socket of the shop is opened with. */
export const limits = {
  /**
   * A body announced as this large is still refused with an error that says so, none of it read; from here on Bun
   * refuses it itself, with a bare 413. How much is read of any is the reader's affair: {@link HeldBodies}.
   */
  maxRequestBodySize: 16 * 1024 * 1024,
  /** Above the 15 s a payment may take: a connection must not be cut while its answer is being worked for. Seconds. */
  idleTimeout: 60,
} as const;

/**
 * Listens for plain HTTP.
 *
 * @throws CannotListen when somebody else has the port, or it is not ours to have.
 */
export function listen(place: ListenAddress, answer: AnswerRequest): Listener {
  // Not `reusePort`: two servers would share the port, each with half of the requests, and nobody would notice.
  const server = tryToListen(`http://${authority(place.host, place.port)}`, () =>
    Bun.serve({ ...limits, hostname: place.host, port: place.port, reusePort: false, fetch: answer }),
  );
  return { url: `http://${authority(place.host, portOf(server))}`, stop: () => server.stop() };
}

/** Opens a socket at an address. @throws CannotListen with words where it cannot be had. */
export function tryToListen<Server>(address: string, open: () => Server): Server {
  try {
    return open();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const reason = code === "EADDRINUSE" ? "another program is listening there" : String(code ?? cause);
    throw new CannotListen(`Cannot listen on ${address}: ${reason}. Set HOST and PORT to a free address.`, {
      cause,
    });
  }
}

/** The port a server got. */
export function portOf(server: Bun.Server<undefined>): number {
  if (server.port === undefined) throw new Error("the server listens on no port");
  return server.port;
}

/** Host and port as an address has them: IPv6 in brackets. */
export function authority(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
