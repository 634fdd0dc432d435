import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { editSources, recordedSide, writeRuns } from "../../comparePair";
import { guestFile, guestFolder } from "./workspace";

/** Set by the bundler. */
const fixtures = process.env.CYCLELENS_FIXTURES!;

/** The recorded runs of the sample guest before and after an edit, filed in the workspace; its sources are those after it. */
export class ComparePair {
  readonly folders: ReturnType<typeof writeRuns>;
  readonly base = recordedSide(fixtures, "before");
  readonly next = recordedSide(fixtures, "after");
  readonly #sources = new Map<string, { readonly text: string; readonly modified: Date }>();

  constructor() {
    mkdirSync(guestFile("src"), { recursive: true });
    for (const name of ["main.rs", "merkle.rs", "sha256.rs", "sort.rs"])
      this.#sources.set(name, {
        text: readFileSync(guestFile("src", name), "utf8"),
        modified: statSync(guestFile("src", name)).mtime,
      });
    this.folders = writeRuns(fixtures, guestFolder());
    editSources(fixtures, guestFolder());
  }

  dispose(): void {
    for (const [name, { text, modified }] of this.#sources) {
      writeFileSync(guestFile("src", name), text);
      // Newer than the guest's ELF they would be sources of another build to the suites that follow.
      utimesSync(guestFile("src", name), modified, modified);
    }
    for (const folder of Object.values(this.folders)) rmSync(folder, { recursive: true, force: true });
    rmSync(path.join(guestFolder(), ".cyclelens", "baselines.json"), { force: true });
  }
}
