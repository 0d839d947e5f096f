/** A number of places, each for one at a time. Whoever finds none free waits for one, first come, first served. */
export interface Places<Place> {
  /** @param since since when it has been wanted, by `performance.now()`. */
  take(since: number): Promise<Place>;
  giveBack(place: Place): void;
  /** Since when the first in line waits; `undefined` where nobody does. */
  waitingSince(): number | undefined;
}

/** Makes {@link Places}, each when it is first wanted. */
export function createPlaces<Place>(most: number, make: () => Place): Places<Place> {
  const free: { readonly place: Place }[] = [];
  const waiting: { readonly since: number; readonly take: (place: Place) => void }[] = [];
  let made = 0;
  return {
    take(since) {
      const last = free.pop();
      if (last) return Promise.resolve(last.place);
      if (made >= most) return new Promise((take) => waiting.push({ since, take }));
      made += 1;
      return Promise.resolve(make());
    },
    giveBack(place) {
      const next = waiting.shift();
      if (next) next.take(place);
      else free.push({ place });
    },
    waitingSince: () => waiting[0]?.since,
  };
}
