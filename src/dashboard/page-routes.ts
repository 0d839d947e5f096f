import { Elysia } from "elysia";
import { accountRoutes } from "./pages/account/route.ts";
import { healthRoutes } from "./pages/health/route.ts";
import { homeRoute } from "./pages/home-page/route.ts";
import { joinRoutes } from "./pages/join/route.ts";
import { orderPageRoutes } from "./pages/order/route.ts";
import { ordersRoute } from "./pages/orders/route.ts";
import { ordersChosenRoute } from "./pages/orders-chosen/route.ts";
import { openPageFrame } from "./pages/page-frame.ts";
import { peoplePageRoutes } from "./pages/people/route.ts";
import { printRoute } from "./pages/print/route.ts";
import { productPageRoutes } from "./pages/product/route.ts";
import { productNewRoute } from "./pages/product-new/route.ts";
import { productsRoute } from "./pages/products/route.ts";
import { searchRoute } from "./pages/search/route.ts";
import { PasswordGuesses } from "./pages/sign-in/password-guesses.ts";
import { signInRoutes } from "./pages/sign-in/route.ts";
import { uploadRoutes } from "./pages/upload/route.ts";
import type { AdminServices } from "./services.ts";
import { assetRoutes } from "./shell/assets.ts";

/** The merchant's dashboard in a browser, under `/admin`: server-made pages and forms, which work without scripts, behind a sign-in. */
export function dashboardRoutes(services: AdminServices) {
  const frame = openPageFrame(services);
  const guesses = new PasswordGuesses(services.clock);
  return new Elysia({ normalize: false })
    .use(assetRoutes())
    .use(homeRoute(frame, services))
    .use(ordersRoute(frame, services))
    .use(ordersChosenRoute(frame, services))
    .use(printRoute(frame, services))
    .use(productsRoute(frame, services))
    .use(productPageRoutes(frame, services))
    .use(productNewRoute(frame, services))
    .use(uploadRoutes(frame, services))
    .use(healthRoutes(frame, services))
    .use(searchRoute(frame, services))
    .use(peoplePageRoutes(frame, services))
    .use(accountRoutes(frame, services, guesses))
    .use(joinRoutes(frame, services))
    .use(signInRoutes(frame, services, guesses))
    .use(orderPageRoutes(frame, services));
}
