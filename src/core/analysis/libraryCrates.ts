import type { FunctionTable } from "../profile/model";
import { isLibraryPath, isStandardCrate } from "./flame/libraries";

/**
 * 1 for each function that is not the guest's own: by its path where DWARF has one, else by its crate: a
 * crate is the guest's own if one of its functions has an own path or `ownCrates` names it. With nothing
 * known of the guest, or a name that no function bears, only the standard crates are libraries.
 */
export function libraryFunctions(functions: FunctionTable, ownCrates: ReadonlySet<string>): Uint8Array {
  const own = new Set(ownCrates);
  for (let i = 0; i < functions.length; i++) {
    const file = functions.file[i];
    const crate = functions.crate[i];
    if (file && crate && !isLibraryPath(file) && !isStandardCrate(crate)) own.add(crate);
  }
  // A name that no function bears says nothing of the guest: it comes from a file or a folder.
  if (!functions.crate.some((crate) => crate !== null && own.has(crate))) own.clear();
  const library = new Uint8Array(functions.length);
  for (let i = 0; i < functions.length; i++) {
    const file = functions.file[i] ?? null;
    const crate = functions.crate[i] ?? null;
    if (file !== null) library[i] = isLibraryPath(file) ? 1 : 0;
    else if (crate !== null) library[i] = isStandardCrate(crate) || (own.size > 0 && !own.has(crate)) ? 1 : 0;
  }
  return library;
}
