import { CycleLensError } from "../errors";
import type { Outcome } from "../profile/model";
import { safeName } from "../profile/names";
import { exact } from "../profile/numbers";
import type { Importer, ProfilePart } from "./artefact";
import { scanJson } from "./scan/scanJson";
import { array, number, object, text, type Shape } from "./scan/shape";
import { GeckoThread } from "./sp1GeckoTables";
import type { StackWeights } from "./sp1StackWeights";
import { listedBySp1, treeFunctions } from "./sp1TreeFunctions";

const product = "SP1 ZKVM";
const again = "check that the file is what SP1 wrote to TRACE_FILE, or trace again";
const latin = new TextDecoder("latin1");

/**
 * What SP1 4 to 6 writes to TRACE_FILE: a Gecko profile (version 24) with one sample every TRACE_SAMPLE_RATE
 * cycles, the weight in `threadCPUDelta`. Samples are folded into cycles a stack while they are read; the names
 * stand behind them. Memory: 8 bytes a stack and the names, whatever the size of the file. No lines.
 */
export const sp1Gecko: Importer = {
  format: "sp1-gecko",

  detect(head) {
    const start = latin.decode(head);
    if (!/^(?:\u00ef\u00bb\u00bf)?\s*\{/.test(start) || start.includes('"preprocessedProfileVersion"'))
      return false;
    if (/"product"\s*:\s*"SP1 ZKVM"/.test(start)) return true;
    // Other orders of keys: the product may stand beyond the head.
    return (
      geckoTable.test(start) || (/"processType"/.test(start) && /"sampleUnits"|"pausedRanges"/.test(start))
    );
  },

  async import(source, context) {
    const profile = new GeckoProfile();
    const complete = await scanJson(source, profile.shape, context);
    return profile.part(source.name, complete);
  },
};

/** Tables of rows with a schema, as only Gecko profiles have them. */
const geckoTable =
  /"(?:frameTable|stackTable|samples|markers)"\s*:\s*\{\s*"(?:schema"\s*:\s*\{|data"\s*:\s*\[\s*(?:\[|\]\s*,\s*"schema"))/;

class GeckoProfile {
  private product: string | null = null;
  private version: number | null = null;
  private readonly thread = new GeckoThread();
  private threads = 0;

  /** Of several threads the first one is read. */
  readonly shape: Shape = object({
    meta: object({
      product: text((name) => this.onProduct(name)),
      version: number((version) => (this.version = version)),
    }),
    threads: array(this.thread.shape, {
      begin: () => (this.threads = 1),
      rest: object({}, { begin: () => void this.threads++ }),
    }),
  });

  /** @throws CycleLensError `bad-input`, `unsupported` (another program's profile), `too-large`, `overflow`. */
  part(file: string, complete: boolean): ProfilePart {
    if (this.product === null)
      throw new CycleLensError(
        "bad-input",
        complete ? "no SP1 trace: it names no product" : "the trace ends before it says what it is",
        again,
      );
    const weights = this.thread.weights();
    const callTree = this.thread.callTree();
    const functions = treeFunctions(callTree, "cycles");
    const held = callTree.self["cycles"]!.reduce((a, b) => a + b, 0);
    const cycles = exact(held + weights.withoutStack + weights.lostWeight, "cycles");
    const named = complete || this.thread.hasNames;
    return {
      format: "sp1-gecko",
      variant: this.version === null ? null : String(this.version),
      file,
      engine: { name: "sp1", version: null },
      ...(complete ? {} : { outcome: cutOff }),
      ...(weights.rate === 0 && cycles === 0 ? {} : { totals: { cycles } }),
      callTree,
      ...(named ? { listed: listedBySp1(functions) } : {}),
      trace: {
        cycles,
        rate: weights.even ? Math.max(0, weights.rate) : null,
        withoutStack: weights.withoutStack,
      },
      warnings: [...this.warnings(file, complete, named), ...sampleWarnings(file, weights, held)],
    };
  }

  private warnings(file: string, complete: boolean, named: boolean): string[] {
    const warnings: string[] = [];
    if (!complete)
      warnings.push(
        `${file} is cut off, or SP1 is still writing it: the figures hold up to there${named ? "" : ", and the names of the functions, which stand at its end, are lost"}`,
      );
    if (this.version !== null && this.version !== 24)
      warnings.push(`${file} is a Gecko profile of version ${String(this.version)}, SP1 writes 24`);
    if (this.threads > 1)
      warnings.push(
        `${file} holds ${String(this.threads)} threads, an SP1 trace has one; only the first was read`,
      );
    return warnings;
  }

  private onProduct(name: string): void {
    if (name !== product)
      throw new CycleLensError(
        "unsupported",
        `a Gecko profile of "${safeName(name).slice(0, 80)}", not of SP1`,
        "open it in the Firefox Profiler and save it there: the saved form can be imported",
      );
    this.product = name;
  }
}

const cutOff: Outcome = { status: "truncated", message: "the SP1 trace is cut off" };

function sampleWarnings(file: string, weights: StackWeights, held: number): string[] {
  const warnings: string[] = [];
  const { samples, rate, even } = weights;
  if (samples === 0) warnings.push(`${file} holds no samples`);
  else if (rate === 0 && held === 0)
    warnings.push(`${file} was traced with TRACE_SAMPLE_RATE=0, which records nothing; trace with 1 or more`);
  else if (held === 0)
    warnings.push(
      samples === 1
        ? `${file} holds one sample: the sample rate ${String(rate)} is larger than the run`
        : `${file} has no stacks: the ELF has no function symbols; trace one that is not stripped`,
    );
  if (even && rate > 1 && samples > 1)
    warnings.push(
      `${file} holds one sample every ${rate.toLocaleString("en-US")} cycles: figures of functions are estimates, the sum up to ${(rate - 1).toLocaleString("en-US")} cycles too high`,
    );
  if (weights.lostSamples > 0)
    warnings.push(
      `${file}: ${weights.lostSamples.toLocaleString("en-US")} samples (${weights.lostWeight.toLocaleString("en-US")} cycles) belong to no stack that exists`,
    );
  return warnings;
}
