import { CycleLensError } from "../../errors";
import type { Importer } from "../artefact";
import { scanJson } from "../scan/scanJson";
import { profileOf } from "./build";
import { FirefoxDocument } from "./document";
import { libraryOf, symbolicateWith } from "./symbolicate";

const again = "check that the file is what the tool wrote, or make it again";
const latin1 = new TextDecoder("latin1");

/**
 * A processed Firefox profile of any tool (samply, the Firefox Profiler's own saves), versions 40 to 75 and later as far as
 * the tables keep their names: all threads, weights in samples, milliseconds (→ ns) or bytes, inlined frames, lines. What
 * samply saves names no function: `withElf` looks the addresses up. Memory: the tables, one figure a stack and thread,
 * twelve bytes a sample of the thread being read. ziskemu's profiles are `ziskFirefox`'s.
 */
export const firefox: Importer = {
  format: "firefox",

  detect(head) {
    const start = latin1.decode(head);
    return /^(?:\u00ef\u00bb\u00bf)?\s*\{/.test(start) && start.includes('"preprocessedProfileVersion"');
  },

  async import(source, context) {
    const document = new FirefoxDocument();
    const complete = await scanJson(source, document.shape, context);
    document.finish();
    if (document.version === null || (document.threads.length === 0 && !complete))
      throw new CycleLensError(
        "bad-input",
        complete
          ? "no processed Firefox profile: it names no version"
          : `${source.name} ends before its first thread`,
        again,
      );
    const profile = profileOf(document, source.name, complete, null);
    return {
      format: "firefox",
      variant: String(document.version),
      file: source.name,
      profile,
      withElf: (elf, elfFile) => {
        const lib = libraryOf(document.libs, elfFile);
        if (lib < 0) return null;
        return profileOf(document, source.name, complete, symbolicateWith(elf, lib));
      },
      warnings: [],
    };
  },
};
