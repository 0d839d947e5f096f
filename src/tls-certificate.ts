import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";

/** Where a certificate and its key are; absolute paths of PEM files. */
export interface CertificateFiles {
  /** The certificate, and after it those between it and its authority. */
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** A certificate that can be served: it was read, and its key belongs to it. */
export interface TlsCertificate {
  /** Both as PEM. */
  readonly certificate: string;
  readonly key: string;
  /** Its last moment. */
  readonly validUntil: Date;
  /** Whether it is one for the name of a host. */
  readonly isFor: (host: string) => boolean;
}

/** There is no certificate that could be served. The message says which file, and why. */
export class CertificateUnusable extends Error {
  override readonly name = "CertificateUnusable";
}

/**
 * Reads a certificate and its key. While they are being renewed one may be new already and the other not: that is found
 * here, not by the first caller.
 *
 * @throws CertificateUnusable.
 */
export function readCertificate({ certificateFile, keyFile }: CertificateFiles): TlsCertificate {
  const certificate = readText(certificateFile);
  const key = readText(keyFile);
  const parsed = read(certificateFile, "a certificate as PEM", () => new X509Certificate(certificate));
  const privateKey = read(keyFile, "a private key as PEM without a password", () => createPrivateKey(key));
  if (!parsed.checkPrivateKey(privateKey))
    throw new CertificateUnusable(
      `The key in ${keyFile} is not that of the certificate in ${certificateFile}.`,
    );
  return {
    certificate,
    key,
    validUntil: new Date(parsed.validTo),
    isFor: (host) => (isIP(host) === 0 ? parsed.checkHost(host) : parsed.checkIP(host)) !== undefined,
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new CertificateUnusable(`${file} cannot be read (${code}).`, { cause });
  }
}

/** Never with the words of the parser: they may repeat what is in the file. */
function read<Value>(file: string, what: string, parse: () => Value): Value {
  try {
    return parse();
  } catch {
    throw new CertificateUnusable(`${file} does not hold ${what}.`);
  }
}
