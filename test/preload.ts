/** What every run of the tests begins with. A hook registered here, and nowhere else, belongs to the run, not a file. */
import { afterAll } from "bun:test";
import { removeFoldersOfRun } from "./temporary-folder.ts";

afterAll(removeFoldersOfRun);
