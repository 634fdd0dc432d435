import { closeSync, openSync, writeSync } from "node:fs";
import { randomFrom } from "./bench";

/** Stacks and functions of a program like a block executor's. */
const stacks = 2762;
const functions = 700;

/**
 * Writes an SP1 trace of the shape of a real one at rate 1 (24 bytes a sample): a walk over a tree of stacks that
 * stays some instructions in each, times in milliseconds with the noise of doubles, the names at the end. The samples
 * are written `times` times over: a long run costs no time to make.
 */
export function generateSp1(file: string, samples: number, times = 1): void {
  const random = randomFrom(11);
  const prefix: (number | null)[] = [null];
  const children: number[][] = [[]];
  for (let i = 1; i < stacks; i++) {
    const parent = Math.max(0, i - 1 - (random() % 12));
    prefix.push(parent);
    children.push([]);
    children[parent]!.push(i);
  }
  const out = openSync(file, "w");
  let pieces: string[] = [];
  let length = 0;
  const written: string[] = [];
  let keep = false;
  const flush = (): void => {
    const text = pieces.join("");
    writeSync(out, text);
    if (keep) written.push(text);
    pieces = [];
    length = 0;
  };
  const put = (text: string): void => {
    pieces.push(text);
    length += text.length;
    if (length > 1 << 20) flush();
  };
  put(
    '{"meta":{"categories":[{"color":"blue","name":"Regular","subcategories":["Other"]},{"color":"grey","name":"Other","subcategories":["Other"]}],"interval":0.001,"markerSchema":[],"pausedRanges":[],"pid":0,"processType":0,"product":"SP1 ZKVM","sampleUnits":{"eventDelay":"ms","threadCPUDelta":"µs","time":"ms"},"shutdownTime":null,"startTime":1755000000000.123,"version":24},"libs":[],"threads":[{"name":"Thread <0>","tid":0,"pid":1,"processType":"default","processName":"SP1 ZKVM","registerTime":0.0,"unregisterTime":null,',
  );
  const frames = Array.from({ length: functions }, (_, i) => `[${i},false,0,null,null,null,null,0,0]`);
  put(
    `"frameTable":{"schema":{"category":7,"column":6,"implementation":3,"innerWindowID":2,"line":5,"location":0,"optimizations":4,"relevantForJS":1,"subcategory":8},"data":[${frames.join(",")}]},`,
  );
  const rows = prefix.map((parent, i) => `[${parent ?? "null"},${i === 0 ? 0 : random() % functions}]`);
  put(`"stackTable":{"schema":{"frame":1,"prefix":0},"data":[${rows.join(",")}]},`);
  put('"samples":{"schema":{"eventDelay":2,"stack":0,"threadCPUDelta":3,"time":1},"data":[');
  flush();
  keep = times > 1;
  for (let k = 0, at = 0, stay = 7; k < samples; k++) {
    const time = 0.026869999999999998 + k / 1000;
    put(`${k === 0 ? "" : ","}[${k < 7 ? "null" : at},${time},0.0,1]`);
    if (--stay > 0) continue;
    stay = 1 + (random() % 40);
    const below = children[at]!;
    const up = prefix[at] ?? null;
    at =
      below.length > 0 && (up === null || random() % 2 === 0) ? below[random() % below.length]! : (up ?? at);
  }
  flush();
  keep = false;
  for (let again = 1; again < times; again++) {
    writeSync(out, ",");
    for (const text of written) writeSync(out, text);
  }
  put(
    ']},"markers":{"schema":{"category":4,"data":5,"endTime":2,"name":0,"phase":3,"startTime":1},"data":[]},"stringTable":[',
  );
  for (let i = 0; i < functions; i++)
    put(
      `${i === 0 ? "" : ","}"<guest[b76926eaf221c9c2]::Part${i} as core[20a2ed7260d4e64c]::ops::Fn<(u64, &str)>>::call_${i}"`,
    );
  put(']}],"processes":[]}');
  flush();
  closeSync(out);
}
