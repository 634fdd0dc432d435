import type { ByteSource, ImportContext, Importer, ProfilePart } from "./artefact";
import { encodingOf, readLines } from "./textLines";
import { ZiskErrorLines } from "./ziskOutcome";

/** ziskemu's standard error: how the run ended, and no figures. */
export const ziskErrors: Importer = {
  format: "zisk-errors",
  detect(head: Uint8Array): boolean {
    return marks.test(new TextDecoder(encodingOf(head)).decode(head));
  },
  async import(source: ByteSource, context: ImportContext): Promise<ProfilePart> {
    const errors = new ZiskErrorLines();
    await readLines(source, context, (line) => void errors.take(line));
    const end = errors.end();
    return {
      format: "zisk-errors",
      variant: null,
      file: source.name,
      engine: { name: "ziskemu", version: end?.version ?? null },
      ...(end === null ? {} : { outcome: end.outcome }),
      ...(end === null || end.exitCode === null ? {} : { exitCode: end.exitCode }),
      warnings: [],
    };
  },
};

const marks =
  /^(?:Error during emulation: |Emu::run(?:_\w+)?\(\) finished with error at step=|thread '[^'\n]*' (?:\(\d+\) )?panicked at |Usage: ziskemu )/m;
