/** A carrier with a public page for every parcel. */
interface Carrier {
  readonly name: string;
  /** How people write it, in lower case without spaces or punctuation. */
  readonly spellings: readonly string[];
  /** The page of a parcel; `{number}` stands for the tracking number. */
  readonly page: string;
}

const carriers: readonly Carrier[] = [
  { name: "UPS", spellings: ["ups"], page: "https://www.ups.com/track?tracknum={number}" },
  {
    name: "USPS",
    spellings: ["usps", "uspostalservice", "unitedstatespostalservice"],
    page: "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}",
  },
  {
    name: "FedEx",
    spellings: ["fedex", "federalexpress"],
    page: "https://www.fedex.com/fedextrack/?trknbr={number}",
  },
  {
    name: "DHL",
    spellings: ["dhl", "dhlexpress"],
    page: "https://www.dhl.com/en/express/tracking.html?AWB={number}",
  },
  {
    name: "DHL Paket",
    spellings: ["dhlpaket", "dhlgermany", "deutschepost"],
    page: "https://www.dhl.de/en/privatkunden/pakete-empfangen/verfolgen.html?piececode={number}",
  },
  { name: "OnTrac", spellings: ["ontrac"], page: "https://www.ontrac.com/tracking/?number={number}" },
  {
    name: "Canada Post",
    spellings: ["canadapost", "postescanada"],
    page: "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={number}",
  },
  {
    name: "Purolator",
    spellings: ["purolator"],
    page: "https://www.purolator.com/en/shipping/tracker?pin={number}",
  },
  {
    name: "Royal Mail",
    spellings: ["royalmail"],
    page: "https://www.royalmail.com/track-your-item#/tracking-results/{number}",
  },
  { name: "Evri", spellings: ["evri", "hermesuk"], page: "https://www.evri.com/track/parcel/{number}" },
  { name: "DPD UK", spellings: ["dpduk"], page: "https://track.dpd.co.uk/parcels/{number}" },
  {
    name: "DPD",
    spellings: ["dpd", "dpdgermany"],
    page: "https://tracking.dpd.de/status/en_US/parcel/{number}",
  },
  { name: "GLS", spellings: ["gls"], page: "https://gls-group.com/GROUP/en/parcel-tracking?match={number}" },
  {
    name: "La Poste",
    spellings: ["laposte", "colissimo"],
    page: "https://www.laposte.fr/outils/suivre-vos-envois?code={number}",
  },
  {
    name: "Australia Post",
    spellings: ["australiapost", "auspost"],
    page: "https://auspost.com.au/mypost/track/#/details/{number}",
  },
];

/**
 * A shipment's carrier as it is to be shown, and the page its parcel is tracked on. A carrier that is not known here
 * keeps the merchant's spelling and has no page; a page the merchant names goes before ours.
 */
export function tracked(shipment: {
  readonly carrier?: string | undefined;
  readonly trackingNumber?: string | undefined;
  readonly trackingUrl?: string | undefined;
}): {
  readonly carrier?: string | undefined;
  readonly trackingNumber?: string | undefined;
  readonly trackingUrl?: string | undefined;
} {
  const { carrier, trackingUrl } = shipment;
  const known = carrier === undefined ? undefined : carrierOf(carrier);
  // People copy numbers with the spaces they are printed with.
  const trackingNumber = known ? shipment.trackingNumber?.replace(/\s/g, "") : shipment.trackingNumber;
  return {
    carrier: known?.name ?? carrier,
    trackingNumber,
    trackingUrl:
      trackingUrl ??
      (known && trackingNumber !== undefined
        ? known.page.replace("{number}", encodeURIComponent(trackingNumber))
        : undefined),
  };
}

function carrierOf(written: string): Carrier | undefined {
  const spelling = written.toLowerCase().replace(/[^a-z]/g, "");
  return carriers.find(({ spellings }) => spellings.includes(spelling));
}
