import { CryptoHasher, password } from "bun";
import { newUnguessableToken } from "../ids.ts";

/** The shortest password, in characters: long enough that its length is what protects it (NIST SP 800-63B, 3.1.1.2). */
const SHORTEST_PASSWORD = 12;
/** Hashing takes longer the longer it is. */
const LONGEST_PASSWORD = 200;

/** What is wrong with a password somebody chose; `undefined` for nothing. */
export function passwordMistake(text: string): string | undefined {
  if (text.length < SHORTEST_PASSWORD) return `A password has at least ${SHORTEST_PASSWORD} characters.`;
  if (text.length > LONGEST_PASSWORD) return `A password has at most ${LONGEST_PASSWORD} characters.`;
  return new Set(text).size < 5 ? "Choose a password of more than a few different characters." : undefined;
}

/** Argon2id with the cost Bun recommends, on a thread of its own: takes tens of milliseconds. Never in a write job. */
export function hashPassword(text: string): Promise<string> {
  return password.hash(text, { algorithm: "argon2id" });
}

/** What is compared with where there is no such person, so that the answer takes as long. */
let nobody: Promise<string> | undefined;

/** Whether a password is that of a hash; for nobody's it takes as long to say no. */
export async function isPassword(text: string, hash: string | undefined): Promise<boolean> {
  if (text.length > LONGEST_PASSWORD) return false;
  nobody ??= hashPassword(newUnguessableToken());
  const isRight = await password.verify(text, hash ?? (await nobody));
  return isRight && hash !== undefined;
}

/** SHA-256 in hexadecimal: how tokens that are long enough not to be guessed are kept. */
export function hashOfToken(token: string): string {
  return new CryptoHasher("sha256").update(token).digest("hex");
}
