import { describe, expect, test } from "bun:test";
import { readAnswer } from "../../../scripts/bench/measuring/answer-reader.ts";

const answer = "HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";

describe("readAnswer", () => {
  test("an answer is complete with its last byte and not before", () => {
    for (let length = 0; length < answer.length; length += 1) {
      expect(readAnswer(Buffer.from(answer.slice(0, length)))).toBeUndefined();
    }
    const found = readAnswer(Buffer.from(answer));
    expect(found).toEqual({ status: 201, bodyStart: answer.length - 5, end: answer.length });
  });

  test("bytes after the answer do not belong to it", () => {
    expect(readAnswer(Buffer.from(`${answer}HTTP/1.1 500`))?.end).toBe(answer.length);
  });

  test("a body that speaks of its length does not change it", () => {
    const text = "HTTP/1.1 200 OK\r\ncontent-length: 18\r\n\r\nContent-Length: 99";
    expect(readAnswer(Buffer.from(text))?.end).toBe(text.length);
  });

  test("204 has no body", () => {
    const text = "HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n";
    expect(readAnswer(Buffer.from(text))).toEqual({ status: 204, bodyStart: text.length, end: text.length });
  });

  test.each([
    ["is not HTTP", "SSH-2.0-OpenSSH_9.6\r\n\r\n"],
    ["does not tell its length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
  ])("an answer that %s is refused", (_, text) => {
    expect(() => readAnswer(Buffer.from(text))).toThrow();
  });
});
