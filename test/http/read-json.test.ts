import { describe, expect, test } from "bun:test";
import { maxBodyBytes, maxBodyDepth } from "../../src/http/read-json.ts";
import { agentHeaders, createBody, errorOf, openPipeline } from "./request-pipeline.ts";

function create(body: string | Uint8Array | ReadableStream, headers: Record<string, string> = {}) {
  const pipeline = openPipeline();
  const answer = pipeline.send("/checkout_sessions", {
    method: "POST",
    headers: { ...agentHeaders, ...headers },
    body,
  });
  return { pipeline, answer };
}

/** JSON nested `depth` levels deep, with valid items beside it. */
const nested = (depth: number) =>
  createBody.replace(/}$/, `,"x":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`);

describe("a body that is not what it should be is answered 4xx, says where, and reaches no operation", () => {
  const items = (text: string) => `{"items":[${text}]}`;
  test.each<[string, string | Uint8Array, number, string, string | undefined]>([
    ["nothing", "", 400, "malformed_json", undefined],
    ["cut off", '{"items":[', 400, "malformed_json", undefined],
    ["not JSON", "items=1", 400, "malformed_json", undefined],
    ["a trailing comma", '{"items":[],}', 400, "malformed_json", undefined],
    ["two values", "{} {}", 400, "malformed_json", undefined],
    ["NaN", '{"items":NaN}', 400, "malformed_json", undefined],
    [
      "not UTF-8",
      new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      400,
      "malformed_json",
      undefined,
    ],
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), 400, "malformed_json", undefined],
    ["an array", "[]", 400, "invalid", "$"],
    ["null", "null", 400, "invalid", "$"],
    ["a number", "7", 400, "invalid", "$"],
    ["no items", "{}", 400, "missing", "$.items"],
    ["empty items", items(""), 400, "invalid", "$.items"],
    ["items as an object", '{"items":{}}', 400, "invalid", "$.items"],
    ["an item as text", items('"a"'), 400, "invalid", "$.items[0]"],
    ["an item without id", items('{"quantity":1}'), 400, "missing", "$.items[0].id"],
    ["an id that is a number", items('{"id":1,"quantity":1}'), 400, "invalid", "$.items[0].id"],
    [
      "an id of 257 characters",
      items(`{"id":"${"x".repeat(257)}","quantity":1}`),
      400,
      "invalid",
      "$.items[0].id",
    ],
    ["half a unit", items('{"id":"a","quantity":0.5}'), 400, "invalid", "$.items[0].quantity"],
    ["no unit", items('{"id":"a","quantity":0}'), 400, "invalid", "$.items[0].quantity"],
    ["a quantity as text", items('{"id":"a","quantity":"1"}'), 400, "invalid", "$.items[0].quantity"],
    [
      "a quantity beyond integers",
      items('{"id":"a","quantity":9007199254740993}'),
      400,
      "invalid",
      "$.items[0].quantity",
    ],
    ["a number beyond doubles", '{"metadata":{"a":1e400}}', 400, "invalid", "$.metadata.a"],
    ["null for an object", createBody.replace(/}$/, ',"buyer":null}'), 400, "invalid", "$.buyer"],
    [
      "no e-mail address",
      createBody.replace(/}$/, ',"buyer":{"email":"x","first_name":"a","last_name":"b"}}'),
      400,
      "invalid",
      "$.buyer.email",
    ],
    ["__proto__", `{"__proto__":${createBody}}`, 400, "invalid", "$.__proto__"],
    ["__proto__ in escapes", '{"a":{"\\u005f_proto__":1}}', 400, "invalid", "$.a.__proto__"],
    ["constructor", '{"a":[{"constructor":{}}]}', 400, "invalid", "$.a[0].constructor"],
    ["a lone surrogate", '{"a":"\\ud800"}', 400, "invalid", "$.a"],
    ["a lone surrogate in a name", '{"a":{"\\udc00":1}}', 400, "invalid", "$.a"],
    ["U+0000", '{"a":"\\u0000"}', 400, "invalid", "$.a"],
    ["a name that is no identifier", '{"it\'s":"\\u0000"}', 400, "invalid", "$['it\\'s']"],
    ["too deep", nested(maxBodyDepth + 1), 400, "body_too_deep", undefined],
    ["of too many values", `[${"[],".repeat(20_000)}0]`, 400, "body_too_many_values", undefined],
    ["far too deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, 400, "body_too_deep", undefined],
    ["too large", " ".repeat(maxBodyBytes + 1), 413, "body_too_large", undefined],
  ])("%s", async (_, body, status, code, param) => {
    const { pipeline, answer } = create(body);
    const response = await answer;
    const error = await errorOf(response);
    expect<unknown>([response.status, error.code, error.param]).toEqual([status, code, param]);
    expect(error.message.length).toBeGreaterThan(10);
    expect(pipeline.calls).toEqual([]);
  });
});

