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
 *
 * Nearly every body is there in the turn of the event loop in which it is asked for. Only those that are not are held
 * against an address, and one timer serves them all.
 */
export class HeldBodies {
  readonly #limits: BodyLimits;
  /** Those asked for in this turn. */
  #newcomers: ArrivingBody[] = [];
  /** Those of earlier turns, the oldest first. */
  readonly #held = new Set<ArrivingBody>();
  readonly #heldOfAddress = new Map<string, Set<ArrivingBody>>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(limits: BodyLimits = { patience: BODY_PATIENCE, mostOfOneAddress: MOST_OF_ONE_ADDRESS }) {
    this.#limits = limits;
  }

  /**
   * Reads a body as it is. Never more than `limitBytes` are kept, whether the sender announced the length or not.
   *
   * @param address tells whose body it is; asked only of one that is still arriving.
   * @throws ProblemError when it is longer, was cut off, or took too long.
   */
  async read(request: Request, address: () => string, limitBytes: number): Promise<Uint8Array> {
    const announced = request.headers.get("content-length");
    if (Number(announced) > limitBytes) throw tooLarge(limitBytes);
    const isInPieces = announced === null && request.headers.has("transfer-encoding");
    const body = new ArrivingBody(address);
    if (this.#newcomers.push(body) === 1) setImmediate(() => this.#holdNewcomers());
    try {
      return await (isInPieces ? readPieces : readWhole)(request, limitBytes, body);
    } catch (error) {
      if (body.state === "given up") throw new ProblemError({ kind: "body_too_slow" });
      // Anything else is the connection's end, in whichever words of the runtime.
      throw error instanceof ProblemError ? error : new ProblemError({ kind: "body_cut_off" });
    } finally {
      body.state = "ended";
      if (body.heldFor !== undefined) this.#release(body, body.heldFor);
    }
  }

  #holdNewcomers(): void {
    const newcomers = this.#newcomers;
    this.#newcomers = [];
    for (const body of newcomers) if (body.state === "arriving") this.#hold(body);
  }

  #hold(body: ArrivingBody): void {
    const address = body.address();
    body.heldFor = address;
    const ofAddress = this.#heldOfAddress.get(address) ?? new Set();
    this.#heldOfAddress.set(address, ofAddress);
    const [oldest] = ofAddress;
    if (oldest && ofAddress.size >= this.#limits.mostOfOneAddress) {
      ofAddress.delete(oldest);
      oldest.giveUp();
    }
    ofAddress.add(body);
    this.#held.add(body);
    this.#timer ??= setTimeout(() => this.#giveUpOverdue(), this.#limits.patience);
  }

  #release(body: ArrivingBody, address: string): void {
    this.#held.delete(body);
    const ofAddress = this.#heldOfAddress.get(address);
    ofAddress?.delete(body);
    if (ofAddress?.size === 0) this.#heldOfAddress.delete(address);
    if (this.#held.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** All are waited for equally long, so the first that is not overdue ends the search. */
  #giveUpOverdue(): void {
    this.#timer = undefined;
    const now = performance.now();
    for (const body of this.#held) {
      const left = body.since + this.#limits.patience - now;
      if (left > 0) {
        this.#timer = setTimeout(() => this.#giveUpOverdue(), left);
        return;
      }
      body.giveUp();
    }
  }
}

/** A body that somebody waits for. */
class ArrivingBody {
  /** `performance.now()` when it was asked for. */
  readonly since = performance.now();
  readonly address: () => string;
  state: "arriving" | "given up" | "ended" = "arriving";
  /** The address it is held against, once it is. */
  heldFor: string | undefined = undefined;
  /** Ends the wait of whoever reads it. */
  stop: () => void = () => {};

  constructor(address: () => string) {
    this.address = address;
  }

  giveUp(): void {
    if (this.state !== "arriving") return;
    this.state = "given up";
    this.stop();
  }
}

/** A body whose length was announced: the runtime gathers it, and takes no byte more. */
async function readWhole(request: Request, limitBytes: number, body: ArrivingBody): Promise<Uint8Array> {
  const bytes = await new Promise<ArrayBuffer>((resolve, reject) => {
    body.stop = () => reject(new Error("It was given up."));
    request.arrayBuffer().then(resolve, reject);
  });
  if (bytes.byteLength > limitBytes) throw tooLarge(limitBytes);
  return new Uint8Array(bytes);
}

/**
 * A body that comes in pieces until it ends: not read on once it is too large. The pieces are copied together as they
 * come, since a caller may cut a body into single bytes, each of which would cost a hundred.
 */
async function readPieces(request: Request, limitBytes: number, body: ArrivingBody): Promise<Uint8Array> {
  const gathered = new Bun.ArrayBufferSink();
  const reader = request.body?.getReader();
  // What cannot be cancelled has ended already.
  body.stop = () => void reader?.cancel().catch(() => {});
  for (let length = 0; ; ) {
    const piece = await reader?.read();
    if (body.state === "given up") throw new Error("It was given up.");
    if (!piece || piece.done) return new Uint8Array(gathered.end());
    length += piece.value.byteLength;
    if (length > limitBytes) {
      body.stop();
      throw tooLarge(limitBytes);
    }
    gathered.write(piece.value);
  }
}

function tooLarge(limitBytes: number): ProblemError {
  return new ProblemError({ kind: "body_too_large", limitBytes });
}
