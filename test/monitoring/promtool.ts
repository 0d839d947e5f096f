/** Where Prometheus' own checker is (`promtool`, of Debian's package prometheus); absent where it is not installed. */
export const promtool = Bun.which("promtool");

/** What the checker says of a text, on either of its outputs, and its exit code. */
export async function checkedByPromtool(
  words: readonly string[],
  text: string,
): Promise<{ readonly code: number; readonly said: string }> {
  const checker = Bun.spawn([promtool ?? "promtool", ...words], {
    stdin: new Blob([text]),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [code, out, errors] = await Promise.all([
    checker.exited,
    checker.stdout.text(),
    checker.stderr.text(),
  ]);
  return { code, said: out + errors };
}
