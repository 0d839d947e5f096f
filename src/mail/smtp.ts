import { createTransport } from "nodemailer";
import { SECOND } from "../clock.ts";
import type { Mail } from "./mail.ts";

/** What a mail server said. `refused`: it will not take this mail, now or later. */
export type MailOutcome = { readonly kind: "sent" } | MailFailure;

/** Why a mail was not taken. The server's own words are left out: they may repeat whom the mail is for. */
export interface MailFailure {
  readonly kind: "failed" | "refused";
  /** What kind of problem, by nodemailer's name: ECONNECTION, EAUTH, EENVELOPE… */
  readonly why: string;
  /** What the server answered, by SMTP's number, where it did. */
  readonly status?: number | undefined;
}

/** Hands mails to a mail server. */
export interface MailTransport {
  /** Sends once. Does not throw for anything the server does. */
  send(mail: Mail): Promise<MailOutcome>;
  close(): void;
}

/**
 * Connects to the merchant's mail server (`smtp://user:password@host:port`, `smtps://` for TLS from the first byte;
 * STARTTLS is used where the server offers it). One connection, kept while there is something to send.
 */
export function openSmtp(
  url: string,
  from: { readonly name: string; readonly address: string },
): MailTransport {
  const transport = createTransport({
    ...connectionTo(url),
    pool: true,
    maxConnections: 1,
    // Nothing in a mail of ours is to be fetched or read from the disk.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const [, domain = "localhost"] = from.address.split("@");
  return {
    async send({ key, to, subject, text, html }) {
      try {
        await transport.sendMail({
          from,
          to: { name: "", address: to },
          subject,
          text,
          html,
          // The same whenever it is sent: by this a mail program knows a mail that came twice.
          messageId: `<${key.replaceAll(/[^A-Za-z0-9_.-]/g, ".")}@${domain}>`,
          headers: { "Auto-Submitted": "auto-generated" },
        });
        return { kind: "sent" };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close: () => transport.close(),
  };
}

/**
 * Whether a mail server can be reached and takes the user and password of `url`; sends nothing. A server that asks
 * nobody who they are takes any.
 *
 * @returns what went wrong; `undefined` when nothing did.
 */
export async function examineSmtp(url: string): Promise<MailFailure | undefined> {
  const transport = createTransport(connectionTo(url));
  try {
    await transport.verify();
    return undefined;
  } catch (error) {
    return outcomeOf(error);
  } finally {
    transport.close();
  }
}

function connectionTo(url: string) {
  return {
    url,
    connectionTimeout: 10 * SECOND,
    greetingTimeout: 10 * SECOND,
    socketTimeout: 30 * SECOND,
  };
}

/** 5yz is the server's last word on a mail (RFC 5321 4.2.1), except on who we are: that is the merchant's to mend. */
function outcomeOf(error: unknown): MailFailure {
  const { responseCode, code } = Object(error);
  const why = typeof code === "string" ? code : "unknown";
  const status = typeof responseCode === "number" ? responseCode : undefined;
  const isLastWord = status !== undefined && status >= 500 && why !== "EAUTH";
  return { kind: isLastWord ? "refused" : "failed", why, status };
}
