import type { Guest } from "../../protocol/requests";
import { findGuests } from "../../toolchains/guests";
import type { Folders } from "./folders";
import { realPathOf } from "./realPath";

/** How long what was found holds: a walk over a large workspace takes longer than an answer may. */
const holdsMs = 10_000;

interface Found {
  readonly at: number;
  readonly guests: Promise<readonly Guest[]>;
  readonly roots: Promise<readonly string[]>;
}

/** The guests of the workspace folders, looked for once in a while. */
export class KnownGuests {
  private found: Found | null = null;

  constructor(private readonly folders: Folders) {}

  guests(): Promise<readonly Guest[]> {
    return this.now().guests;
  }

  /** Real paths of the folders that may have runs: those of the workspace, and the cargo workspaces of guests in them. */
  roots(): Promise<readonly string[]> {
    return this.now().roots;
  }

  private now(): Found {
    if (this.found === null || Date.now() - this.found.at > holdsMs) {
      const guests = findGuests(this.folders.roots).catch((): readonly Guest[] => []);
      this.found = { at: Date.now(), guests, roots: this.rootsOf(guests) };
    }
    return this.found;
  }

  private async rootsOf(guests: Promise<readonly Guest[]>): Promise<readonly string[]> {
    const roots = [...this.folders.roots];
    for (const { root } of await guests) {
      const real = realPathOf(root);
      if (real !== null && this.folders.has(real) && !roots.includes(real)) roots.push(real);
    }
    return roots;
  }
}
