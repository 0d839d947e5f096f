/** Loaded before the program: its machine's clock is an hour ahead. */
import { HOUR } from "../../src/clock.ts";

const rightNow = Date.now;
Date.now = () => rightNow() + HOUR;
