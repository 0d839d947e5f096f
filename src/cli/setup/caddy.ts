import type { Installation } from "./installation.ts";
import { bodyLimit, upstreamOf } from "./proxy.ts";

/** A Caddyfile with one site. Caddy gets and renews the certificate, and sends `X-Forwarded-For` as it should be. */
export function caddyfileOf(installation: Installation): string {
  const { domain, basePath } = installation;
  return `# Caddy before Checkstand. Put this into /etc/caddy/Caddyfile, then: systemctl reload caddy
#
# Caddy tells the shop who asks, by X-Forwarded-For, and throws away what a caller wrote there. The shop believes it
# because Caddy is on the same machine; elsewhere name its address in TRUSTED_PROXY.

${site(domain, upstreamOf(installation), basePath)}`;
}

/**
 * One site of a Caddyfile.
 *
 * @param upstream host and port of the shop.
 */
export function site(domain: string, upstream: string, basePath: string): string {
  const matcher = basePath === "" ? "" : " @shop";
  return `${domain} {
	# More than any request to the shop may have. The shop itself answers what is too long, in words.
	request_body {
		max_size ${bodyLimit.megabytes}MB
	}
	header {
		# From now on by https alone.
		Strict-Transport-Security "max-age=31536000"
		-Server
	}
${basePath === "" ? "" : `	@shop path ${basePath} ${basePath}/* /.well-known/*\n`}	reverse_proxy${matcher} ${upstream} {
		transport http {
			# A payment may take 15 seconds.
			response_header_timeout 60s
		}
	}
}
`;
}
