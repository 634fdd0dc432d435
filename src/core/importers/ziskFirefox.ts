import { CycleLensError } from "../errors";
import type { CallTree, FrameTable } from "../profile/model";
import { safeName } from "../profile/names";
import type { Importer, ProfilePart } from "./artefact";
import { IndexColumn } from "./scan/indexColumn";
import { scanJson } from "./scan/scanJson";
import { array, numbers, object, strings, text } from "./scan/shape";
import type { Shape } from "./scan/shape";
import { withParentsFirst } from "./stackTable";
import { SampleFold } from "./ziskSamples";

const product = "ZiskEmu Profiler";
const again = "check that the file is what ziskemu --profiler-output wrote, or make it again";
const ascii = new TextDecoder("latin1");

/**
 * ZisK's `--profiler-output`: a processed Firefox profile with one sample a call or return whose
 * weight is exact cost / 1000. Self cost and call tree as ziskemu attributes them; no steps, no lines.
 * Memory: 4 bytes a sample, 20 bytes a stack, the names; no sample is kept.
 */
export const ziskFirefox: Importer = {
  format: "zisk-firefox",

  detect(head) {
    const start = ascii.decode(head);
    if (!/^\s*\{/.test(start)) return false;
    const named = /"product"\s*:\s*"((?:[^"\\]|\\.){0,200})"/.exec(start)?.[1];
    if (named !== undefined) return named === product;
    // Up to 1.0 the keys are sorted and a long memory counter may stand before `meta`.
    return /^\s*\{\s*"counters"\s*:\s*\[\s*\{\s*"category"\s*:\s*"Memory"/.test(start);
  },

  async import(source, context) {
    const profile = new FirefoxProfile();
    const complete = await scanJson(source, profile.shape, context);
    return profile.part(source.name, complete);
  },
};

/** The tables of the profile, filled by the scanner in whatever order they come. */
class FirefoxProfile {
  private product: string | null = null;
  private firstKey: "counters" | "meta" | null = null;
  private names: string[] = [];
  private readonly frame = new IndexColumn();
  private readonly prefix = new IndexColumn();
  private readonly func = new IndexColumn();
  private readonly name = new IndexColumn();
  private hasStacks = false;
  private readonly samples = new SampleFold(() => (this.hasStacks ? this.frame.length : null));

  readonly shape: Shape = object({
    counters: array(object({}), { begin: () => (this.firstKey ??= "counters") }),
    meta: object(
      { product: text((name) => this.onProduct(name)) },
      { begin: () => (this.firstKey ??= "meta") },
    ),
    shared: object({
      stringArray: strings((name) => this.names.push(safeName(name)), { begin: () => (this.names = []) }),
      stackTable: object(
        { frame: column(this.frame), prefix: column(this.prefix) },
        { end: () => (this.hasStacks = true) },
      ),
      frameTable: object({ func: column(this.func) }),
      funcTable: object({ name: column(this.name) }),
    }),
    threads: array(object({ samples: this.samples.shape })),
  });

  /** @throws CycleLensError `bad-input`, `unsupported` (another tool's profile), `overflow`. */
  part(file: string, complete: boolean): ProfilePart {
    if (this.product === null)
      throw new CycleLensError(
        "bad-input",
        complete ? "no Firefox profile: it names no product" : "the profile ends before it says what it is",
        again,
      );
    if (!complete && !this.hasStacks)
      throw new CycleLensError("bad-input", "the profile ends before its call tree", again);
    const warnings: string[] = [];
    const callTree = this.callTree(warnings);
    // Version 1.4 writes the keys in its own order, 0.17 and 0.18 sorted them.
    const modern = this.firstKey === "meta";
    if (modern)
      warnings.push(
        "ziskemu 1.4 profile: tail-called functions are no nodes (their cost stays with the function that jumped), " +
          "a recursive call nests one level deeper until it returns, and the cost before the first call is missing",
      );
    if (!complete) warnings.push(`${file} is truncated: the call tree holds what could be read`);
    return {
      format: "zisk-firefox",
      variant: modern ? "1.4" : "0.17",
      file,
      engine: { name: "ziskemu", version: null },
      ...(complete ? {} : { outcome: { status: "truncated", message: "the Firefox profile is cut off" } }),
      callTree,
      warnings,
    };
  }

  private onProduct(name: string): void {
    if (name !== product)
      throw new CycleLensError(
        "unsupported",
        `a Firefox profile of "${safeName(name).slice(0, 80)}", not of ziskemu`,
        "open it in the Firefox Profiler, or give a profile that ziskemu --profiler-output wrote",
      );
    this.product = name;
  }

  private callTree(warnings: string[]): CallTree {
    const length = this.frame.length;
    const frames = this.frames();
    if (this.prefix.length !== length)
      throw new CycleLensError("bad-input", `${length} stacks with ${this.prefix.length} parents`, again);
    const costs = this.samples.costs;
    const unsorted = this.frame.rows.slice();
    const own = costs.column(length);
    for (let i = 0; i < length; i++)
      if (unsorted[i]! < 0 || unsorted[i]! >= frames.length)
        throw new CycleLensError("bad-input", `stack ${i} has a frame that does not exist`, again);
    const { prefix, frame, self } = withParentsFirst({
      prefix: this.prefix.rows.slice(),
      frame: unsorted,
      self: own,
    });
    const total = self.reduce((sum, cost) => sum + cost, costs.lostCost);
    if (!(total <= Number.MAX_SAFE_INTEGER))
      throw new CycleLensError("overflow", "metric cost: the sum of the samples exceeds 2^53", again);
    if (costs.lostSamples > 0)
      warnings.push(
        `${costs.lostSamples} samples (cost ${costs.lostCost}) belong to no stack and were left out`,
      );
    return { length, frames, prefix, frame, self: { cost: self } };
  }

  private frames(): FrameTable {
    const length = this.func.length;
    const func = this.func.rows;
    const nameOf = this.name.rows;
    const name: string[] = [];
    for (let i = 0; i < length; i++) {
      const found = this.names[nameOf[func[i]!] ?? -1];
      if (found === undefined) throw new CycleLensError("bad-input", `frame ${i} has no name`, again);
      name.push(found);
    }
    return {
      length,
      name,
      func: new Int32Array(length).fill(-1),
      file: new Array<string | null>(length).fill(null),
      line: new Int32Array(length),
      inlined: new Uint8Array(length),
    };
  }
}

function column(rows: IndexColumn): Shape {
  return numbers((batch, count) => rows.append(batch, count), { begin: () => rows.clear() });
}
