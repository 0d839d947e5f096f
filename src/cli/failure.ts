/** The command could not do what it was asked for. The message is for the person at the terminal; exit code 1. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
}

/** The command was asked for something that makes no sense. Exit code 2. */
export class WrongUsage extends Error {
  override readonly name = "WrongUsage";
}
