import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { CycleLensError } from "../../../src/core/errors";
import { mutate, randomOf } from "./mutate";
import type { Sample } from "./samples";

/** CYCLELENS_FUZZ_SEED chooses other damage, CYCLELENS_FUZZ_CASES more of it. */
export const seed = Number(process.env["CYCLELENS_FUZZ_SEED"] ?? 1) >>> 0;
const casesFactor = Number(process.env["CYCLELENS_FUZZ_CASES"] ?? 0);

/** No case may take longer; a hang is told by the watchdog. */
const maxCaseMs = 5_000;
const watchdogMs = 30_000;
/** Stated bound: no case may hold more than this, plus so many times its input. */
const maxCaseBytes = 256 * 1024 ** 2;
/** Inputs are kept up to here. */
const maxInputBytes = 16 * 1024 ** 2;

export interface FuzzResult {
  readonly cases: number;
  readonly errors: number;
}

/**
 * Runs the reader over damaged samples. Typed errors are an answer; anything else thrown, too long a time
 * or too much memory fails with the seed and the case that show it again.
 */
export async function fuzz(
  name: string,
  samples: readonly Sample[],
  defaultCases: number,
  read: (bytes: Uint8Array, file: string) => Promise<unknown> | unknown,
): Promise<FuzzResult> {
  const cases = casesFactor || defaultCases;
  const started = performance.now();
  // Case number, length and bytes of what is read now, for the watchdog.
  const current = new SharedArrayBuffer(8 + maxInputBytes);
  const [beat, input] = [new Int32Array(current, 0, 2), new Uint8Array(current, 8)];
  const kept = path.join(tmpdir(), `cyclelens-fuzz-${name.replaceAll(" ", "-")}.bin`);
  const watchdog = watch(current, `fuzz ${name}, CYCLELENS_FUZZ_SEED=${seed}`, kept);
  let errors = 0;
  try {
    for (let run = 0; run < cases; run++) {
      const random = randomOf(seed, run);
      const sample = samples[random.below(samples.length)]!;
      const other = samples[random.below(samples.length)]!;
      const bytes = mutate(sample.bytes, other.bytes, random);
      input.set(bytes.subarray(0, maxInputBytes));
      beat[1] = Math.min(bytes.length, maxInputBytes);
      Atomics.store(beat, 0, run);
      const fail = (what: string, cause?: unknown): Error => {
        writeFileSync(kept, bytes);
        return new Error(`${where}: ${what}; kept as ${kept}`, { cause });
      };
      const where = `fuzz ${name}: CYCLELENS_FUZZ_SEED=${seed}, case ${run}, ${sample.name}, ${bytes.length} bytes`;
      const before = held();
      const begun = performance.now();
      try {
        await read(bytes, sample.name);
      } catch (error) {
        if (!CycleLensError.is(error)) throw fail("not a typed error", error);
        errors++;
      }
      const ms = performance.now() - begun;
      if (ms > maxCaseMs) throw fail(`took ${ms.toFixed(0)} ms`);
      if (held() - before > maxCaseBytes + 100 * bytes.length)
        throw fail(`held ${((held() - before) / 1024 ** 2).toFixed(0)} MB`);
    }
  } finally {
    await watchdog.terminate();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(
    `fuzz ${name}: seed ${seed}, ${cases} cases of ${samples.length} samples, ${errors} typed errors, ${seconds} s\n`,
  );
  return { cases, errors };
}

function held(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Keeps the input and ends the process when a case stands still: a hang cannot be told from its own thread. */
function watch(current: SharedArrayBuffer, what: string, kept: string): Worker {
  const code = `
    const { writeFileSync, writeSync } = require("node:fs");
    const { workerData: { current, what, kept, ms } } = require("node:worker_threads");
    const beat = new Int32Array(current, 0, 2);
    let last = -1;
    setInterval(() => {
      const now = Atomics.load(beat, 0);
      if (now === last) {
        writeFileSync(kept, new Uint8Array(current, 8, beat[1]).slice());
        writeSync(2, what + ", case " + now + ": hangs; kept as " + kept + "\\n");
        process.kill(process.pid, "SIGKILL");
      }
      last = now;
    }, ms);`;
  return new Worker(code, { eval: true, workerData: { current, what, kept, ms: watchdogMs } });
}
