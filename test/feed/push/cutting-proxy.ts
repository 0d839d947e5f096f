import { connect, createServer, type Server } from "node:net";

/** A way to another port that is cut off after so many bytes have gone there. */
export interface CuttingProxy extends AsyncDisposable {
  readonly port: number;
  /** Lets everything through from now on. */
  mend(): void;
}

/** Passes connections on to a port of this machine and cuts each off in the middle. */
export async function startCuttingProxy(port: number, afterBytes: number): Promise<CuttingProxy> {
  let left = afterBytes;
  const server: Server = createServer((incoming) => {
    const outgoing = connect(port, "127.0.0.1");
    const end = () => {
      incoming.destroy();
      outgoing.destroy();
    };
    incoming.on("error", end).on("close", end);
    outgoing.on("error", end).on("close", end);
    outgoing.on("data", (chunk) => incoming.write(chunk));
    incoming.on("data", (chunk) => {
      left -= chunk.length;
      if (left < 0) end();
      else outgoing.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    port: address.port,
    mend() {
      left = Number.POSITIVE_INFINITY;
    },
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}
