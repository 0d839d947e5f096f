import { systemClock } from "../../clock.ts";
import { SettingsInvalid } from "../../settings/mistakes.ts";
import { loadSettings, type Settings } from "../../settings.ts";
import type { Terminal } from "../terminal.ts";
import { examineAccess } from "./examine-access.ts";
import { examineCarriers } from "./examine-carriers.ts";
import { examineCertificate } from "./examine-certificate.ts";
import { examineDatabase } from "./examine-database.ts";
import { examineDisk } from "./examine-disk.ts";
import { examineMail } from "./examine-mail.ts";
import { examineSecrets } from "./examine-secrets.ts";
import { examineSettings } from "./examine-settings.ts";
import { type Finding, wrong } from "./finding.ts";

/**
 * Looks at everything a shop needs. Changes nothing, and asks nobody outside this machine but the payment provider, the
 * carriers' company and the mail server.
 */
export async function examineShop({ environment, directory }: Terminal): Promise<readonly Finding[]> {
  let settings: Settings;
  try {
    settings = loadSettings({ environment, directory, toSell: true });
  } catch (error) {
    if (!(error instanceof SettingsInvalid)) throw error;
    return error.mistakes.map(({ where, reason }) => wrong(where, reason));
  }
  return [
    ...examineSettings(settings),
    ...examineSecrets(settings),
    ...examineCertificate(settings, systemClock.now()),
    ...examineAccess(settings, systemClock.now()),
    ...examineDisk(settings.database.path),
    ...(await examineDatabase(settings, systemClock.now())),
    ...(await examinePayments(settings)),
    ...(await examineCarriers(settings)),
    ...(await examineMail(settings)),
  ];
}

async function examinePayments({ payments, shop, server }: Settings): Promise<readonly Finding[]> {
  if (payments.mode !== "stripe") return [];
  const { examineStripe } = await import("../../payments/stripe/examine.ts");
  return examineStripe(payments, {
    merchantId: shop.payment.merchantId,
    webhookUrl: `${shop.publicBaseUrl}/webhooks/stripe`,
    isDevelopment: server.isDevelopment,
    usesTax: payments.tax !== undefined,
  });
}
