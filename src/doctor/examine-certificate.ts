import { DAY, type Instant } from "../clock.ts";
import type { Settings } from "../settings.ts";
import { CertificateUnusable, readCertificate, type TlsCertificate } from "../tls-certificate.ts";
import { advice, type Finding, good, wrong } from "./finding.ts";

const SUBJECT = "TLS_CERTIFICATE";

/** A certificate that ends sooner should have been renewed: ACME clients do so 30 days before. */
const RENEWED_BEFORE = 14 * DAY;

/** Whether the certificate can be served, for the shop's name and for how long. Nothing where TLS is a proxy's affair. */
export function examineCertificate({ server, shop }: Settings, now: Instant): readonly Finding[] {
  if (!server.tls) return [];
  let certificate: TlsCertificate;
  try {
    certificate = readCertificate(server.tls);
  } catch (error) {
    if (!(error instanceof CertificateUnusable)) throw error;
    return [wrong(SUBJECT, error.message)];
  }
  const { hostname } = new URL(shop.publicBaseUrl);
  const until = certificate.validUntil.toISOString().slice(0, 10);
  const left = certificate.validUntil.getTime() - now;
  if (!certificate.isFor(hostname))
    return [wrong(SUBJECT, `It is not for ${hostname}, the name in PUBLIC_BASE_URL: no agent will call.`)];
  if (left <= 0) return [wrong(SUBJECT, `It ended on ${until}: no agent will call. Renew it.`)];
  if (left < RENEWED_BEFORE)
    return [advice(SUBJECT, `It ends on ${until}. Look whether it is renewed, by certbot for instance.`)];
  return [good(SUBJECT, `for ${hostname}, until ${until}`)];
}
