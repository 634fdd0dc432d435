import { closeSync, openSync, writeSync } from "node:fs";
import { randomFrom } from "./bench";

const texts = [
  "addi                            add x2, x2, 0xfffffffffffffff0 ; external",
  "auipc                           copyb x11, 0, 0x9000101e",
  "sd                              copyb [a+24], x2, x1",
  "                                copyb x9, 0, 0",
  "jalr                            and 0xfffffffffffffffe, x1 ; external",
] as const;

/** Writes a `--disasm` file of ziskemu 1.4 of about `sizeBytes`: 700,000 instructions are 60 MB. */
export function generateDisasm(file: string, sizeBytes: number): void {
  const random = randomFrom(11);
  const out = openSync(file, "w");
  let written = 0;
  let buffered = "\nDisassembly with execution counts:\nZisK Disassembly\n\n";
  for (let pc = 0x90000000; written + buffered.length < sizeBytes; pc += 4) {
    if (random() % 16 === 0)
      buffered += `\n${pc.toString(16).padStart(16, "0")} <guest::module::function_${pc}>:\n`;
    const count = random() % 3 === 0 ? random() % 1_000_000 : 0;
    buffered += `  ${pc.toString(16)}:  ${String(count).padStart(12)}  ${texts[random() % texts.length]!}\n`;
    if (buffered.length > 1 << 20) {
      written += buffered.length;
      writeSync(out, buffered);
      buffered = "";
    }
  }
  writeSync(out, buffered);
  closeSync(out);
}
