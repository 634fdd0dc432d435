import { closeSync, openSync, writeSync } from "node:fs";
import { PbfWriter } from "pbf";
import { randomFrom } from "./bench";

const locations = 20_000;
const functions = 6_000;

/** Writes a raw pprof profile of Go's shape and order: samples of about 30 frames first, names last. 600,000 are 50 MB. */
export function generatePprof(file: string, samples: number): void {
  const random = randomFrom(11);
  const out = openSync(file, "w");
  let pbf = new PbfWriter(new Uint8Array(1 << 20));
  const flush = (): void => {
    writeSync(out, pbf.finish());
    pbf = new PbfWriter(new Uint8Array(1 << 20));
  };
  for (const type of [1, 3]) pbf.writeMessage(1, writeNumbers, [type, type + 1]);
  // A walk: neighbouring samples share their outer frames, as a profiler's do.
  const stack: number[] = [1];
  for (let k = 0; k < samples; k++) {
    for (let up = random() % 12; up > 0 && stack.length > 1; up--) stack.pop();
    const depth = 22 + (random() % 16);
    while (stack.length < depth) {
      const caller = stack.at(-1)!;
      stack.push(1 + ((caller * 31 + (random() % 3)) % locations));
    }
    const count = 1 + (random() % 20);
    pbf.writeMessage(2, writeSample, { stack: [...stack].reverse(), values: [count, count * 10_000_000] });
    if (pbf.pos > 900_000) flush();
  }
  for (let id = 1; id <= locations; id++)
    pbf.writeMessage(4, writeLocation, { id, func: 1 + (id % functions), line: 1 + (id % 900) });
  for (let id = 1; id <= functions; id++)
    pbf.writeMessage(5, writeNumbers, [id, 4 + id, 4 + id, 5 + functions + (id % 400), id % 700]);
  for (const text of ["", "samples", "count", "cpu", "nanoseconds"]) pbf.writeStringField(6, text);
  for (let id = 1; id <= functions; id++)
    pbf.writeStringField(6, `prover::module${id % 97}::<impl Air for Table${id}>::evaluate_constraints`);
  for (let id = 0; id < 400; id++)
    pbf.writeStringField(6, `/home/user/prover/crates/part${id % 40}/src/file${id}.rs`);
  flush();
  closeSync(out);
}

function writeNumbers(numbers: readonly number[], pbf: PbfWriter): void {
  numbers.forEach((value, i) => pbf.writeVarintField(i + 1, value));
}

function writeSample({ stack, values }: { stack: number[]; values: number[] }, pbf: PbfWriter): void {
  pbf.writePackedVarint(1, stack);
  pbf.writePackedVarint(2, values);
}

function writeLocation(place: { id: number; func: number; line: number }, pbf: PbfWriter): void {
  pbf.writeVarintField(1, place.id);
  pbf.writeVarintField(2, 1);
  pbf.writeVarintField(3, 0x400000 + 16 * place.id);
  pbf.writeMessage(4, writeNumbers, [place.func, place.line]);
}
