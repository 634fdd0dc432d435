import type { Services } from "../services";
import type { BuildProblems } from "./buildProblems";
import type { Guests } from "./guests";
import type { RunMemory } from "./memory";
import type { RunSession } from "./session";

/** What every command of the run flow works with. */
export interface RunFlow {
  readonly services: Services;
  readonly guests: Guests;
  readonly memory: RunMemory;
  readonly session: RunSession;
  readonly problems: BuildProblems;
}