describe("a body at the edge of what is allowed reaches the operation", () => {
  test.each<[string, string]>([
    ["as deep as allowed", nested(maxBodyDepth)],
    ["as large as allowed", createBody.padEnd(maxBodyBytes, " ")],
    ["with a byte order mark", `\ufeff${createBody}`],
    ["with fields nobody knows", createBody.replace(/}$/, ',"unknown":true}')],
    ["with any Unicode", createBody.replace("item_1", "🦆 ÄÖÜ 漢字 \\ud83e\\udd86 \u202e")],
    ["with words that only look dangerous as values", createBody.replace("item_1", "__proto__ constructor")],
  ])("%s", async (_, body) => {
    const { pipeline, answer } = create(body);
    expect((await answer).status).toBe(201);
    expect(pipeline.calls).toHaveLength(1);
  });
});

describe("the content type", () => {
  test.each([
    "application/json",
    "application/json; charset=utf-8",
    'Application/JSON;charset="UTF-8"',
    "application/json;",
  ])("%s is taken", async (contentType) => {
    expect((await create(createBody, { "content-type": contentType }).answer).status).toBe(201);
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json; charset=latin1",
    "application/jsonp",
    "",
  ])("%p is refused", async (contentType) => {
    const { pipeline, answer } = create(createBody, { "content-type": contentType });
    const response = await answer;
    expect(response.status).toBe(415);
    expect((await errorOf(response)).code).toBe("unsupported_content_type");
    expect(pipeline.calls).toEqual([]);
  });
});

describe("the content encoding", () => {
  test.each(["identity", "Identity"])("%s changes nothing", async (encoding) => {
    expect((await create(createBody, { "content-encoding": encoding }).answer).status).toBe(201);
  });

  test.each([
    ["gzip", Bun.gzipSync(createBody)],
    ["gzip", createBody],
    ["deflate", Bun.deflateSync(createBody)],
    ["br", createBody],
    ["zstd", createBody],
    ["identity, gzip", createBody],
    ["", createBody],
  ])("%p is refused, whatever the body is", async (encoding, body) => {
    const { pipeline, answer } = create(body, { "content-encoding": encoding });
    const response = await answer;
    expect([response.status, response.headers.get("accept-encoding")]).toEqual([415, "identity"]);
    expect((await errorOf(response)).code).toBe("unsupported_content_encoding");
    expect(pipeline.calls).toEqual([]);
  });
});

test("a body sent in pieces is refused as soon as it is too large", async () => {
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
    },
  });
  const { answer } = create(endless, { "transfer-encoding": "chunked" });
  expect((await answer).status).toBe(413);
  expect(pulled).toBeLessThan(10);
});

test("refusals repeat nothing that was sent", async () => {
  const secret = "4242424242424242";
  for (const body of [
    `{"items":"${secret}"}`,
    `{"items":[{"id":{"${secret}":1},"quantity":1}]}`,
    `{"items":${secret}x}`,
  ]) {
    expect(await (await create(body).answer).text()).not.toContain(secret);
  }
});
