import { type Command, Option } from "commander";
import type { AcpAgreement, UcpAgreement } from "../../agents/agent.ts";
import { readProfileAddress } from "../../agents/profile-address.ts";
import { WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";
import { agree, describeAgreement, withoutSecrets } from "./agreement.ts";

interface SpeakOptions extends JsonOption {
  readonly defaultVersion?: string;
  readonly completeStatus?: "200" | "201";
  readonly profile?: readonly string[];
}

/** `checkstand keys speak`. */
export function addSpeak(keys: Command, terminal: Terminal): void {
  keys
    .command("speak")
    .description(
      "say which ACP version an agent means, what a completion answers, and which UCP profiles are the agent's",
    )
    .argument("<agent>", "the agent's name")
    .option(
      "--default-version <date>",
      'the version of a request without API-Version; "none": such requests are refused',
    )
    .addOption(
      new Option(
        "--complete-status <code>",
        "200 as in the specification, 201 as in one launch guide",
      ).choices(["200", "201"]),
    )
    .option("--profile <url...>", 'the UCP profiles that its keys may present; "none": whichever they name')
    .addOption(jsonOption())
    .action(async (name: string, { defaultVersion, completeStatus, profile, ...options }: SpeakOptions) => {
      const version = defaultVersion === undefined ? undefined : versionOrNone(defaultVersion);
      const acp: AcpAgreement = {
        ...(version === undefined ? {} : { defaultVersion: version === "none" ? undefined : version }),
        ...(completeStatus === undefined ? {} : { completeStatus: completeStatus === "201" ? 201 : 200 }),
      };
      const ucp: UcpAgreement | undefined = profile && { profiles: profilesOrNone(profile) };
      const agreed = await agree(terminal, name, { acp, ...(ucp && { ucp }) });
      terminal.out(options.json ? JSON.stringify(withoutSecrets(agreed)) : describeAgreement(agreed));
    });
}

function profilesOrNone(texts: readonly string[]): readonly string[] | undefined {
  if (texts.length === 1 && texts[0] === "none") return undefined;
  return texts.map((text) => {
    const address = readProfileAddress(text);
    if (!address)
      throw new WrongUsage(`--profile must be the address of a UCP profile, or none, not "${text}".`);
    return address.href;
  });
}

function versionOrNone(text: string): string {
  if (text === "none" || /^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  throw new WrongUsage(`--default-version must be a version such as 2026-04-17, or none, not "${text}".`);
}
