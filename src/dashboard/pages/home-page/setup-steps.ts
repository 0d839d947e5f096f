/** What is known of how far a shop is set up. */
export interface SetupFound {
  /** Whether it is the demo shop, of nobody. */
  readonly isDemo: boolean;
  /** Whether somebody signs in as its owner, and not by the token. */
  readonly hasOwner: boolean;
  readonly hasProducts: boolean;
  /** What is left to do before real money is taken; `undefined` where it is. */
  readonly toTakeMoney: string | undefined;
  /** Whether agents and buyers reach it over https. */
  readonly isPublic: boolean;
  readonly hasKeys: boolean;
  readonly sendsMail: boolean;
  readonly hasOrders: boolean;
}

/** A step from nothing to the first sale. */
export interface SetupStep {
  readonly words: string;
  readonly isDone: boolean;
  /** What to do. */
  readonly how: string;
  /** Where it is done in the browser, after `/admin`; absent where it is done on the server. */
  readonly path?: string | undefined;
}

/** The way from nothing to the first sale, in order. */
export function setupSteps(found: SetupFound): readonly SetupStep[] {
  return [
    {
      words: "Say who sells",
      isDone: !found.isDemo,
      how: "checkstand init asks a few questions and writes shop.toml; then start the shop again.",
    },
    {
      words: "Become its owner",
      isDone: found.hasOwner,
      how: "Choose a password of your own; from then on the token opens the API alone.",
      path: "/people",
    },
    {
      words: "Put your products in",
      isDone: found.hasProducts,
      how: "Upload what Shopify, WooCommerce or Google Merchant exports, or make them here.",
      path: "/products",
    },
    {
      words: "Be reached over https",
      isDone: found.isPublic,
      how: "Set PUBLIC_BASE_URL to your address. checkstand setup caddy prints what a web server in front needs.",
    },
    {
      words: "Take real money",
      isDone: found.toTakeMoney === undefined,
      how: found.toTakeMoney ?? "",
    },
    {
      words: "Let an agent in",
      isDone: found.hasKeys,
      how: "checkstand keys create gives an agent its key. Assistants need none: they find you at /mcp.",
    },
    {
      words: "Write to your buyers",
      isDone: found.sendsMail,
      how: "Set SMTP_URL, and ORDER_EMAIL_TO to hear of orders yourself.",
    },
    {
      words: "Sell something",
      isDone: found.hasOrders,
      how: "Open a product, look at it in the shop and buy it, or run: checkstand certify",
      path: "/products",
    },
  ];
}
