import type { Profile } from "../../core/profile/model";

/** At most so many profiles, and so many bytes of columns, stay in memory. */
const mostProfiles = 6;
const mostBytes = 512 * 2 ** 20;

interface Kept<T> {
  readonly key: string;
  readonly value: Promise<T>;
  /** 0 until it is loaded. */
  bytes: number;
}

/** What was asked for last stays in memory, within a bound; who asks twice at once waits for one load. */
export class ProfileCache<T extends { readonly profile: Profile }> {
  /** The last one is the one used last. */
  private kept: Kept<T>[] = [];

  constructor(
    private readonly most: { readonly profiles: number; readonly bytes: number } = {
      profiles: mostProfiles,
      bytes: mostBytes,
    },
  ) {}

  get size(): number {
    return this.kept.length;
  }

  /** `key` names the bytes of the files, not only their place: a file that changed is loaded anew. */
  get(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.kept.find((one) => one.key === key);
    if (known) {
      this.kept = [...this.kept.filter((one) => one !== known), known];
      return known.value;
    }
    const entry: Kept<T> = { key, value: load(), bytes: 0 };
    this.kept.push(entry);
    entry.value.then(
      ({ profile }) => {
        entry.bytes = bytesOf(profile);
        this.shrink();
      },
      // What failed, or was cancelled, is tried again by the next one who asks.
      () => void (this.kept = this.kept.filter((one) => one !== entry)),
    );
    this.shrink();
    return entry.value;
  }

  private shrink(): void {
    const total = (): number => this.kept.reduce((sum, { bytes }) => sum + bytes, 0);
    while (this.kept.length > this.most.profiles || (this.kept.length > 1 && total() > this.most.bytes))
      this.kept.shift();
  }
}

/** What a profile's columns and names take, roughly. */
function bytesOf(profile: Profile): number {
  const { functions, callTree, lines, instructions } = profile;
  let bytes = 0;
  const tables: readonly (object | null)[] = [
    functions,
    callTree,
    callTree?.frames ?? null,
    lines,
    instructions,
  ];
  for (const table of tables) {
    if (table === null) continue;
    for (const column of Object.values(table) as unknown[]) {
      if (ArrayBuffer.isView(column)) bytes += column.byteLength;
      else if (Array.isArray(column)) bytes += 64 * column.length;
      else if (typeof column === "object" && column !== null)
        for (const inner of Object.values(column)) if (ArrayBuffer.isView(inner)) bytes += inner.byteLength;
    }
  }
  return bytes;
}
