/** What a copy is doing. `done` and `total` are rows; both are 0 where nothing is counted. */
export interface CopyProgress {
  readonly step: "copying" | "completing" | "comparing";
  readonly done: number;
  readonly total: number;
}
