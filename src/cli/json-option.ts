import { Option } from "commander";

/** What `--json` gives a command. */
export interface JsonOption {
  readonly json?: true;
}

/** `--json`, on every command that prints data. */
export function jsonOption(): Option {
  return new Option("--json", "as JSON");
}
