import { throwIfCancelled } from "../errors";
import type { Importer, ProfilePart } from "./artefact";
import { DisasmLines } from "./scan/disasmLines";

const ascii = new TextDecoder("latin1");
/** Programs of ZisK ≥ 1.4 stand here. */
const rom14 = 0x90000000;
const rom14End = 0x98000000;

/**
 * `ziskemu --disasm`: every instruction of the program with how often it ran. Keeps the executed
 * ones as counts by address (16 bytes each), in one pass over the bytes.
 */
export const ziskDisasm: Importer = {
  format: "zisk-disasm",

  detect(head) {
    const start = ascii.decode(head);
    if (/^\s*Disassembly with execution counts:\r?\nZisK Disassembly/.test(start)) return true;
    // A part of such a file: nothing but its lines.
    const lines = start.split("\n", 12).slice(0, 11);
    const instructions = lines.filter((line) => /^ {2}[0-9a-f]{8,16}: {2,}\d+ {2}/.test(line));
    return (
      instructions.length >= 2 &&
      lines.every((line) => /^(?:\s*| {2}[0-9a-f]{8,16}: {2,}\d+ {2}.*|[0-9a-f]{16} <.*>:\r?)$/.test(line))
    );
  },

  async import(source, context): Promise<ProfilePart> {
    const lines = new DisasmLines();
    let readBytes = 0;
    for await (const chunk of source.chunks()) {
      throwIfCancelled(context.signal);
      lines.feed(chunk);
      readBytes += chunk.length;
      context.progress?.(readBytes, source.sizeBytes);
    }
    const cut = lines.finish();
    const { pc, count, repeated } = lines.counts();
    const warnings: string[] = [];
    if (cut) warnings.push(`${source.name} is truncated: it ends inside a line, counts may be missing`);
    if (repeated > 0)
      warnings.push(`${source.name} lists ${repeated} addresses twice: the first count stands`);
    if (lines.skippedLines > 0)
      warnings.push(
        `${source.name} has ${lines.skippedLines} lines that are no instructions; they were left out`,
      );
    if (lines.instructions === 0) warnings.push(`${source.name} holds no instructions`);
    const created = isCreated(pc);
    return {
      format: "zisk-disasm",
      variant: created ? "1.4" : "0.16",
      file: source.name,
      engine: { name: "ziskemu", version: null },
      ...(cut ? { outcome: { status: "truncated", message: "the disassembly is cut off" } } : {}),
      counts: { length: pc.length, pc, count, internal: created ? "created" : "offset", complete: !cut },
      warnings,
    };
  },
};

/**
 * Who owns odd addresses: from 1.4 on, where programs stand at 0x90000000, they are ROM start + 1, 3, 5, …
 * in order of creation; before, at 0x80000000, their owner's + 1, 2, 3.
 */
function isCreated(pc: Float64Array): boolean {
  return pc.some((address) => address >= rom14 && address < rom14End);
}
