/** A requirement is not met. The message says what was expected and what was found. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
}

/** A requirement cannot be looked at here. The message says why, and what to do to have it looked at. */
export class CheckSkipped extends Error {
  override readonly name = "CheckSkipped";
}
