import type { AgentAddress } from "../protocols/acp/words/agent-requests.ts";

/** Name, street, city, state, country and postal code of places that everybody knows: nobody's home. */
const places = [
  ["555 Golden Gate Avenue", "San Francisco", "CA", "US", "94102"],
  ["350 Fifth Avenue", "New York", "NY", "US", "10118"],
  ["100 Queen Street West", "Toronto", "ON", "CA", "M5H 2N2"],
  ["10 Downing Street", "London", "", "GB", "SW1A 2AA"],
  ["Platz der Republik 1", "Berlin", "", "DE", "11011"],
  ["5 Avenue Anatole France", "Paris", "", "FR", "75007"],
  ["Dam 1", "Amsterdam", "", "NL", "1012 JS"],
  ["Stephansplatz 3", "Wien", "", "AT", "1010"],
  ["Bundesplatz 3", "Bern", "", "CH", "3005"],
  ["Grand-Place 1", "Bruxelles", "", "BE", "1000"],
  ["Piazza del Colosseo 1", "Roma", "RM", "IT", "00184"],
  ["Calle de Ruiz de Alarcón 23", "Madrid", "", "ES", "28014"],
  ["Merrion Street Upper", "Dublin", "", "IE", "D02 F627"],
  ["Bennelong Point", "Sydney", "NSW", "AU", "2000"],
  ["1-1 Chiyoda", "Chiyoda-ku", "13", "JP", "100-0001"],
] as const;

/** Where the sample buyer may live: a shop is asked one after the other until it ships there. */
export const sampleAddresses: readonly AgentAddress[] = places.map(
  ([line_one, city, state, country, postal_code]) => ({
    name: "Jane Doe",
    line_one,
    city,
    state,
    country,
    postal_code,
  }),
);
