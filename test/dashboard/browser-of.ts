import type { ServedShop } from "../http/shop-server.ts";

/** Somebody at the pages, as a browser without scripts: it keeps the cookie, and reads the form token of the pages it sees. */
export function openBrowserOf(shop: ServedShop) {
  let cookie = "";
  let token = "";
  async function see(response: Response) {
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    const text = await response.text();
    token = /name="form_token" value="([^"]+)"/.exec(text)?.[1] ?? token;
    return { status: response.status, text, to: response.headers.get("location"), headers: response.headers };
  }
  return {
    get: async (path: string) =>
      see(await shop.fetch(`/admin${path}`, { headers: { cookie }, redirect: "manual" })),
    post: async (path: string, fields: Record<string, string> = {}) =>
      see(
        await shop.fetch(`/admin${path}`, {
          method: "POST",
          redirect: "manual",
          headers: { cookie, "content-type": "application/x-www-form-urlencoded", "user-agent": "test" },
          body: new URLSearchParams({
            form_token: token,
            form_key: crypto.randomUUID().replaceAll("-", ""),
            ...fields,
          }).toString(),
        }),
      ),
    forget: () => {
      cookie = "";
      token = "";
    },
    cookie: () => cookie,
  };
}

/** Such a browser. */
export type Browser = ReturnType<typeof openBrowserOf>;
