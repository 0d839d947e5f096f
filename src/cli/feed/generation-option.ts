import { Option } from "commander";
import { type Generation, generations } from "../../feed/row.ts";

/** What `--generation` gives a command. */
export interface GenerationOption {
  readonly generation?: Generation;
}

/** `--generation`, where the settings' own can be overruled. */
export function generationOption(): Option {
  return new Option("--generation <name>", "whose field names (default: as in shop.toml)").choices(
    generations,
  );
}
