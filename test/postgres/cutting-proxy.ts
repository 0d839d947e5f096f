import { connect, createServer, type Socket } from "node:net";

/** Where a connection is cut on which a transaction is being committed. */
const cuts = ["before COMMIT", "after COMMIT", "before its answer"] as const;
type Cut = (typeof cuts)[number];

/** A way to a PostgreSQL server that cuts connections while a transaction is being committed. */
export interface CuttingProxy extends AsyncDisposable {
  readonly port: number;
  /** Cuts the next commit, in turn at each of the places there are. */
  cutNext(): void;
  /** Whether that has come to pass. */
  isDone(): boolean;
  /** How often it cut so far, by the place. */
  readonly made: Readonly<Record<Cut, number>>;
}

/** What commits as the driver has a connection prepare it, under a name: `Parse` of PostgreSQL's protocol. */
const prepares = /P[\s\S]{4}([^\0]*)\0COMMIT\0/g;

/** Gives whether what a connection sends commits: what was prepared is afterwards asked for by its name, in a `Bind`. */
function commitsOfOneConnection(): (bytes: Buffer) => boolean {
  const binds: RegExp[] = [];
  return (bytes) => {
    const text = bytes.toString("latin1");
    for (const [, name] of text.matchAll(prepares)) binds.push(new RegExp(`B[\\s\\S]{4}\0${name}\0`));
    return binds.some((bind) => bind.test(text));
  };
}

/**
 * Listens on a free port and hands everything on to a server on this machine, both ways.
 *
 * @param serverPort where that one listens.
 */
export async function startCuttingProxy(serverPort: number): Promise<CuttingProxy> {
  const made: Record<Cut, number> = { "before COMMIT": 0, "after COMMIT": 0, "before its answer": 0 };
  const open = new Set<Socket>();
  let isToCut = false;
  let turn = 0;

  function takeCut(): Cut | undefined {
    if (!isToCut) return undefined;
    isToCut = false;
    const cut = cuts[turn % cuts.length];
    turn += 1;
    if (cut) made[cut] += 1;
    return cut;
  }

  const listener = createServer((client) => {
    const server = connect(serverPort, "127.0.0.1");
    const commits = commitsOfOneConnection();
    let isDeaf = false;
    const close = () => {
      server.end();
      client.destroy();
    };
    for (const socket of [client, server]) {
      open.add(socket);
      // Either end may break the connection off, and the other one is told.
      socket.on("error", close);
      socket.on("close", () => {
        open.delete(socket);
        close();
      });
    }
    client.on("data", (bytes) => {
      const cut = commits(bytes) ? takeCut() : undefined;
      if (cut !== "before COMMIT") server.write(bytes);
      if (cut === "before its answer") isDeaf = true;
      else if (cut) close();
    });
    server.on("data", (bytes) => {
      if (isDeaf) close();
      else client.write(bytes);
    });
  });
  const listening = Promise.withResolvers<void>();
  listener.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    port: address.port,
    cutNext() {
      isToCut = true;
    },
    isDone: () => !isToCut,
    made,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const socket of open) socket.destroy();
    },
  };
}
