import type { PictureOrigins } from "../../catalog/picture-origins.ts";
import { type Clock, MINUTE } from "../../clock.ts";
import type { Shop } from "../../shop.ts";
import { type Widget, widgetMeta, widgetMimeType, widgetPage, widgets } from "./widgets.ts";

/** How long it is remembered where the pictures come from, ms. */
const REMEMBERED = 10 * MINUTE;

/** The widgets' pages, as MCP hands them out. */
export interface WidgetResources {
  list(): Promise<ListedWidget[]>;
  /** `undefined` for an address that is none of a widget's. */
  read(uri: string): Promise<WidgetContent | undefined>;
}

interface Described {
  readonly uri: string;
  readonly mimeType: string;
  readonly _meta: Record<string, unknown>;
}

interface ListedWidget extends Described {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

interface WidgetContent extends Described {
  readonly text: string;
}

/** Makes the resources of one shop. */
export function widgetResources(
  shop: Pick<Shop, "publicBaseUrl" | "currency">,
  pictures: PictureOrigins,
  clock: Pick<Clock, "tick">,
): WidgetResources {
  const byUri = new Map<string, Widget>(Object.values(widgets).map((widget) => [widget.uri, widget]));
  let known: { readonly origins: readonly string[]; readonly until: number } | undefined;

  async function pictureOrigins(): Promise<readonly string[]> {
    if (known === undefined || clock.tick() >= known.until) {
      const origins = new Set([new URL(shop.publicBaseUrl).origin, ...(await pictures.pictureOrigins())]);
      known = { origins: [...origins], until: clock.tick() + REMEMBERED };
    }
    return known.origins;
  }

  async function described(widget: Widget): Promise<ListedWidget> {
    const { uri, name, title, description } = widget;
    const _meta = widgetMeta(widget, await pictureOrigins(), shop.publicBaseUrl);
    return { uri, name, title, description, mimeType: widgetMimeType, _meta };
  }

  return {
    list: () => Promise.all([...byUri.values()].map(described)),
    async read(uri) {
      const widget = byUri.get(uri);
      if (!widget) return undefined;
      const _meta = widgetMeta(widget, await pictureOrigins(), shop.publicBaseUrl);
      return { uri, mimeType: widgetMimeType, text: widgetPage(widget, shop), _meta };
    },
  };
}
