import { SECOND } from "../clock.ts";
import { ProblemError } from "../problem.ts";

/** How long a body may take to arrive, from its request's headers to its last byte, ms. */
export const BODY_PATIENCE = 30 * SECOND;

/** How many bodies of one address may be on their way at once. */
const MOST_OF_ONE_ADDRESS = 64;

/** What a caller may make the server wait for and keep. Tests wait for less. */
export interface BodyLimits {
  readonly patience: number;
  readonly mostOfOneAddress: number;
}

/**
 * The bodies that are still arriving: the one place where any is read. None is waited for longer than
 * {@link BODY_PATIENCE}, however steadily it drips, and of one address only so many are. When there is one more, the
 * one that is longest on its way is given up and not the newest: whoever sends as usual is served beside whoever drips.
 */
export class HeldBodies {
  readonly #limits: BodyLimits;
  /** For each address those that are arriving, the oldest first. Aborted, they are waited for no longer. */
  readonly #arriving = new Map<string, Set<AbortController>>();

  constructor(limits: BodyLimits = { patience: BODY_PATIENCE, mostOfOneAddress: MOST_OF_ONE_ADDRESS }) {
    this.#limits = limits;
  }

  /**
   * Reads a body as it is. Never more than `limitBytes` are kept, whether the sender announced the length or not.
   *
   * @param address whose body it is.
   * @throws ProblemError when it is longer, was cut off, or took too long.
   */
  async read(request: Request, address: string, limitBytes: number): Promise<Uint8Array> {
    const announced = request.headers.get("content-length");
    if (Number(announced) > limitBytes) throw tooLarge(limitBytes);
    const isInPieces = announced === null && request.headers.has("transfer-encoding");
    const arriving = new AbortController();
    const timer = setTimeout(() => arriving.abort(), this.#limits.patience);
    this.#admit(address, arriving);
    try {
      return await (isInPieces ? readPieces : readWhole)(request, limitBytes, arriving.signal);
    } catch (error) {
      if (arriving.signal.aborted) throw new ProblemError({ kind: "body_too_slow" });
      // Anything else is the connection's end, in whichever words of the runtime.
      throw error instanceof ProblemError ? error : new ProblemError({ kind: "body_cut_off" });
    } finally {
      clearTimeout(timer);
      this.#forget(address, arriving);
    }
  }

  #admit(address: string, body: AbortController): void {
    const arriving = this.#arriving.get(address) ?? new Set();
    this.#arriving.set(address, arriving);
    const [oldest] = arriving;
    if (oldest && arriving.size >= this.#limits.mostOfOneAddress) {
      arriving.delete(oldest);
      oldest.abort();
    }
    arriving.add(body);
  }

  #forget(address: string, body: AbortController): void {
    const arriving = this.#arriving.get(address);
    arriving?.delete(body);
    if (arriving?.size === 0) this.#arriving.delete(address);
  }
}

/** A body whose length was announced: the runtime gathers it, and takes no byte more. */
async function readWhole(request: Request, limitBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", reject, { once: true });
  const bytes = await Promise.race([request.arrayBuffer(), aborted]);
  if (bytes.byteLength > limitBytes) throw tooLarge(limitBytes);
  return new Uint8Array(bytes);
}

/**
 * A body that comes in pieces until it ends: not read on once it is too large. The pieces are copied together as they
 * come, since a caller may cut a body into single bytes, each of which would cost a hundred.
 */
async function readPieces({ body }: Request, limitBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const gathered = new Bun.ArrayBufferSink();
  const reader = body?.getReader();
  // What cannot be cancelled has ended already.
  const stop = () => void reader?.cancel().catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  for (let length = 0; ; ) {
    const piece = await reader?.read();
    signal.throwIfAborted();
    if (!piece || piece.done) return new Uint8Array(gathered.end());
    length += piece.value.byteLength;
    if (length > limitBytes) {
      stop();
      throw tooLarge(limitBytes);
    }
    gathered.write(piece.value);
  }
}

function tooLarge(limitBytes: number): ProblemError {
  return new ProblemError({ kind: "body_too_large", limitBytes });
}
