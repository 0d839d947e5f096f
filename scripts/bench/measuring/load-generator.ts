/**
 * The load generator: a program of its own, so that it shares no event loop with the server it measures. It reads one
 * {@link Load} as JSON from stdin and writes one {@link LoadResult} as JSON to stdout. Start it through `applyLoad`.
 *
 * Raw sockets, because an HTTP client would cost more than the servers under test. Each connection carries one request
 * at a time and sends the next as soon as it has read the answer (a closed loop): the figures are what the server does
 * when it is never idle, not what a buyer would see at a lower rate.
 */
import type { Socket } from "bun";
import { readAnswer } from "./answer-reader.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import type { Load, LoadResult } from "./load.ts";
import { requestWriter } from "./request-writer.ts";

interface Connection {
  /** When the request in flight was sent, in nanoseconds. */
  sentAt: number;
  /** The part of an answer that has arrived, when it came in pieces. */
  received: Buffer | undefined;
  busy: boolean;
}

async function generate(load: Load): Promise<LoadResult> {
  const url = new URL(load.url);
  const nextRequest = requestWriter(load);
  const collect = load.collect === undefined ? undefined : new RegExp(load.collect);
  const collected: string[] = [];
  const latencies = new LatencyHistogram();
  const finished = Promise.withResolvers<void>();
  let answered = 0;
  let failed = 0;
  let firstFailure: string | undefined;
  let open = load.connections;

  const began = Bun.nanoseconds();
  const countFrom = began + load.warmUpSeconds * 1e9;
  const countUntil = countFrom + load.seconds * 1e9;
  let lastCounted = countFrom;

  function send(socket: Socket<Connection>): void {
    const now = Bun.nanoseconds();
    const request = now < countUntil ? nextRequest() : undefined;
    if (request === undefined) {
      socket.data.busy = false;
      open -= 1;
      socket.end();
      if (open === 0) finished.resolve();
      return;
    }
    socket.data.sentAt = now;
    socket.data.busy = true;
    if (socket.write(request) < request.length) {
      finished.reject(new Error("A request did not fit into the socket's buffer."));
    }
  }

  function receive(socket: Socket<Connection>, chunk: Buffer): void {
    const now = Bun.nanoseconds();
    const connection = socket.data;
    const received = connection.received === undefined ? chunk : Buffer.concat([connection.received, chunk]);
    const answer = readAnswer(received);
    if (answer === undefined) {
      // The chunk's memory is the runtime's and is used again after this call.
      connection.received = Buffer.from(received);
      return;
    }
    connection.received = undefined;
    if (answer.status >= 200 && answer.status <= 299) {
      answered += 1;
      if (now >= countFrom && now < countUntil) {
        lastCounted = now;
        latencies.record((now - connection.sentAt) / 1000);
      }
      if (collect !== undefined) {
        const found = collect.exec(received.toString("latin1", answer.bodyStart, answer.end))?.[1];
        if (found !== undefined) collected.push(found);
      }
    } else {
      failed += 1;
      firstFailure ??= received.toString("utf8", 0, Math.min(answer.end, 1000));
    }
    send(socket);
  }

  const handlers = {
    open: send,
    data(socket: Socket<Connection>, chunk: Buffer) {
      try {
        receive(socket, chunk);
      } catch (error) {
        finished.reject(error);
      }
    },
    close(socket: Socket<Connection>) {
      if (socket.data.busy)
        finished.reject(new Error(`${load.url} closed a connection before it had answered.`));
    },
    error(_socket: Socket<Connection>, error: Error) {
      finished.reject(error);
    },
  };

  for (let index = 0; index < load.connections; index += 1) {
    const connection: Connection = { sentAt: 0, received: undefined, busy: false };
    await Bun.connect({ hostname: url.hostname, port: Number(url.port), data: connection, socket: handlers });
  }
  await finished.promise;

  return {
    requests: latencies.count,
    answered,
    failed,
    firstFailure,
    seconds: (lastCounted - countFrom) / 1e9,
    p50Ms: latencies.percentile(0.5) / 1000,
    p99Ms: latencies.percentile(0.99) / 1000,
    collected,
  };
}

const load: Load = await Bun.stdin.json();
try {
  await Bun.write(Bun.stdout, JSON.stringify(await generate(load)));
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
