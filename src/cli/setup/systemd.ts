import type { Installation } from "./installation.ts";

/** Where systemd is told to find the shop's secrets, a file each. */
const CREDENTIALS = "/etc/checkstand/credentials";

/**
 * A systemd unit: the server as a user of its own that may write the database's folder and nothing else. What each line
 * of the sandbox does is said in systemd.exec(5).
 */
export function systemdUnitOf(installation: Installation): string {
  const { shopName, folder, program, databaseFolder } = installation;
  return `# Checkstand as a service. Put this into /etc/systemd/system/checkstand.service, then:
#
#   useradd --system --home-dir ${folder} --shell /usr/sbin/nologin checkstand
#   install -d -o checkstand -g checkstand -m 750 ${databaseFolder}
#   chgrp checkstand ${installation.shopFile} && chmod 640 ${installation.shopFile}
#   systemctl daemon-reload && systemctl enable --now checkstand
#
# Commands beside it run as the same user, in the same folder:
#   cd ${folder} && sudo -u checkstand ${program} orders list

[Unit]
Description=Checkstand: ${shopName}
After=network-online.target
Wants=network-online.target

[Service]
Type=exec
User=checkstand
Group=checkstand
WorkingDirectory=${folder}
ExecStart=${program} serve
# After SIGTERM it finishes what is in flight: a payment may take 15 seconds.
TimeoutStopSec=60
Restart=on-failure
RestartSec=2
# 2 says that the settings are wrong: starting again mends nothing.
RestartPreventExitStatus=2

# Where it runs. What else the README names may stand here, too.
Environment=HOST=${installation.host}
Environment=PORT=${installation.port}
Environment=PUBLIC_BASE_URL=${installation.publicOrigin}
Environment=SHOP_CONFIG=${installation.shopFile}
Environment=DATABASE_URL=file:${databaseFolder}/${installation.databaseFile}

# Secrets, a file each that only root can read: no other program of the user checkstand sees them, nor \`systemctl show\`.
#   install -d -m 700 ${CREDENTIALS}
#   systemd-ask-password -n "ADMIN_TOKEN" | install -m 600 /dev/stdin ${CREDENTIALS}/ADMIN_TOKEN
# Then take them out of ${folder}/.env.
${credentials(installation)}

# The sandbox. The database is all it may write.
ProtectSystem=strict
ReadWritePaths=${databaseFolder}
ProtectHome=${isAtHome(installation) ? "read-only" : "yes"}
PrivateTmp=yes
PrivateDevices=yes
DevicePolicy=closed
PrivateMounts=yes
UMask=0077
NoNewPrivileges=yes
${privileges(installation)}
RestrictSUIDSGID=yes
RemoveIPC=yes
PrivateIPC=yes
KeyringMode=private
# The kernel, its modules, its logs and its clock (which the filter of system calls keeps) are nobody's here.
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectHostname=yes
# Other processes are not seen.
ProtectProc=invisible
ProcSubset=pid
RestrictNamespaces=yes
RestrictRealtime=yes
LockPersonality=yes
# The network, and the sockets by which names are looked up and systemd hears the log.
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
# Not MemoryDenyWriteExecute=: JavaScript is compiled while it runs.
LimitNOFILE=65536
# MemoryMax=1G

[Install]
WantedBy=multi-user.target
`;
}

function credentials({ secrets, secretsSet }: Installation): string {
  return secrets
    .map((name) => `${secretsSet.has(name) ? "" : "# "}LoadCredential=${name}:${CREDENTIALS}/${name}`)
    .join("\n");
}

/** A port below 1024 is the one thing that a user of its own may not take. */
function privileges({ port }: Installation): string {
  return port > 0 && port < 1024
    ? "# To listen on a port below 1024.\nAmbientCapabilities=CAP_NET_BIND_SERVICE\nCapabilityBoundingSet=CAP_NET_BIND_SERVICE"
    : "CapabilityBoundingSet=\nAmbientCapabilities=\nPrivateUsers=yes";
}

/** Whether the shop or the program lies where the homes of people are, which the service otherwise does not see. */
function isAtHome({ folder, databaseFolder, program }: Installation): boolean {
  return [folder, databaseFolder, program].some((path) => /^\/(?:home|root|run\/user)\//.test(`${path}/`));
}
