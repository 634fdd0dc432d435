import { mostRows, regionFrom } from "./blocks";
import { RegionWriter } from "./regionWriter";
import { StepCosts } from "./stepCosts";
import type { TranslatorHost } from "./translatorHost";

/** More steps than translated code ever runs before it asks for fuel again. */
export const slack = 2 * mostRows;

/** Makes modules of code: one for each entry, which holds what its function can reach from there. */
export class Translator {
  private readonly costs: StepCosts;
  private readonly profile: number;

  constructor(private readonly host: TranslatorHost) {
    this.costs = new StepCosts(host.program, host.model, (row) => host.averageCost(row));
    this.profile = host.model.ops.find((row) => row.name === "profile")!.code;
  }

  /** The module of the code at a row; its export `run` is (pc) → pc, where the run goes on or `stop`. */
  translate(entry: number): Uint8Array<ArrayBuffer> {
    const { host } = this;
    const func = host.functionOf(entry);
    const region = regionFrom(
      host.program,
      entry,
      (row) => host.functionOf(row) === func,
      // A tag reads the totals: they must be those of its own step.
      (row) => host.program.op[row] === this.profile,
      (row) => host.isCold(row),
      host.targetsOf(func),
      (row) => host.isEntry(row),
    );
    return new RegionWriter(host, this.costs, region, func).module();
  }
}
