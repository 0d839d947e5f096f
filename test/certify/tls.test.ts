import { expect, test } from "bun:test";
import { examineTls } from "../../src/certify/tls.ts";

const certificate = (name: string) => Bun.file(`${import.meta.dir}/../outgoing/certificates/${name}`).text();
const [ca = "", key, cert] = await Promise.all(
  ["authority.pem", "agent.example.key", "agent.example.pem"].map(certificate),
);

/** A server of agent.example on loopback. */
function secureServer() {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    tls: { key, cert },
    fetch: () => new Response(),
  });
  return { port: server.port ?? 0, [Symbol.dispose]: () => void server.stop(true) };
}

const address = "127.0.0.1";

test("a certificate that is valid for the name is good, and its last day is told", async () => {
  using server = secureServer();
  expect(await examineTls("agent.example", server.port, { ca, address })).toEqual({
    version: "TLSv1.3",
    reason: undefined,
    validUntil: expect.stringContaining("GMT"),
  });
});

test.each([
  ["nobody known has signed", "agent.example", {}, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  ["is for another name", "other.example", { ca }, "ERR_TLS_CERT_ALTNAME_INVALID"],
] as const)("a certificate that %s is refused", async (_, hostname, trusted, reason) => {
  using server = secureServer();
  expect(await examineTls(hostname, server.port, { ...trusted, address })).toMatchObject({ reason });
});

test("a server that speaks no TLS is refused", async () => {
  const server = Bun.serve({ hostname: address, port: 0, fetch: () => new Response() });
  const { version, reason } = await examineTls(address, server.port ?? 0);
  await server.stop(true);
  expect([version, reason]).toEqual(["", expect.stringMatching(/\S/)]);
});
