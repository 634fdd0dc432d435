import { closeSync, openSync, writeSync } from "node:fs";
import { randomFrom } from "./bench";

/** Names as long as Rust's are. */
const names = Array.from(
  { length: 600 },
  (_, i) => `prover::${["fft", "merkle", "fri", "lde", "field"][i % 5]!}::step_${i}::<F as Field>::run`,
);

/**
 * Stacks of one program, 8 to 40 frames deep, that share roots: `recurring` are samples in order of time, of 5,000 stacks that
 * come again and again; `distinct` ones are nearly all different, as after stackcollapse, which writes each stack once.
 */
export type StackKind = "recurring" | "distinct";

function* stacks(count: number, kind: StackKind): Generator<readonly number[]> {
  const random = randomFrom(7);
  const pool: (readonly number[])[] = [];
  let stack = [0];
  while (kind === "distinct" || pool.length < 5_000) {
    const kept = Math.max(1, stack.length - (random() % 8));
    const depth = Math.min(40, Math.max(8, kept + (random() % 8)));
    stack = stack.slice(0, Math.min(kept, depth));
    // Few callees a caller: real programs do not call everything from everywhere.
    while (stack.length < depth)
      stack.push((stack.at(-1)! * 7 + stack.length + (random() % 3)) % names.length);
    if (kind === "recurring") pool.push(stack);
    else if (count-- > 0) yield stack;
    else return;
  }
  let at = 0;
  for (let i = 0; i < count; i++) {
    // The next sample is mostly near the one before.
    at = (at + (random() % 50 === 0 ? random() : random() % 4)) % pool.length;
    yield pool[at]!;
  }
}

/** Folded stacks of `count` lines. */
export function generateFolded(file: string, count: number, kind: StackKind): void {
  write(file, function* () {
    let i = 0;
    for (const stack of stacks(count, kind))
      yield `${stack.map((at) => names[at]!).join(";")} ${1 + (i++ % 977)}\n`;
  });
}

/** A speedscope file of `count` samples, or of as many events as their changes make. */
export function generateSpeedscope(
  file: string,
  count: number,
  type: "sampled" | "evented",
  kind: StackKind,
): void {
  const frames = names.map((name, i) => ({ name, file: `/src/prover/module_${i % 40}.rs`, line: 10 + i }));
  const head = `{"exporter":"bench","$schema":"https://www.speedscope.app/file-format-schema.json","shared":{"frames":${JSON.stringify(frames)}},"profiles":[{"type":"${type}","name":"main","unit":"microseconds","startValue":0,"endValue":${count * 10},`;
  write(file, function* () {
    yield head;
    if (type === "sampled") {
      yield '"samples":[';
      let first = true;
      for (const stack of stacks(count, kind)) {
        yield `${first ? "" : ","}[${stack.join(",")}]`;
        first = false;
      }
      yield '],"weights":[';
      for (let i = 0; i < count; i++) yield `${i === 0 ? "" : ","}${10 + (i % 3) / 2}`;
      yield "]}]}";
      return;
    }
    yield '"events":[';
    let open: readonly number[] = [];
    let at = 0;
    let first = true;
    const event = (kind: string, frame: number): string => {
      const text = `${first ? "" : ","}{"type":"${kind}","frame":${frame},"at":${at}}`;
      first = false;
      return text;
    };
    for (const stack of stacks(count, kind)) {
      let same = 0;
      while (same < open.length && same < stack.length && open[same] === stack[same]) same++;
      for (let i = open.length - 1; i >= same; i--) yield event("C", open[i]!);
      for (let i = same; i < stack.length; i++) yield event("O", stack[i]!);
      at += 10.5;
      open = [...stack];
    }
    for (let i = open.length - 1; i >= 0; i--) yield event("C", open[i]!);
    yield "]}]}";
  });
}

function write(file: string, pieces: () => Generator<string>): void {
  const handle = openSync(file, "w");
  let batch: string[] = [];
  for (const piece of pieces()) {
    batch.push(piece);
    if (batch.length < 10_000) continue;
    writeSync(handle, batch.join(""));
    batch = [];
  }
  writeSync(handle, batch.join(""));
  closeSync(handle);
}
