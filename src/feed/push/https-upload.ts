import { MINUTE } from "../../clock.ts";
import type { Outgoing } from "../../outgoing/outgoing.ts";
import { answered } from "./answered.ts";
import type { HttpsDestination } from "./destination.ts";
import { PushFailed } from "./push-failed.ts";
import type { Upload } from "./sftp.ts";

/** Enough for half a gigabyte over a slow line. */
const PATIENCE = 15 * MINUTE;

/** A file to upload, and what it is. */
export interface HttpUpload extends Upload {
  readonly mediaType: string;
}

export interface HttpUploadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes of all files have gone. */
  readonly progress?: ((bytes: number) => void) | undefined;
}

/**
 * Uploads files one after the other, each as the body of one request. Its length is said before it is sent, so that a
 * server can tell a file that was cut off from a whole one.
 *
 * @throws PushFailed for any answer but 2xx, and for none; also when the signal gives it up.
 */
export async function uploadByHttps(
  destination: HttpsDestination,
  uploads: readonly HttpUpload[],
  outgoing: Outgoing,
  { signal, progress }: HttpUploadOptions = {},
): Promise<void> {
  let sent = 0;
  for (const { from, to, mediaType } of uploads) {
    const body = Bun.file(from);
    const outcome = await outgoing.request({
      method: destination.method,
      url: to,
      headers: { "content-type": mediaType, ...authorizationOf(destination) },
      body,
      timeoutMs: PATIENCE,
      answerLimitBytes: 4_096,
      signal,
    });
    answered(outcome, destination.name);
    sent += body.size;
    progress?.(sent);
  }
}

function authorizationOf({ name, credentials }: HttpsDestination): { readonly authorization?: string } {
  if (credentials.kind === "none") return {};
  const secret = credentials.kind === "bearer" ? credentials.token : credentials.password;
  if (secret.value === undefined) throw new PushFailed(`${secret.variable} is not set; ${name} needs it.`);
  if (credentials.kind === "bearer") return { authorization: `Bearer ${secret.value}` };
  return {
    authorization: `Basic ${Buffer.from(`${credentials.username}:${secret.value}`).toString("base64")}`,
  };
}
