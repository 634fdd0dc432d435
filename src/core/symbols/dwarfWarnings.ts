const maxWarnings = 20;

/** What is said of damaged debug information, each thing once. */
export class DwarfWarnings {
  readonly list: string[] = [];

  add(text: string): void {
    if (this.list.length < maxWarnings && !this.list.includes(text)) this.list.push(text);
  }

  /** `why` is null where nothing is lost. */
  leftOut(why: string | null): void {
    if (why !== null) this.add(`a unit of the debug information is left out: ${why}`);
  }

  /** Of units whose entries stand in files of their own. */
  split(): void {
    this.add(
      "split debug information: lines are known, functions that were inlined stand in .dwo files, which are not read; build without split debug information for them",
    );
  }

  damagedUnit(error: Error): void {
    this.add(`a unit of the debug information is damaged (${error.message || "cut off"})`);
  }

  damagedLines(error: Error): void {
    this.add(`a line table of the debug information is damaged (${error.message || "cut off"})`);
  }

  damagedOrphan(): void {
    this.add("a line table of the debug information is damaged");
  }
}
