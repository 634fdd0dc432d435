import type { FlameSearchResult, FlameSlice } from "../../src/core/analysis/flame/types";
import { formatPercent } from "../../src/core/report/figures";
import type { FlameWords } from "../../src/protocol/flameWords";
import { fill } from "../../src/protocol/flameWords";
import type { Backend } from "./backend";
import type { MatchPlace } from "./places";
import { matchPlaces } from "./places";
import type { PageState } from "./state";

const typingPauseMs = 120;
const none: ReadonlySet<number> = new Set();

/** What the search tells the page. */
export interface SearchEvents {
  /** A sentence beside the field; empty for no search. */
  readonly result: (text: string) => void;
  /** Other frames match now. */
  readonly matches: () => void;
}

/** The search of the page: asked a moment after the last key, an answer that comes late is void. */
export class Search {
  private found: FlameSearchResult | null = null;
  private ids = none;
  private match = -1;
  private asked = 0;
  private typing = 0;

  constructor(
    private readonly words: FlameWords,
    private readonly backend: Pick<Backend, "search">,
    private readonly present: () => PageState,
    private readonly events: SearchEvents,
  ) {}

  /** Ids of frames that match. */
  get matches(): ReadonlySet<number> {
    return this.ids;
  }

  /** Asks once nobody types any more. */
  askSoon(pauseMs = typingPauseMs): void {
    clearTimeout(this.typing);
    this.typing = window.setTimeout(() => void this.ask(), pauseMs);
  }

  /** Asks again where the answer was to another question, or was forgotten. */
  refresh(): void {
    const { query } = this.present();
    if (query !== "" && this.found?.query !== query) void this.ask();
  }

  /** Frames have other ids, or cost something else. */
  forget(): void {
    this.keep(null);
  }

  /** The next step leads to the first match again. */
  rewind(): void {
    this.match = -1;
  }

  /** The next match or the one before, around the ends; null where nothing matches. */
  step(slice: FlameSlice, step: 1 | -1): MatchPlace | null {
    const places = this.found ? matchPlaces(slice, this.found) : [];
    const count = places.length;
    if (count === 0) return null;
    this.match = this.match < 0 ? (step > 0 ? 0 : count - 1) : (this.match + step + count) % count;
    return places[this.match]!;
  }

  dispose(): void {
    clearTimeout(this.typing);
  }

  private async ask(): Promise<void> {
    const { query, regex, view } = this.present();
    const turn = ++this.asked;
    this.match = -1;
    if (query === "") {
      this.keep(null);
      this.events.result("");
      this.events.matches();
      return;
    }
    try {
      const found = await this.backend.search({ ...view, query, regex });
      if (turn !== this.asked) return;
      this.keep(found);
      this.events.result(this.sentence(found));
      this.events.matches();
    } catch (error) {
      if (turn === this.asked) this.events.result(error instanceof Error ? error.message : String(error));
    }
  }

  private keep(found: FlameSearchResult | null): void {
    this.found = found;
    this.ids = found ? new Set(found.ids) : none;
  }

  private sentence(found: FlameSearchResult): string {
    const { patternSyntax, patternTooLong, patternTooSlow, searchNone, searchResult } = this.words;
    const problems = { syntax: patternSyntax, "too-long": patternTooLong, "too-slow": patternTooSlow };
    if (found.problem) return problems[found.problem];
    if (found.frames === 0) return searchNone;
    return fill(searchResult, formatPercent(found.share), found.frames.toLocaleString());
  }
}
