import type { Browser } from "playwright-core";
import type { Served } from "./harness";

/** What a browser test is given. */
export interface World {
  readonly browser: Browser;
  readonly served: Served;
  readonly files: ReadonlyMap<string, string>;
  /** Folder for screenshots. */
  readonly artifacts: string;
}

export interface WebviewTest {
  readonly name: string;
  run(world: World): Promise<void>;
}

export type Suite = readonly WebviewTest[];
