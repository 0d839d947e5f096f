import type { Settings } from "../settings.ts";
import { type Finding, good, wrong } from "./finding.ts";

const SUBJECT = "SMTP_URL";

/** Whether the mail server answers and knows the shop. Nothing where no mail is sent. */
export async function examineMail({ smtpUrl }: Settings): Promise<readonly Finding[]> {
  if (smtpUrl === undefined) return [];
  const { examineSmtp } = await import("../mail/smtp.ts");
  const { host } = new URL(smtpUrl);
  const reason = await examineSmtp(smtpUrl);
  if (!reason) return [good(SUBJECT, `${host} answers, and would take mail`)];
  const { why, status } = reason;
  const code = status === undefined ? why : `${why}, ${status}`;
  return [
    wrong(
      SUBJECT,
      why === "EAUTH"
        ? `${host} refuses the user or the password (${code}): nobody gets mail. Look whether both are right, and written as in an address (%40 for @).`
        : `${host} cannot be spoken with (${code}): nobody gets mail. Look at host and port; smtps:// is for TLS from the first byte, most often port 465.`,
    ),
  ];
}
