import type { ByteSource, ImportContext, Importer, ProfilePart } from "./artefact";
import { encodingOf, readLines } from "./textLines";
import { exitCodeOf, outcomeOf } from "./ziskOtherForms";
import { ZiskReportParser } from "./ziskReportParser";
import { reportPart } from "./ziskReportPart";

/** ziskemu's standard error: how the run ended, and no figures. */
export const ziskErrors: Importer = {
  format: "zisk-errors",
  detect(head: Uint8Array): boolean {
    return marks.test(new TextDecoder(encodingOf(head)).decode(head));
  },
  async import(source: ByteSource, context: ImportContext): Promise<ProfilePart> {
    const parser = new ZiskReportParser();
    await readLines(source, context, (line, ended) => parser.line(line, ended));
    const text = parser.finish();
    // Both streams may be in one file, with the report far behind.
    if (text.draft !== null) return reportPart(text, source.name);
    const end = text.errors.end();
    return {
      format: "zisk-errors",
      variant: null,
      file: source.name,
      engine: { name: "ziskemu", version: end?.version ?? null },
      ...outcomeOf(end?.outcome ?? null),
      ...exitCodeOf(end),
      warnings: [],
    };
  },
};

const marks =
  /^(?:Error during emulation: |Emu::run(?:_\w+)?\(\) finished with error at step=|thread '[^'\n]*' (?:\(\d+\) )?panicked at |Usage: ziskemu )/m;
