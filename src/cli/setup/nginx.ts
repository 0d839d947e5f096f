import type { Installation } from "./installation.ts";
import { bodyLimit, upstreamOf } from "./proxy.ts";

/** A site for nginx 1.18 and later, with certificates as certbot lays them down. */
export function nginxSiteOf(installation: Installation): string {
  const { domain, basePath } = installation;
  return `# nginx before Checkstand. Put this into /etc/nginx/sites-available/checkstand, link it into sites-enabled, get a
# certificate (certbot certonly --webroot -w /var/www/html -d ${domain}), then: nginx -t && systemctl reload nginx

upstream checkstand {
    server ${upstreamOf(installation)};
    # Connections that are kept open, so that a request need not wait for a new one.
    keepalive 32;
}

server {
    listen 80;
    listen [::]:80;
    server_name ${domain};

    location /.well-known/acme-challenge/ {
        root /var/www/html;
    }
    location / {
        return 308 https://$host$request_uri;
    }
}

server {
    listen 443 ssl http2;
    listen [::]:443 ssl http2;
    server_name ${domain};

    ssl_certificate     /etc/letsencrypt/live/${domain}/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/${domain}/privkey.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:checkstand:10m;
    ssl_session_tickets off;

    server_tokens off;
    add_header Strict-Transport-Security "max-age=31536000" always;

    # More than any request to the shop may have. The shop itself answers what is too long, in words.
    client_max_body_size ${bodyLimit.megabytes}m;
    # A caller who sends slowly holds nothing of the shop.
    client_body_timeout 30s;
    client_header_timeout 15s;

    location ${basePath === "" ? "/" : `${basePath}/`} {
        proxy_pass http://checkstand;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
        # Who asks, and nothing that a caller wrote there. The shop believes it because nginx is on the same machine;
        # elsewhere name its address in TRUSTED_PROXY.
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header Forwarded "";
        # A payment may take 15 seconds. And a request is sent once: agents repeat it themselves, with its key.
        proxy_read_timeout 60s;
        proxy_next_upstream off;
    }
${basePath === "" ? "" : "    location /.well-known/ {\n        proxy_pass http://checkstand;\n        proxy_set_header Host $host;\n        proxy_set_header X-Forwarded-For $remote_addr;\n    }\n"}}
`;
}
