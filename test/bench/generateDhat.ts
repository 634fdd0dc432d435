import { closeSync, openSync, writeSync } from "node:fs";
import { randomFrom } from "./bench";

/** Writes a `dhat-heap.json` as dhat-rs does, a number a line; the frame table comes last. 180,000 points are 50 MB. */
export function generateDhat(file: string, points: number): void {
  const random = randomFrom(13);
  const frames = 12_000;
  const out = openSync(file, "w");
  let buffered = `{\n"dhatFileVersion": 2,\n"mode": "rust-heap",\n"verb": "Allocated",\n"bklt": true,\n"bkacc": false,\n"tu": "µs",\n"Mtu": "s",\n"tuth": 10,\n"cmd": "prover",\n"pid": 1,\n"tg": 1000,\n"te": 2000,\n"pps": [\n`;
  const put = (text: string): void => {
    buffered += text;
    if (buffered.length < 1 << 20) return;
    writeSync(out, buffered);
    buffered = "";
  };
  const stack: number[] = [1];
  for (let k = 0; k < points; k++) {
    for (let up = random() % 10; up > 0 && stack.length > 1; up--) stack.pop();
    const depth = 16 + (random() % 14);
    while (stack.length < depth) stack.push(1 + ((stack.at(-1)! * 31 + (random() % 3)) % (frames - 1)));
    const blocks = 1 + (random() % 5000);
    const bytes = blocks * (8 + (random() % 4096));
    const end = random() % 9 === 0 ? bytes >> 3 : 0;
    put(
      `{\n"tb": ${bytes},\n"tbk": ${blocks},\n"tl": ${random() % 100000},\n"mb": ${bytes >> 1},\n"mbk": ${blocks >> 1},\n"gb": ${bytes >> 2},\n"gbk": ${blocks >> 2},\n"eb": ${end},\n"ebk": ${end > 0 ? 1 : 0},\n"fs": [\n${[...stack].reverse().join(",\n")}\n]\n}${k === points - 1 ? "\n" : ",\n"}`,
    );
  }
  put(`],\n"ftbl": [\n"[root]"`);
  for (let i = 1; i < frames; i++)
    put(
      `,\n"0x${(0x5600_0000 + 16 * i).toString(16)}: prover::module${i % 97}::<impl Air for Table${i}>::evaluate (part${i % 40}/src/file${i % 400}.rs:${1 + (i % 900)}:${i % 60})"`,
    );
  put("\n]\n}\n");
  writeSync(out, buffered);
  closeSync(out);
}
