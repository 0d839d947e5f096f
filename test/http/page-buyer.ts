/** An address as it is typed on the page. */
export const sanFrancisco = {
  email: "jane@example.com",
  name: "Jane Doe",
  country: "US",
  lineOne: "555 Golden Gate Avenue",
  city: "San Francisco",
  state: "CA",
  postalCode: "94102",
};

/** A shop that answers at an address. */
interface RunningShop {
  readonly server: { readonly url: string };
}

/** A checkout's page as a buyer without scripts goes through it, request by request. */
export class PageBuyer {
  readonly #shop: RunningShop;
  url = "";
  html = "";
  status = 0;

  constructor(shop: RunningShop) {
    this.#shop = shop;
  }

  async get(path: string): Promise<this> {
    return this.#read(
      await fetch(this.#here(path), { redirect: "manual", headers: { "accept-language": "en" } }),
    );
  }

  async post(fields: Record<string, string>, path = this.url): Promise<this> {
    return this.#read(
      await fetch(this.#here(path), {
        method: "POST",
        body: new URLSearchParams(fields),
        redirect: "manual",
      }),
    );
  }

  /** What the page's hidden fields say it showed. */
  get shown(): Record<string, string> {
    const fields = [...this.html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
    return Object.fromEntries(
      fields.map(([, name = "", value = ""]) => [
        name,
        value.replaceAll("&quot;", '"').replaceAll("&amp;", "&"),
      ]),
    );
  }

  async begin(link: string): Promise<this> {
    await this.get(link);
    await this.post({}, link);
    return this.get(this.url);
  }

  async fill(fields: Record<string, string>): Promise<this> {
    await this.post({ action: "continue", ...fields });
    return this.get(this.url);
  }

  /** Buys what a link names, in the sandbox; `url` is the order's page then. */
  async buy(link: string): Promise<this> {
    await this.begin(link);
    await this.fill(sanFrancisco);
    await this.post({ action: "pay", ...this.shown, ...sanFrancisco });
    await this.post({ outcome: "paid" }, this.url);
    return this.get(this.url);
  }

  #here(path: string): string {
    return `${this.#shop.server.url}${path.replace(/^https?:\/\/[^/]+/, "")}`;
  }

  async #read(response: Response): Promise<this> {
    this.status = response.status;
    this.url = response.headers.get("location") ?? new URL(response.url).pathname;
    this.html = await response.text();
    return this;
  }
}
