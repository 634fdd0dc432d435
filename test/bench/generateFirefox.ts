import { closeSync, openSync, writeSync } from "node:fs";
import { randomFrom } from "./bench";

/** Key order of the profile: 0.17 and 0.18 sort the keys, 1.4 writes `weight` before `stack`. */
export type KeyOrder = "sorted" | "1.4";

/**
 * Writes a ZisK Firefox profile of the shape of a real one: a walk by calls and returns over a tree of
 * about 2,800 stacks, a weight of three decimals a sample, and the null columns. 2.85 M samples are 70 MB.
 */
export function generateFirefox(file: string, samples: number, order: KeyOrder): void {
  const random = randomFrom(7);
  const stacks = 2762;
  const functions = 700;
  // 1. The tree: every stack hangs under one of the latest ones.
  const prefix: (number | null)[] = [null];
  const children: number[][] = [[]];
  for (let i = 1; i < stacks; i++) {
    const parent = Math.max(0, i - 1 - (random() % 12));
    prefix.push(parent);
    children.push([]);
    children[parent]!.push(i);
  }
  const frame = prefix.map((_, i) => (i === 0 ? 0 : random() % functions));
  // 2. The walk.
  const stack = new Int32Array(samples);
  const cost = new Int32Array(samples);
  for (let k = 0, at = 0; k < samples; k++) {
    stack[k] = at;
    cost[k] = 62 + (random() % (random() % 40 === 0 ? 4_000_000 : 6_000));
    const below = children[at]!;
    const up = prefix[at] ?? null;
    at =
      below.length > 0 && (up === null || random() % 2 === 0) ? below[random() % below.length]! : (up ?? at);
  }
  // 3. The text, in pieces.
  const out = openSync(file, "w");
  let buffered = "";
  const put = (text: string): void => {
    buffered += text;
    if (buffered.length > 1 << 20) {
      writeSync(out, buffered);
      buffered = "";
    }
  };
  const column = (name: string, at: (k: number) => number | null): void => {
    put(`"${name}":[`);
    for (let k = 0; k < samples; k++) put(`${k === 0 ? "" : ","}${at(k)}`);
    put("]");
  };
  const columns: Record<string, () => void> = {
    eventDelay: () => column("eventDelay", () => null),
    length: () => put(`"length":${samples}`),
    stack: () => column("stack", (k) => stack[k]!),
    threadCPUDelta: () => column("threadCPUDelta", () => null),
    timeDeltas: () => column("timeDeltas", (k) => (k === 0 ? 62 : cost[k - 1]!) / 1000),
    weight: () => column("weight", (k) => cost[k]! / 1000),
    weightType: () => put('"weightType":"tracing-ms"'),
  };
  const shared = JSON.stringify({
    frameTable: { func: Array.from({ length: functions }, (_, i) => i), length: functions },
    funcTable: { name: Array.from({ length: functions }, (_, i) => i), length: functions },
    stackTable: { frame, length: stacks, prefix },
    stringArray: Array.from(
      { length: functions },
      (_, i) => `<guest::Part${i} as core::ops::Fn<(u64, &str)>>::call_${i}`,
    ),
  });
  const meta =
    '"meta":{"interval":1,"preprocessedProfileVersion":61,"product":"ZiskEmu Profiler","sampleUnits":{"threadCPUDelta":"µs"},"version":31}';
  const counters = '"counters":[{"category":"Memory","name":"Memory","samples":{"count":[],"length":0}}]';
  const keys =
    order === "sorted"
      ? ["eventDelay", "length", "stack", "threadCPUDelta", "timeDeltas", "weight", "weightType"]
      : ["weightType", "weight", "stack", "timeDeltas", "threadCPUDelta", "eventDelay", "length"];
  put(order === "sorted" ? `{${counters},${meta}` : `{${meta},${counters}`);
  put(`,"shared":${shared},"threads":[{"name":"ZiskEmu","samples":{`);
  keys.forEach((key, at) => {
    if (at > 0) put(",");
    columns[key]!();
  });
  put("}}]}\n");
  writeSync(out, buffered);
  closeSync(out);
}
