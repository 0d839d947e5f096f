import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { openTerminal } from "./terminal.ts";

const projectRoot = join(import.meta.dir, "../..");
const example = readFileSync(join(projectRoot, "src/settings/shop.example.toml"), "utf8");
const adminToken = "a-token-that-is-never-printed-0123456789";

/** What `setup` prints for a shop at https://shop.example. */
async function printed(
  name: string,
  { environment = {}, settings = "" }: { environment?: Record<string, string>; settings?: string } = {},
) {
  const terminal = openTerminal({
    environment: { PUBLIC_BASE_URL: "https://shop.example", ADMIN_TOKEN: adminToken, ...environment },
  });
  terminal.file("shop.toml", settings + example);
  const { code, out, notes } = await terminal.run("setup", name);
  expect(notes).toBe("");
  expect(code).toBe(0);
  return { text: `${out}\n`, folder: terminal.directory };
}

/** Whether a program of the machine, where it is there, takes a file. */
async function accepted(words: readonly string[]): Promise<void> {
  const child = Bun.spawn([...words], { stdout: "pipe", stderr: "pipe" });
  const [out, errors, exitCode] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  expect({ exitCode, said: exitCode === 0 ? "" : out + errors }).toEqual({ exitCode: 0, said: "" });
}

describe("no file holds a secret", () => {
  test.each(["systemd", "caddy", "nginx", "compose"])("%s", async (name) => {
    expect((await printed(name)).text).not.toContain(adminToken);
  });
});

describe("the unit for systemd", () => {
  test("runs in the shop's folder and may write the database's alone", async () => {
    const { text, folder } = await printed("systemd", {
      environment: { DATABASE_URL: "file:/var/lib/shop/a.db" },
    });
    expect(text).toContain(`WorkingDirectory=${folder}\n`);
    expect(text).toContain("ProtectSystem=strict\nReadWritePaths=/var/lib/shop\n");
    expect(text).toContain("Environment=DATABASE_URL=file:/var/lib/shop/a.db\n");
  });

  test("hands over the secrets that are set, and names those that could be", async () => {
    const { text } = await printed("systemd", { environment: { STRIPE_WEBHOOK_SECRET: "whsec_1" } });
    expect(text).toContain("\nLoadCredential=ADMIN_TOKEN:");
    expect(text).toContain("\nLoadCredential=STRIPE_WEBHOOK_SECRET:");
    expect(text).toContain("\n# LoadCredential=SMTP_URL:");
  });

  test("has no capability, but for a port below 1024 the one that it takes", async () => {
    expect((await printed("systemd")).text).toContain("CapabilityBoundingSet=\n");
    const { text } = await printed("systemd", { environment: { PORT: "443" } });
    expect(text).toContain("CapabilityBoundingSet=CAP_NET_BIND_SERVICE");
    expect(text).not.toContain("PrivateUsers");
  });

  test.skipIf(!Bun.which("systemd-analyze"))("is found well locked up by systemd-analyze", async () => {
    const { text, folder } = await printed("systemd");
    const unit = join(folder, "checkstand.service");
    writeFileSync(unit, text);
    await accepted(["systemd-analyze", "security", "--offline=yes", "--threshold=20", unit]);
  });
});

test.skipIf(!Bun.which("systemd-analyze"))(
  "the unit is one to systemd, wherever the program lies",
  async () => {
    const { text, folder } = await printed("systemd");
    const unit = join(folder, "checkstand.service");
    // What it starts must be there: the program itself need not be, on the machine of a test.
    writeFileSync(unit, text.replace(/^ExecStart=\S+/m, "ExecStart=/bin/true"));
    await accepted(["systemd-analyze", "verify", unit]);
  },
);

describe("the Caddyfile", () => {
  test("passes on what stands under the base path alone, where there is one", async () => {
    const { text } = await printed("caddy", { settings: 'base_path = "/api"\n' });
    expect(text).toContain("@shop path /api /api/* /.well-known/*");
    expect(text).toContain("reverse_proxy @shop 127.0.0.1:3000");
  });

  test.skipIf(!Bun.which("caddy"))("is one to Caddy", async () => {
    const { text, folder } = await printed("caddy");
    const file = join(folder, "Caddyfile");
    writeFileSync(file, text);
    await accepted(["caddy", "validate", "--adapter", "caddyfile", "--config", file]);
  });
});

describe("the site for nginx", () => {
  test("tells who asks in words that no caller chose", async () => {
    const { text } = await printed("nginx");
    expect(text).toContain("proxy_set_header X-Forwarded-For $remote_addr;");
    expect(text).not.toContain("proxy_add_x_forwarded_for");
  });

  test.skipIf(!Bun.which("nginx"))("is one to nginx", async () => {
    const { text, folder } = await printed("nginx", { settings: 'base_path = "/api"\n' });
    const certificate = join(projectRoot, "test/outgoing/certificates/agent.example");
    const site = text
      .replace(/ssl_certificate .*/, `ssl_certificate ${certificate}.pem;`)
      .replace(/ssl_certificate_key .*/, `ssl_certificate_key ${certificate}.key;`);
    const file = join(folder, "nginx.conf");
    writeFileSync(file, `pid ${folder}/pid;\nevents {}\nhttp {\naccess_log off;\n${site}}\n`);
    await accepted(["nginx", "-t", "-q", "-e", "stderr", "-c", file]);
  });
});

describe("the compose file", () => {
  test("is YAML, with the shop without privileges behind Caddy", async () => {
    const { services, secrets } = parse((await printed("compose")).text);
    expect(services.shop).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
    expect(services.shop.ports).toBeUndefined();
    expect(secrets).toEqual({ ADMIN_TOKEN: { file: "./secrets/ADMIN_TOKEN" } });
  });

  test("is the one beside the Dockerfile", async () => {
    const file = join(projectRoot, "scripts/container/compose.yaml");
    expect((await printed("compose")).text).toBe(readFileSync(file, "utf8"));
  });
});

test("without an https origin an example's stands there, and that is said", async () => {
  const terminal = openTerminal();
  const { code, out, notes } = await terminal.run("setup", "caddy");
  expect(code).toBe(0);
  expect(out).toContain("shop.example {");
  expect(notes).toContain("Set it to the https origin");
});
