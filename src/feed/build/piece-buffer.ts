import type { Piece } from "../formats/format.ts";

/** Characters gathered before they are written: larger chunks are hardly faster, and several files are made at once. */
const CHUNK = 65_536;

const encoder = new TextEncoder();

/** Gathers the pieces of a file into chunks of bytes that are worth writing. */
export class PieceBuffer {
  #text = "";
  /** Used for every chunk: a gigabyte in new buffers would keep the collector busy, and memory high. */
  readonly #bytes = new Uint8Array(4 * CHUNK);

  /** Takes a piece, and gives what is to be written now, if anything is; as {@link take} does. */
  add(piece: Piece): Uint8Array | undefined {
    if (piece.length === 0) return undefined;
    // An encoder that makes bytes has gathered them itself.
    if (typeof piece !== "string") return this.#text === "" ? piece : Buffer.concat([this.take(), piece]);
    this.#text += piece;
    return this.#text.length < CHUNK ? undefined : this.take();
  }

  /** Gives what is gathered, perhaps nothing. The next chunk overwrites it: it must be used up by then. */
  take(): Uint8Array {
    const text = this.#text;
    this.#text = "";
    // UTF-8 takes at most three bytes for a unit of UTF-16.
    if (3 * text.length > this.#bytes.length) return encoder.encode(text);
    return this.#bytes.subarray(0, encoder.encodeInto(text, this.#bytes).written);
  }
}
