import type { Profile } from "../../profile/model";
import { crateOf } from "../../profile/names";
import { libraryFunctions } from "../libraryCrates";
import { crateOfPath, isLibraryPath, isStandardCrate } from "./libraries";

/** What a flame frame can show: the rows of `functions` first (same index), then all other frames of the tree. */
export interface FlameFrames {
  readonly length: number;
  readonly name: readonly string[];
  readonly file: readonly (string | null)[];
  /** 1-based; 0 unknown. */
  readonly line: Int32Array;
  /** NaN unknown. */
  readonly calls: Float64Array;
  readonly inlined: Uint8Array;
  /** Row of `crates`; -1 none. */
  readonly crate: Int32Array;
  readonly crates: readonly FlameCrate[];
  /** 1 for a frame of a library crate, or without a crate but from a library's source. */
  readonly library: Uint8Array;
  /** Frames below this are rows of `functions`. */
  readonly functions: number;
  /** Row of `callTree.frames` → frame. */
  readonly ofTreeFrame: Int32Array;
  /** The frame of cost that the tree does not carry. */
  readonly unattributed: number;
}

export interface FlameCrate {
  readonly name: string;
  readonly library: boolean;
}

/** The function row of an importer, else a frame of our own, for what the tree does not carry. */
const outsideName = "[outside the call tree]";

/**
 * One frame a function; inlined and synthetic frames with equal name and file are one.
 * `library`: 1 for each function that is a library's; guessed where it is not given.
 */
export function flameFrames(
  profile: Pick<Profile, "functions" | "callTree">,
  library: Uint8Array = libraryFunctions(profile.functions, new Set()),
): FlameFrames {
  const functions = profile.functions;
  const name: string[] = functions.name.slice(0, functions.length);
  const file: (string | null)[] = functions.file.slice(0, functions.length);
  const line: number[] = Array.from(functions.line.subarray(0, functions.length));
  const inlined: number[] = new Array<number>(functions.length).fill(0);
  const tree = profile.callTree?.frames;
  const ofTreeFrame = new Int32Array(tree?.length ?? 0);
  const known = new Map<string, number>();
  for (let row = 0; tree && row < tree.length; row++) {
    const func = tree.func[row] ?? -1;
    if (func >= 0 && func < functions.length) {
      ofTreeFrame[row] = func;
      continue;
    }
    const key = `${tree.inlined[row] ?? 0}\0${tree.file[row] ?? ""}\0${tree.name[row] ?? ""}`;
    let frame = known.get(key);
    if (frame === undefined) {
      frame = name.length;
      known.set(key, frame);
      name.push(tree.name[row] ?? "");
      file.push(tree.file[row] ?? null);
      line.push(tree.line[row] ?? 0);
      inlined.push(tree.inlined[row] ?? 0);
    }
    ofTreeFrame[row] = frame;
  }
  let unattributed = name.indexOf(outsideName);
  if (unattributed < 0) {
    unattributed = name.length;
    name.push(outsideName);
    file.push(null);
    line.push(0);
    inlined.push(0);
  }
  const calls = new Float64Array(name.length).fill(NaN);
  calls.set(functions.calls.subarray(0, functions.length));
  const { crate, crates } = crateColumns(name, file, functions.crate, library);
  const isLibrary = (frame: number): boolean => {
    if (crate[frame]! >= 0) return crates[crate[frame]!]!.library;
    if (frame < functions.length) return library[frame] === 1;
    return file[frame] !== null && isLibraryPath(file[frame]!);
  };
  return {
    length: name.length,
    library: Uint8Array.from(name, (_, frame) => Number(isLibrary(frame))),
    name,
    file,
    line: Int32Array.from(line),
    calls,
    inlined: Uint8Array.from(inlined),
    crate,
    crates,
    functions: functions.length,
    ofTreeFrame,
    unattributed,
  };
}

/** The one crate of the functions that stand in a file; null where they are of several. */
function cratesOfFiles(
  name: readonly string[],
  file: readonly (string | null)[],
  given: readonly (string | null)[],
): ReadonlyMap<string, string | null> {
  const known = new Map<string, string | null>();
  for (let frame = 0; frame < given.length; frame++) {
    const source = file[frame];
    const of = given[frame] ?? crateOf(name[frame] ?? "");
    if (!source || of === null) continue;
    const before = known.get(source);
    known.set(source, before === undefined || before === of ? of : null);
  }
  return known;
}

/** A crate is a library if it is a standard one, or if most of its functions are a library's. */
function crateColumns(
  name: readonly string[],
  file: readonly (string | null)[],
  given: readonly (string | null)[],
  library: Uint8Array,
): { crate: Int32Array; crates: FlameCrate[] } {
  const rows = new Map<string, number>();
  const names: string[] = [];
  const votes: number[] = [];
  const crate = new Int32Array(name.length).fill(-1);
  const ofFile = cratesOfFiles(name, file, given);
  for (let frame = 0; frame < name.length; frame++) {
    const source = file[frame];
    // Debug information of lines alone names inlined functions without their paths.
    const isBare = frame >= given.length && Boolean(source);
    const of =
      given[frame] ??
      crateOf(name[frame] ?? "") ??
      (isBare ? (crateOfPath(source!) ?? ofFile.get(source!) ?? null) : null);
    if (of === null) continue;
    let row = rows.get(of);
    if (row === undefined) {
      row = names.length;
      rows.set(of, row);
      names.push(of);
      votes.push(0);
    }
    crate[frame] = row;
    if (frame < given.length) votes[row]! += library[frame] === 1 ? 1 : -1;
    else if (source) votes[row]! += isLibraryPath(source) ? 1 : -1;
  }
  const crates = names.map((of, row) => ({
    name: of,
    library: isStandardCrate(of) || (votes[row] ?? 0) > 0,
  }));
  return { crate, crates };
}
