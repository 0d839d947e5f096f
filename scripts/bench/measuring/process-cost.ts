import { readFileSync } from "node:fs";

/** What a process has used since it was started. */
export interface ProcessCost {
  /** Time its main thread was on a CPU, µs. The threads that compile and collect garbage depend on the neighbours. */
  readonly mainThreadMicros: number;
  /** Bytes it passed to write(2), to files of all kinds. */
  readonly passedBytes: number;
  /** Bytes of them that reach the disk. */
  readonly diskBytes: number;
}

/** Reads Linux's /proc; `undefined` elsewhere or when the process has ended. */
export function processCost(pid: number): ProcessCost | undefined {
  try {
    const [onCpu] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ");
    const io = readFileSync(`/proc/${pid}/io`, "utf8");
    const bytes = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(io)?.[1]);
    return {
      mainThreadMicros: Number(onCpu) / 1_000,
      passedBytes: bytes("wchar"),
      diskBytes: bytes("write_bytes"),
    };
  } catch {
    return undefined;
  }
}

/** What each of `requests` cost that were answered between two looks; `undefined` where one of these was not possible. */
export function costOfOne(
  before: ProcessCost | undefined,
  after: ProcessCost | undefined,
  requests: number,
): ProcessCost | undefined {
  if (!before || !after) return undefined;
  const ofOne = (name: keyof ProcessCost) => (after[name] - before[name]) / requests;
  return {
    mainThreadMicros: ofOne("mainThreadMicros"),
    passedBytes: ofOne("passedBytes"),
    diskBytes: ofOne("diskBytes"),
  };
}
