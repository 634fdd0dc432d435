import path from "node:path";
import { CycleLensError } from "../../core/errors";
import type { Profile } from "../../core/profile/model";
import { safeName } from "../../core/profile/names";
import { expandRunFolders } from "../../runs/loadProfile";
import { titleOf } from "../../runs/title";
import { loadProfile } from "../../server/workerClient";
import { isOn, parse, text } from "../args";
import type { Command } from "../command";
import { progressLine } from "../io";
import { checkOutput, outputFlags, printProfile } from "../render";

export const report: Command = {
  name: "report",
  summary: "import the files of a run and print its profile",
  usage: `cyclelens report FILE… [--elf ELF] [--listed] [--inlined] [--format F | --json] [-o FILE]

Imports any supported artefacts of one run (several files are merged) and prints the profile.
FILE may be of ZisK: a report, a stats CSV, a profile, a disassembly with counts, what went to stderr;
of SP1: a trace (3.x: a dump of PCs), a report, a log; of other tools: a profile of samply or Firefox, pprof, dhat, speedscope,
hyperfine or V8 (.cpuprofile), folded stacks, a flame graph SVG; a cyclelens profile; or a run folder.
It is recognised by content, an ELF among them too. Packed files (.gz) are fine.

  --elf ELF     the guest that ran, for names and source lines
  --listed      JSON with call tree and instructions
  --inlined     stacks with inlined functions, where the run tells them (profile --inlined)
  --format F    text (default), json, md, csv, folded, speedscope, firefox, pprof, html, bmf
  -o FILE       write the answer there instead of stdout`,
  async run(args, io) {
    const parsed = parse("report", args, {
      ...outputFlags,
      elf: { type: "string" },
      listed: { type: "boolean" },
      inlined: { type: "boolean" },
    });
    if (parsed.files.length === 0)
      throw new CycleLensError("usage", "report wants at least one file", "see: cyclelens report --help");
    checkOutput(parsed, io);
    const resolve = (file: string) => path.resolve(io.cwd, file);
    const elf = text(parsed, "elf");
    const line = progressLine(io);
    try {
      const files = await expandRunFolders(parsed.files.map(resolve));
      const profile = await loadProfile(
        { files, elf: elf === undefined ? null : resolve(elf) },
        {
          signal: io.signal,
          progress: ({ file, readBytes, sizeBytes }) =>
            line.show(`reading ${file} ${percent(readBytes, sizeBytes)}`),
        },
      );
      line.clear();
      if (profile.source.format === "unknown")
        throw new CycleLensError(
          "bad-input",
          "there is no profile among the files, only a program",
          "give what its run wrote beside it, or run it: cyclelens profile ELF",
        );
      if (saysNothing(profile))
        throw new CycleLensError(
          "bad-input",
          `${profile.source.files.map(safeName).join(", ")} says nothing of what a run cost`,
          "give the report, trace or log of a run",
        );
      await printProfile(io, parsed, profile, {
        title: await titleOf(elf === undefined ? null : resolve(elf), parsed.files.map(resolve)),
        full: isOn(parsed, "listed"),
      });
    } finally {
      line.clear();
    }
    return 0;
  },
};

/** A text that only speaks of a tool, as a page about SP1 does, looks like a log of it and holds no figure. */
function saysNothing(profile: Profile): boolean {
  const { totals, output, outcome, listed, benchmarks } = profile;
  const rows = [
    profile.functions,
    profile.lines ?? [],
    profile.opcodes,
    profile.tags,
    profile.details,
    profile.memory,
  ];
  return (
    Object.values(totals).every((value) => value === null) &&
    rows.every(({ length }) => length === 0) &&
    (listed === null || listed.functions.length === 0) &&
    (benchmarks ?? []).length === 0 &&
    output.text === null &&
    output.publicHex === null &&
    outcome.status === "ok" &&
    profile.warnings.length === 0
  );
}

function percent(read: number, size: number | null): string {
  return size === null || size === 0
    ? `${Math.round(read / 2 ** 20)} MB`
    : `${Math.round((100 * read) / size)} %`;
}
