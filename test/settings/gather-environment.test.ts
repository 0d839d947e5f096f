import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gatherEnvironment } from "../../src/settings/gather-environment.ts";
import { SettingsInvalid } from "../../src/settings/mistakes.ts";
import { temporaryFolder } from "../temporary-folder.ts";

function credentials(folder: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, "credentials");
  mkdirSync(path);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

describe("variables come from", () => {
  test("the process alone, where there are no files", () => {
    using folder = temporaryFolder();
    expect(gatherEnvironment({ PORT: "80" }, folder.path)).toEqual({ PORT: "80" });
  });

  test(".env in the folder the program is started in, with quotes and comments", () => {
    using folder = temporaryFolder();
    writeFileSync(
      join(folder.path, ".env"),
      '# the dashboard\nADMIN_TOKEN=abc\nexport SMTP_URL="smtp://a b"\nEMPTY=\n',
    );
    expect(gatherEnvironment({}, folder.path)).toEqual({
      ADMIN_TOKEN: "abc",
      SMTP_URL: "smtp://a b",
      EMPTY: "",
    });
  });

  test("no variant of .env", () => {
    using folder = temporaryFolder();
    for (const name of [".env.local", ".env.production"]) writeFileSync(join(folder.path, name), "PORT=1\n");
    expect(gatherEnvironment({}, folder.path)).toEqual({});
  });

  test("the files of CREDENTIALS_DIRECTORY, without the end of their last line", () => {
    using folder = temporaryFolder();
    const path = credentials(folder.path, { ADMIN_TOKEN: "abc\n", "tls.pem": "no variable" });
    expect(gatherEnvironment({ CREDENTIALS_DIRECTORY: path }, folder.path)).toEqual({
      CREDENTIALS_DIRECTORY: path,
      ADMIN_TOKEN: "abc",
    });
  });

  test("the first of process, credentials and .env that says them", () => {
    using folder = temporaryFolder();
    const path = credentials(folder.path, { A: "credential", B: "credential" });
    writeFileSync(join(folder.path, ".env"), "A=file\nB=file\nC=file\n");
    const { A, B, C } = gatherEnvironment({ CREDENTIALS_DIRECTORY: path, A: "process" }, folder.path);
    expect({ A, B, C }).toEqual({ A: "process", B: "credential", C: "file" });
  });
});

describe("settings are refused", () => {
  test("where the folder of credentials is not there", () => {
    using folder = temporaryFolder();
    expect(() => gatherEnvironment({ CREDENTIALS_DIRECTORY: "/nowhere" }, folder.path)).toThrow(
      "CREDENTIALS_DIRECTORY: cannot be read: ENOENT",
    );
  });

  test("where .env is there and cannot be read", () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, ".env"));
    expect(() => gatherEnvironment({}, folder.path)).toThrow(SettingsInvalid);
  });
});
