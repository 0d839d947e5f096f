import { expect, test } from "bun:test";
import { createServer, type Server, type Socket } from "node:net";
import { createOutgoing, type OutgoingOutcome, type OutgoingRequest } from "../../src/outgoing/outgoing.ts";

const request = (url: string, given: Partial<OutgoingRequest> = {}): OutgoingRequest => ({
  method: "POST",
  url,
  headers: { "content-type": "application/json" },
  body: "{}",
  timeoutMs: 60_000,
  answerLimitBytes: 100,
  ...given,
});

const why = (outcome: OutgoingOutcome) => (outcome.kind === "failed" ? outcome.why : outcome.status);

const certificate = (name: string) => Bun.file(`${import.meta.dir}/certificates/${name}`).text();
const [ca, key, cert] = await Promise.all(
  ["authority.pem", "agent.example.key", "agent.example.pem"].map(certificate),
);

/** An agent's https server on loopback, which tells every request it sees. */
function agentServer() {
  const seen: { host: string | null; path: string }[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    tls: { key, cert },
    fetch(received) {
      seen.push({ host: received.headers.get("host"), path: new URL(received.url).pathname });
      return new Response("received");
    },
  });
  return { seen, port: server.port, [Symbol.dispose]: () => void server.stop(true) };
}

/** The way out of a shop on the internet, to which loopback is the internet, with one agent in its phone book. */
function shopOutgoing(book: Record<string, readonly string[]>, calls: string[] = []) {
  return createOutgoing({
    development: false,
    permits: (address) => address.startsWith("127.0.0."),
    ca,
    async resolve(host) {
      calls.push(host);
      return book[host] ?? [];
    },
  });
}

test("a request goes to the address that was checked, under the name that was asked for", async () => {
  using agent = agentServer();
  const outgoing = shopOutgoing({ "agent.example": ["127.0.0.1"] });
  const outcome = await outgoing.request(request(`https://agent.example:${agent.port}/orders`));
  expect(outcome).toMatchObject({ kind: "answered", status: 200, body: "received" });
  expect(agent.seen).toEqual([{ host: `agent.example:${agent.port}`, path: "/orders" }]);
});

test("a certificate for another name is not trusted, even on a connection that is open already", async () => {
  using agent = agentServer();
  const outgoing = shopOutgoing({ "agent.example": ["127.0.0.1"], "other.example": ["127.0.0.1"] });
  expect(why(await outgoing.request(request(`https://agent.example:${agent.port}/`)))).toBe(200);
  expect(why(await outgoing.request(request(`https://other.example:${agent.port}/`)))).toBe("untrusted");
  expect(agent.seen).toHaveLength(1);
});

test("every request looks its host up anew, so that a name cannot change its meaning after the check", async () => {
  using agent = agentServer();
  const book = { "agent.example": ["127.0.0.1"] };
  const outgoing = shopOutgoing(book);
  const url = `https://agent.example:${agent.port}/`;
  expect(why(await outgoing.request(request(url)))).toBe(200);
  book["agent.example"] = ["10.0.0.1"];
  expect(why(await outgoing.request(request(url)))).toBe("forbidden");
  expect(agent.seen).toHaveLength(1);
});

test("one private address among public ones forbids the host", async () => {
  using agent = agentServer();
  const outgoing = shopOutgoing({ "agent.example": ["127.0.0.1", "169.254.169.254"] });
  expect(why(await outgoing.request(request(`https://agent.example:${agent.port}/`)))).toBe("forbidden");
  expect(agent.seen).toEqual([]);
});

test("an address where nobody listens is passed over for the host's next one", async () => {
  using agent = agentServer();
  const outgoing = shopOutgoing({ "agent.example": ["127.0.0.9", "127.0.0.1"] });
  expect(why(await outgoing.request(request(`https://agent.example:${agent.port}/`)))).toBe(200);
});

test("a host without an address fails as unresolved", async () => {
  const outgoing = shopOutgoing({});
  expect(why(await outgoing.request(request("https://agent.example/")))).toBe("unresolved");
});

for (const url of [
  "https://127.0.0.1/",
  "https://2130706433/",
  "https://0x7f.1/",
  "https://[::1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://169.254.169.254/latest/meta-data",
  "https://localhost/",
  "http://agent.example/",
  "ftp://agent.example/",
]) {
  test(`a shop on the internet never calls ${url}`, async () => {
    expect(why(await createOutgoing({ development: false }).request(request(url)))).toBe("forbidden");
  });
}

test("on a developer's machine http to loopback is allowed", async () => {
  using server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("hello") });
  const outcome = await createOutgoing({ development: true }).request(
    request(`http://localhost:${server.port}/`),
  );
  expect(outcome).toMatchObject({ kind: "answered", status: 200, body: "hello" });
});

test("a redirect is an answer and is not followed", async () => {
  let followed = false;
  using server = Bun.serve({
    port: 0,
    routes: {
      "/": () => Response.redirect("/elsewhere", 307),
      "/elsewhere": () => {
        followed = true;
        return new Response();
      },
    },
  });
  const outcome = await createOutgoing({ development: true }).request(request(`${server.url}`));
  expect(outcome).toMatchObject({ kind: "answered", status: 307 });
  expect(followed).toBe(false);
});

test("of a long answer no more is read than the limit", async () => {
  using server = Bun.serve({ port: 0, fetch: () => new Response("x".repeat(10_000_000)) });
  const outcome = await createOutgoing({ development: true }).request(request(`${server.url}`));
  expect(outcome).toMatchObject({ kind: "answered", status: 200, body: "x".repeat(100) });
});

/** A TCP server on loopback that treats each connection as the test says. */
async function socketServer(treat: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    treat(socket);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it listens on a port");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

for (const [what, treat, expected] of [
  ["closes at once", (socket) => socket.destroy(), "interrupted"],
  ["does not speak HTTP", (socket) => socket.end("220 mail.example ESMTP\r\n"), "interrupted"],
] as const satisfies [string, (socket: Socket) => unknown, string][]) {
  test(`a server that ${what} gives: ${expected}`, async () => {
    using server = await socketServer(treat);
    const outgoing = createOutgoing({ development: true });
    expect(why(await outgoing.request(request(server.url)))).toBe(expected);
  });
}

test("a server that says nothing gives: timeout", async () => {
  using server = await socketServer(() => {});
  const outgoing = createOutgoing({ development: true });
  expect(why(await outgoing.request(request(server.url, { timeoutMs: 100 })))).toBe("timeout");
});

test("a server that answers but never ends its answer has answered", async () => {
  using server = await socketServer((socket) =>
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"),
  );
  const outgoing = createOutgoing({ development: true });
  // However slow the machine is, the first bytes are here within one of these times.
  let timeoutMs = 50;
  let outcome = await outgoing.request(request(server.url, { timeoutMs }));
  while (outcome.kind === "failed") {
    timeoutMs *= 2;
    outcome = await outgoing.request(request(server.url, { timeoutMs }));
  }
  expect(outcome).toMatchObject({ status: 200, body: "x" });
});

test("a port where nobody listens is unreachable", async () => {
  const outgoing = createOutgoing({ development: true });
  expect(why(await outgoing.request(request("http://127.0.0.1:1/")))).toBe("unreachable");
});
