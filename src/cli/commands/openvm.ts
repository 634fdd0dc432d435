import { OpenvmCrash } from "../../core/openvm/crash";
import { CycleLensError } from "../../core/errors";
import type { Command } from "../command";
import { fail } from "../fail";
import { emit, type CliIo } from "../io";
import { openvmArgs } from "../openvmArgs";
import { openvmReports } from "../openvmReports";
import { programVersion } from "../programVersion";

export const openvm: Command = {
  name: "openvm",
  summary: "reports of OpenVM metrics, as openvm-prof writes them",
  usage: `cyclelens openvm [OPTIONS] [summary --benchmark-results-link LINK [--summary-md-path PATH]]

Reads metrics JSON files (what OUTPUT_PATH names) and writes openvm-prof's reports, byte by byte: STEM.md beside each
file, since 2.0 also STEM.detailed.md and, with memory of the GPU, STEM.memory.svg.

  --json-paths A,B         metrics files
  --prev-json-paths A,B    the run before of each, in the same order; one that is missing is a new benchmark
  --names A,B              names to show, in the same order (otherwise that of the application's group)
  --output-json FILE       everything as Bencher Metric Format
  --num-devices N          devices of the estimate for parallel proofs (16)
  --proofs-per-device N    proofs on each of them at once (2)
  --openvm-version V       whose reports: 1.3 (1.2 too), 1.4, 1.4.3, 1.5 (1.6, 1.7 too), 2.0; otherwise told by the file
  --settings FILE          metrics of your own and aliases (cyclelens.openvm/1); without it nothing is added

summary writes the table for a pull request, to standard output without --summary-md-path.
Exit codes are openvm-prof's: 0 done, 1 a file cannot be read, 2 usage, 101 where openvm-prof itself breaks down.`,

  answersHelp: true,

  async run(args, io) {
    try {
      const asked = openvmArgs(args);
      if (asked === "help") return await print(this.usage, io);
      if (asked === "version") return await print(`cyclelens ${programVersion}`, io);
      await openvmReports(asked, io);
      return 0;
    } catch (error) {
      const code = fail(io, error, false);
      if (error instanceof OpenvmCrash) return 101;
      if (CycleLensError.is(error, "usage")) return 2;
      return CycleLensError.is(error, "cancelled") ? code : 1;
    }
  },
};

async function print(text: string, io: CliIo): Promise<number> {
  await emit(io, `${text}\n`, undefined);
  return 0;
}
