import type { Memento } from "vscode";

/** What a user chose for one metrics file. */
export interface MetricsChoice {
  /** As `--openvm-version`; null: told by the file. */
  readonly version: string | null;
  /** To compare with; null for none. */
  readonly previous: string | null;
}

const key = "cyclelens.openvm.choices";
const none: MetricsChoice = { version: null, previous: null };
/** Files that are remembered; the oldest go. */
const most = 50;

/** Choices by file, for a reload of the window and the next time. What was stored may be of any version. */
export class MetricsChoices {
  constructor(private readonly state: Pick<Memento, "get" | "update">) {}

  of(file: string): MetricsChoice {
    const { version, previous } = this.#all()[file] ?? none;
    return {
      version: typeof version === "string" ? version : null,
      previous: typeof previous === "string" ? previous : null,
    };
  }

  async change(file: string, choice: Partial<MetricsChoice>): Promise<void> {
    const chosen = { ...this.of(file), ...choice };
    const others = Object.entries(this.#all()).filter(([other]) => other !== file);
    const kept = others.slice(-most + 1);
    if (chosen.version !== null || chosen.previous !== null) kept.push([file, chosen]);
    await this.state.update(key, Object.fromEntries(kept));
  }

  #all(): Readonly<Record<string, Partial<MetricsChoice>>> {
    const stored = this.state.get<unknown>(key);
    return typeof stored === "object" && stored !== null && !Array.isArray(stored)
      ? (stored as Record<string, Partial<MetricsChoice>>)
      : {};
  }
}
