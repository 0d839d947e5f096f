import { FileRefused } from "./refusal.ts";

/**
 * Decodes a file's bytes, piece by piece, without its byte order mark: as UTF-8, or as what an XML declaration says.
 *
 * @throws FileRefused on bytes that are no such text, with the line and, where it can be told, what they are instead.
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  let first = true;
  for await (const chunk of withWholeStart(bytes)) {
    if (first) {
      refuseKnownBinary(chunk);
      decoder = decoderFor(chunk);
    }
    first = false;
    const text = decode(decoder, chunk, line);
    if (text.includes("\0"))
      throw new FileRefused(`Line ${line} or soon after holds a zero byte: this is not a text file.`);
    line += countLines(text);
    if (text !== "") yield text;
  }
  // What is left is the start of a character that never ended.
  decode(decoder, undefined, line);
}

/** Where an XML declaration ends at the latest, bytes. */
const LONGEST_DECLARATION = 256;

/** The same bytes; the first piece holds an XML declaration whole. */
async function* withWholeStart(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let start: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of bytes) {
    if (!start) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.byteLength < LONGEST_DECLARATION) continue;
    yield start;
    start = undefined;
  }
  if (start) yield start;
}

/** Names of what every decoder of the web reads as windows-1252. */
const westernEncodings = new Set(["iso-8859-1", "latin1", "windows-1252", "us-ascii"]);

function decoderFor(start: Uint8Array): TextDecoder {
  const ascii = Buffer.from(start.subarray(0, LONGEST_DECLARATION)).toString("latin1");
  const declared =
    /^\s*<\?xml[^>]*\sencoding=["']([^"'>]{1,40})["']/.exec(ascii)?.[1]?.toLowerCase() ?? "utf-8";
  if (declared === "utf-8" || declared === "utf8") return new TextDecoder("utf-8", { fatal: true });
  if (westernEncodings.has(declared)) return new TextDecoder("windows-1252", { fatal: true });
  throw new FileRefused(
    `This file says that it is in the encoding ${JSON.stringify(declared)}. Save it as UTF-8, or have its feed written in UTF-8.`,
  );
}

/** One line of a text, without its end. */
export interface Line {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** False for what stands after the last line break. */
  readonly isEnded: boolean;
}

/** What a file that stops in the middle is told by. */
export function cutOff(line: number): FileRefused {
  return new FileRefused(
    `The file ends in the middle of line ${line}: it is cut off. Export or copy it again.`,
  );
}

/**
 * Splits text into lines at \n or \r\n.
 *
 * @throws FileRefused when a line is longer than `longest` characters: no memory is spent on the rest of it.
 */
export async function* splitLines(text: AsyncIterable<string>, longest: number): AsyncGenerator<Line> {
  let line = 1;
  let rest = "";
  for await (const chunk of text) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      refuseLonger(part, longest, line);
      yield { line, text: part.endsWith("\r") ? part.slice(0, -1) : part, isEnded: true };
      line += 1;
    }
    refuseLonger(rest, longest, line);
  }
  if (rest !== "") yield { line, text: rest, isEnded: false };
}

/** Enough of a file to tell what it is. */
const START = 65_536;

/** The first characters of a text (64 Ki, or all of it), and the whole text from its beginning. */
export async function peek(
  text: AsyncIterable<string>,
): Promise<{ readonly start: string; readonly whole: AsyncIterable<string> }> {
  const source = text[Symbol.asyncIterator]();
  let read = "";
  for (let next = await source.next(); !next.done; next = await source.next()) {
    read += next.value;
    if (read.length >= START) break;
  }
  async function* whole() {
    yield read;
    yield* { [Symbol.asyncIterator]: () => source };
  }
  return { start: read.slice(0, START), whole: whole() };
}

/** How many lines the text ends. */
function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

function decode(decoder: TextDecoder, chunk: Uint8Array | undefined, line: number): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw new FileRefused(
      `Line ${line} or soon after is not UTF-8. Export the file again, or save it as "CSV UTF-8" if a spreadsheet wrote it.`,
    );
  }
}

function refuseLonger(text: string, longest: number, line: number): void {
  if (text.length > longest) {
    throw new FileRefused(`Line ${line} is longer than ${longest} characters, which no product needs.`);
  }
}

const signatures: readonly { readonly bytes: readonly number[]; readonly advice: string }[] = [
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    advice: "This is a zip archive or an Excel workbook. Unpack it, or save the sheet as CSV UTF-8.",
  },
  { bytes: [0x1f, 0x8b], advice: "This file is compressed with gzip. Unpack it first." },
  { bytes: [0xff, 0xfe], advice: "This file is UTF-16. Save it as CSV UTF-8." },
  { bytes: [0xfe, 0xff], advice: "This file is UTF-16. Save it as CSV UTF-8." },
];

function refuseKnownBinary(chunk: Uint8Array): void {
  const known = signatures.find(({ bytes }) => bytes.every((byte, index) => chunk[index] === byte));
  if (known) throw new FileRefused(known.advice);
}
