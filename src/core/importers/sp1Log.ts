import type { Importer } from "./artefact";
import { Sp1LogParser } from "./sp1LogParser";
import { encodingOf, readLines } from "./textLines";
import { withoutColours } from "./sp1LogLines";

/**
 * What a host that runs an SP1 guest prints, stdout or stderr or both: execution report (SP1 4 to 6), cycle
 * tracker, the guest's own output, panics, the profiler's messages.
 */
export const sp1Log: Importer = {
  format: "sp1-log",
  detect(head) {
    const text = withoutColours(new TextDecoder(encodingOf(head)).decode(head));
    return strong.test(text) || (weak.test(text) && !zisk.test(text));
  },
  async import(source, context) {
    const parser = new Sp1LogParser();
    const stats = await readLines(source, context, (line) => parser.line(line));
    return parser.part(source.name, stats.clippedLines > 0);
  },
};

/** What only SP1 and its hosts print. */
const strong =
  /^Profiling (?:enabled|sample rate: )|^Writing profile, this can take awhile|^Profile written successfully|^(?:opcode|syscall) counts \(\d+ total |[┌└]╴|sp1[-_](?:core[-_]executor|sdk|prover|trace[-_]host)|^(?:stdout|stderr): cycle-tracker-|^execute failed: |^Warning: (?:The `main` function|This trace appears)|^Unimplemented instruction at pc: \d|^\{"opcode_counts":/m;
/** Guest output as SP1 echoes it. */
const weak = /^(?:stdout|stderr): |^gas: \d+$|^Number of cycles: [\d,]+$|public_value_stream: \[/m;
const zisk = /^(?:REPORT\b|STEPS\b|COST |TOP |Loaded \d+ function)/m;
