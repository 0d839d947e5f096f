import { isIP } from "node:net";
import { connect } from "node:tls";
import { ANSWER_LIMIT_MS } from "./http-client.ts";

/** What a TLS connection is like. */
export interface TlsExamination {
  /** `TLSv1.3`; empty when there was no connection. */
  readonly version: string;
  /** Why the certificate is not valid for the name, or there is no connection at all. */
  readonly reason?: string | undefined;
  /** The last moment of the certificate, as it says; empty when there was no connection. */
  readonly validUntil: string;
}

/** What a test knows and nobody else. */
interface TestWorld {
  /** A certificate to trust beside the well-known ones, as PEM. */
  readonly ca?: string;
  /** Where the name leads. */
  readonly address?: string;
}

/** Connects, looks, and hangs up. Never rejects. */
export function examineTls(
  hostname: string,
  port: number,
  { ca, address }: TestWorld = {},
): Promise<TlsExamination> {
  const host = hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve) => {
    const socket = connect({
      host: address ?? host,
      port,
      // A certificate that is not valid is a finding, not a failure.
      rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(ca === undefined ? {} : { ca }),
    });
    const end = (examination: TlsExamination) => {
      socket.destroy();
      resolve(examination);
    };
    const fail = (reason: string) => end({ version: "", reason, validUntil: "" });
    socket.setTimeout(ANSWER_LIMIT_MS, () => fail("no connection in time"));
    socket.once("error", (error: Error) => fail("code" in error ? String(error.code) : error.name));
    socket.once("secureConnect", () => {
      const { authorized, authorizationError } = socket;
      end({
        version: socket.getProtocol() ?? "",
        reason: authorized ? undefined : String(authorizationError),
        validUntil: socket.getPeerCertificate().valid_to ?? "",
      });
    });
  });
}
