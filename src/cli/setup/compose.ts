import { version } from "../../version.ts";
import { site } from "./caddy.ts";
import type { Installation } from "./installation.ts";

/** The network between the two containers: from it, and from nobody else, X-Forwarded-For is believed. */
const NETWORK = "172.30.53.0/24";

/** A compose file: the shop's container, read-only and without any privilege, behind Caddy's. */
export function composeFileOf(installation: Installation): string {
  const { domain, publicOrigin, basePath } = installation;
  const set = installation.secrets.filter((name) => installation.secretsSet.has(name));
  // A shop without a token for its dashboard is no good start.
  const secrets = set.length > 0 ? set : ["ADMIN_TOKEN"];
  return `# Checkstand behind Caddy. Beside this file: shop.toml, and secrets/ with a file for each secret below, such as
#
#   mkdir -m 700 secrets && openssl rand -hex 32 > secrets/ADMIN_TOKEN && chown -R 10001 secrets
#
# then: docker compose up --detach. Commands: docker compose exec shop checkstand orders list

services:
  shop:
    image: checkstand:${version}
    restart: unless-stopped
    environment:
      PUBLIC_BASE_URL: ${publicOrigin}
      SHOP_CONFIG: /shop/shop.toml
      DATABASE_URL: file:/shop/data/checkstand.db
      # Caddy alone is on this network: what it says of who asks is believed.
      TRUSTED_PROXY: ${NETWORK}
      CREDENTIALS_DIRECTORY: /run/secrets
    secrets:
${secrets.map((name) => `      - ${name}`).join("\n")}
    volumes:
      - ./shop.toml:/shop/shop.toml:ro
      - data:/shop/data
    networks: [inside]
    read_only: true
    tmpfs:
      - /tmp
    cap_drop: [ALL]
    security_opt:
      - no-new-privileges:true
    # It finishes what is in flight: a payment may take 15 seconds.
    stop_grace_period: 60s

  caddy:
    image: caddy:2
    restart: unless-stopped
    depends_on:
      shop:
        condition: service_healthy
    ports:
      - "80:80"
      - "443:443"
      - "443:443/udp"
    configs:
      - source: caddyfile
        target: /etc/caddy/Caddyfile
    volumes:
      - certificates:/data
    networks: [inside]

configs:
  caddyfile:
    content: |
${site(domain, "shop:3000", basePath)
  .trimEnd()
  .replace(/^(?=.)/gm, "      ")}

secrets:
${secrets.map((name) => `  ${name}:\n    file: ./secrets/${name}`).join("\n")}

volumes:
  # The database. One server a file: never give it to a second container.
  data:
  certificates:

networks:
  inside:
    ipam:
      config:
        - subnet: ${NETWORK}
`;
}
