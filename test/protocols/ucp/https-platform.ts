import { createHash, createPublicKey, verify } from "node:crypto";
import { join } from "node:path";
import { verifySignature } from "http-message-sig";
import { createOutgoing } from "../../../src/outgoing/outgoing.ts";
import type { PublicKeyJson } from "../../signing/verify-message.ts";
import { patient } from "./platform.ts";

const certificates = join(import.meta.dir, "../../outgoing/certificates");

/** The name that the platform of these tests has a certificate for. */
const host = "agent.example";
/** Where on it events go. */
const webhook = "/orders?of=shop";

/** An event of an order as the platform received it. */
export interface ReceivedEvent {
  readonly request: Request;
  readonly text: string;
}

/** A platform on https: its profile, and its endpoint for events of orders. */
export interface HttpsPlatform extends Disposable {
  readonly profile: string;
  readonly webhookUrl: string;
  readonly received: ReceivedEvent[];
  /** From now on every event is answered with this status. */
  answerWith(status: number): void;
}

/** @param profileOf what stands at the profile's address; it is told where events are to go. */
export async function serveHttpsPlatform(profileOf: (webhookUrl: string) => object): Promise<HttpsPlatform> {
  const received: ReceivedEvent[] = [];
  let status = 200;
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    tls: {
      cert: Bun.file(join(certificates, "agent.example.pem")),
      key: Bun.file(join(certificates, "agent.example.key")),
    },
    async fetch(request): Promise<Response> {
      const { pathname } = new URL(request.url);
      if (pathname === "/profile") return Response.json(profileOf(`${origin()}${webhook}`));
      received.push({ request, text: await request.text() });
      return new Response(undefined, { status });
    },
  });
  const origin = () => `https://${host}:${server.port}`;
  return {
    profile: `${origin()}/profile`,
    webhookUrl: `${origin()}${webhook}`,
    received,
    answerWith(answered) {
      status = answered;
    },
    [Symbol.dispose]: () => void server.stop(true),
  };
}

/**
 * The way out of a shop in production, on which the platform's name leads here and its authority is believed. It waits as
 * long as the machine needs.
 */
export async function wayToHttpsPlatform() {
  const outgoing = createOutgoing({
    development: false,
    resolve: async (asked) => (asked === host ? ["127.0.0.1"] : []),
    permits: (address) => address === "127.0.0.1",
    ca: await Bun.file(join(certificates, "authority.pem")).text(),
  });
  return patient(outgoing);
}

/**
 * Verifies an event with another library than the one that the shop signs with, by keys as they stand in the shop's profile.
 * The library is shown the address that the platform gave for events. Gives the key's name.
 *
 * @throws Error for whatever does not hold.
 */
export async function verifyByOtherLibrary(
  { request: { method, headers }, text }: ReceivedEvent,
  url: string,
  keys: readonly PublicKeyJson[],
): Promise<string> {
  const digest = createHash("sha256").update(text).digest("base64");
  if (headers.get("content-digest") !== `sha-256=:${digest}:`) throw new Error("the body is another one");
  const verified = await verifySignature(new Request(url, { method, headers, body: text }), {
    policy: {
      algorithms: ["ecdsa-p256-sha256"],
      // As UCP has it: 2026-04-08, signatures, "REST Request Signing", and order, "Webhook Signature Verification".
      requiredComponents: [
        "@method",
        "@authority",
        "@path",
        "@query",
        "content-digest",
        "content-type",
        "idempotency-key",
        "ucp-agent",
        "webhook-id",
        "webhook-timestamp",
      ],
      requiredParameters: ["created", "keyid"],
      maxAge: 300,
    },
    resolveVerifier({ parameters: { keyid } }) {
      const key = keys.find(({ kid }) => kid === keyid);
      if (!key) throw new Error(`the shop publishes no key ${keyid}`);
      const publicKey = createPublicKey({ key: { ...key }, format: "jwk" });
      return {
        algorithm: "ecdsa-p256-sha256",
        verify: (base, signature) =>
          verify("sha256", base, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature),
      };
    },
  });
  return String(verified.parameters.keyid);
}
