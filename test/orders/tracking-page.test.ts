import { describe, expect, test } from "bun:test";
import { tracked } from "../../src/orders/tracking-page.ts";

describe("a tracking link", () => {
  test.each([
    ["UPS", "1Z999AA10123456784", "https://www.ups.com/track?tracknum=1Z999AA10123456784"],
    ["u.p.s.", "1Z999AA10123456784", "https://www.ups.com/track?tracknum=1Z999AA10123456784"],
    [
      "usps",
      "9400 1118 9922 3456 7890 12",
      "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400111899223456789012",
    ],
    ["Fed Ex", "794644790138", "https://www.fedex.com/fedextrack/?trknbr=794644790138"],
    ["DHL Express", "1234567890", "https://www.dhl.com/en/express/tracking.html?AWB=1234567890"],
    [
      "Royal Mail",
      "AB123456789GB",
      "https://www.royalmail.com/track-your-item#/tracking-results/AB123456789GB",
    ],
    ["Australia Post", "33ABC", "https://auspost.com.au/mypost/track/#/details/33ABC"],
  ])("is made for %s and %s", (carrier, trackingNumber, page) => {
    expect(tracked({ carrier, trackingNumber }).trackingUrl).toBe(page);
  });

  test("of the merchant's own goes before ours", () => {
    const trackingUrl = "https://parcels.example/1";
    expect(tracked({ carrier: "UPS", trackingNumber: "1", trackingUrl })).toEqual({
      carrier: "UPS",
      trackingNumber: "1",
      trackingUrl,
    });
  });

  test("cannot be made without a number, or for a carrier nobody here knows", () => {
    expect(tracked({ carrier: "UPS" })).toEqual({ carrier: "UPS" });
    expect(tracked({ carrier: "Bike Bob", trackingNumber: "4 2" })).toEqual({
      carrier: "Bike Bob",
      trackingNumber: "4 2",
    });
    expect(tracked({ trackingNumber: "42" })).toEqual({ trackingNumber: "42" });
  });

  test("holds nothing of a number that a browser could take for more", () => {
    expect(tracked({ carrier: "DHL", trackingNumber: "1&x=/../#" }).trackingUrl).toBe(
      "https://www.dhl.com/en/express/tracking.html?AWB=1%26x%3D%2F..%2F%23",
    );
  });

  test("is shown with the carrier's own spelling", () => {
    expect(tracked({ carrier: "fedex" }).carrier).toBe("FedEx");
  });
});
