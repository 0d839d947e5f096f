import Counter from "prom-client/lib/counter.js";
import Gauge from "prom-client/lib/gauge.js";
import Histogram from "prom-client/lib/histogram.js";
import Registry from "prom-client/lib/registry.js";

// Part by part: the whole would bring a push gateway and clusters, and for these Node's HTTP, to every start.
export { Counter, Gauge, Histogram, Registry };
