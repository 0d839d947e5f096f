/** What is asked before something is done that gives money back or cannot be undone. */
export interface ConfirmQuestion {
  /** What it will do, in sentences. */
  readonly effects: readonly string[];
  /** What the button says that does it. */
  readonly button: string;
}

/** Stands for what somebody confirmed: another question has another. */
export function confirmationOf({ effects }: ConfirmQuestion): string {
  return new Bun.CryptoHasher("sha256").update(effects.join("\n")).digest("hex").slice(0, 32);
}
