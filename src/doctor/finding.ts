/** One thing that was looked at. `wrong` keeps the shop from selling, from being safe or from what it is set up to do; `advice` does not. */
export interface Finding {
  readonly verdict: "good" | "advice" | "wrong";
  readonly subject: string;
  /** What was found and, where it is not good, what to do about it. */
  readonly words: string;
}

/** All is well. */
export function good(subject: string, words: string): Finding {
  return { verdict: "good", subject, words };
}

/** The shop can sell, but could do better. */
export function advice(subject: string, words: string): Finding {
  return { verdict: "advice", subject, words };
}

/** The shop cannot sell, or not safely. */
export function wrong(subject: string, words: string): Finding {
  return { verdict: "wrong", subject, words };
}
