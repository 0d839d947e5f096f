import type { Instant } from "../clock.ts";
import { examineProvider } from "../payment-provider.ts";
import type { Settings } from "../settings.ts";
import { examineAccess } from "./examine-access.ts";
import { examineCarriers } from "./examine-carriers.ts";
import { examineCertificate } from "./examine-certificate.ts";
import { examineDisk } from "./examine-disk.ts";
import { examineMail } from "./examine-mail.ts";
import { examineSecrets } from "./examine-secrets.ts";
import { examineSettings } from "./examine-settings.ts";
import type { Finding } from "./finding.ts";

/**
 * Looks at everything a shop needs beside its database. Changes nothing, and asks nobody outside this machine but the
 * payment provider, the carriers' company and the mail server, which may take some seconds.
 */
export async function examineSurroundings(settings: Settings, now: Instant): Promise<readonly Finding[]> {
  const [payments, carriers, mail] = await Promise.all([
    examineProvider(settings),
    examineCarriers(settings),
    examineMail(settings),
  ]);
  return [
    ...examineSettings(settings),
    ...examineSecrets(settings),
    ...examineCertificate(settings, now),
    ...examineAccess(settings, now),
    ...examineDisk(settings.database.path),
    ...payments,
    ...carriers,
    ...mail,
  ];
}
