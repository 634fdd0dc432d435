import type { Listed, OpcodeRow, Profile } from "../profile/model";

/** Most differences that are told. */
const most = 100;

/**
 * Where a run of the embedded engine and one of the machine's own tool say different things of the same guest,
 * one sentence each. Compared is what both know: totals, opcodes, memory, usage, regions, tags, the listed
 * functions, output, exit code, and steps by function.
 */
export function engineDifferences(embedded: Profile, external: Profile): string[] {
  const out: string[] = [];
  const same = (what: string, ours: unknown, theirs: unknown): void => {
    if (theirs === null || theirs === undefined || out.length >= most) return;
    const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
    if (a !== b)
      out.push(`${what}: the embedded engine says ${a ?? "nothing"}, ${external.engine.name} says ${b}`);
  };
  same("exit code", embedded.exitCode, external.exitCode);
  for (const [key, value] of Object.entries(external.totals)) same(key, embedded.totals[key], value);
  if (external.opcodes.length > 0)
    rows("opcode", embedded.opcodes, external.opcodes, (row: OpcodeRow) => row.name, same);
  if (external.memory.length > 0) rows("memory", embedded.memory, external.memory, (row) => row.class, same);
  // A tool that fails with the guest prints no report: what it would have said there is unknown.
  const hasReport = Object.values(external.totals).some((value) => value !== null);
  if (hasReport) rows("tag", embedded.tags, external.tags, (row) => `${row.name} (${row.metric})`, same);
  if (external.regions.length > 0)
    rows("region", embedded.regions, external.regions, (row) => row.name, same);
  same("rom usage", embedded.usage.rom, external.usage.rom);
  same("ram usage", embedded.usage.ram, external.usage.ram);
  same("public output", embedded.output.publicHex, external.output.publicHex);
  same("guest output", embedded.output.text, external.output.text);
  listed(embedded.listed, external.listed, same);
  return out;
}

type Same = (what: string, ours: unknown, theirs: unknown) => void;

function rows<T>(
  what: string,
  ours: readonly T[],
  theirs: readonly T[],
  key: (row: T) => string,
  same: Same,
): void {
  const known = new Map(ours.map((row) => [key(row), row]));
  for (const row of theirs) {
    same(`${what} ${key(row)}`, known.get(key(row)), row);
    known.delete(key(row));
  }
  for (const name of known.keys()) same(`${what} ${name}`, "a row", "no row");
}

function listed(ours: Listed | null, theirs: Listed | null, same: Same): void {
  if (ours === null || theirs === null) return;
  same("call stack lost", ours.disabled, theirs.disabled);
  // ziskemu prints steps and cost in two lists: which of two functions of one name is which stands in neither.
  const text = (list: Listed): string[] =>
    list.functions
      .flatMap((f) =>
        list.rule === "sp1-gecko"
          ? [`${f.name}: ${String(f.self)} cycles of its own, ${String(f.total)} in all`]
          : [
              `${f.name}: ${String(f.steps ?? 0)} steps, ${String(f.calls)} calls`,
              `${f.name}: cost ${String(f.cost ?? 0)}`,
            ],
      )
      .sort();
  const left = new Map<string, number>();
  for (const line of text(theirs)) left.set(line, (left.get(line) ?? 0) + 1);
  for (const line of text(ours)) left.set(line, (left.get(line) ?? 0) - 1);
  for (const [line, count] of left) {
    if (count > 0) same("listed function", null, line);
    if (count < 0) same("listed function", line, "nothing like it");
  }
}
