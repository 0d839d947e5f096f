/** Where one HTTP/1.1 answer lies in the bytes received so far. */
export interface Answer {
  readonly status: number;
  /** Offset of the first byte of the body, and of the first byte after it. */
  readonly bodyStart: number;
  readonly end: number;
}

const headerEnd = Buffer.from("\r\n\r\n");
const contentLength = Buffer.from("Content-Length: ");

/**
 * Finds the first answer in `received`; `undefined` while it is incomplete. It understands what the measured servers
 * send and no more, because every microsecond spent here is taken from them: one answer at a time, its length told by
 * Content-Length.
 *
 * @throws Error when the answer is not HTTP/1.1 or tells its length in another way (chunked).
 */
export function readAnswer(received: Buffer): Answer | undefined {
  const headersEnd = received.indexOf(headerEnd);
  if (headersEnd === -1) return undefined;
  const status = statusOf(received);
  const bodyStart = headersEnd + headerEnd.length;
  const end = bodyStart + (status === 204 ? 0 : bodyLength(received, headersEnd));
  return end > received.length ? undefined : { status, bodyStart, end };
}

function statusOf(received: Buffer): number {
  const status = Number(received.toString("latin1", 9, 12));
  if (received.toString("latin1", 0, 9) !== "HTTP/1.1 " || Number.isNaN(status)) {
    throw new Error(`Not an HTTP/1.1 answer: ${received.toString("latin1", 0, 80)}`);
  }
  return status;
}

function bodyLength(received: Buffer, headersEnd: number): number {
  const spelledUsually = received.indexOf(contentLength);
  if (spelledUsually !== -1 && spelledUsually < headersEnd) {
    return Number.parseInt(
      received.toString("latin1", spelledUsually + contentLength.length, headersEnd),
      10,
    );
  }
  const headers = received.toString("latin1", 0, headersEnd);
  const length = /\r\ncontent-length:\s*(\d+)/i.exec(headers)?.[1];
  if (length === undefined)
    throw new Error(`An answer without Content-Length cannot be measured:\n${headers}`);
  return Number(length);
}
