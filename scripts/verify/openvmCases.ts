import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** One run of openvm-prof with what it wrote. */
export interface OpenvmCase {
  readonly name: string;
  readonly version: string;
  /** Folder of the metrics files. */
  readonly inputs: string;
  /** Its command line, without the program's name. */
  readonly argv: readonly string[];
  /** Folder of what it wrote. */
  readonly expected: string;
  /** Exit code. */
  readonly code: number;
  /** Whether the version is one that is refused by name. */
  readonly refused: boolean;
}

const refused = new Set(["2.0.0-alpha", "2.1.0-preview"]);

/** The recorded command lines, and those of the sets that one file was put through in every version. */
export function openvmCases(root: string): readonly OpenvmCase[] {
  const golden = path.join(root, "golden");
  const recorded = readdirSync(golden).flatMap((name): OpenvmCase[] => {
    const folder = path.join(golden, name);
    const meta = path.join(folder, "META.json");
    if (!existsSync(meta)) return [];
    const { openvm_prof_version: version, command } = JSON.parse(readFileSync(meta, "utf8")) as {
      openvm_prof_version: string;
      command: string[];
    };
    const expected = path.join(folder, "expected");
    return [
      {
        name,
        version: version.slice(1),
        inputs: folder,
        argv: command.slice(1),
        expected,
        code: 0,
        refused: false,
      },
    ];
  });
  const example = ["--json-paths", "metrics.example.json", "--prev-json-paths", "metrics.prev.example.json"];
  const link = "https://github.com/openvm-org/openvm/blob/benchmark-results";
  const summary = (where: string): string[] => ["summary", "--benchmark-results-link", where];
  return [
    ...versions("example", root, path.join(root, "expected"), [
      ...example,
      ...["--output-json", "bencher.json"],
      ...summary(link),
      ...["--summary-md-path", "summary.md"],
    ]),
    ...versions("edge_numbers", path.join(golden, "edge_numbers"), null, [
      ...["--json-paths", "edge.json", "--prev-json-paths", "edge_prev.json"],
      ...["--names", "edge", "--output-json", "bencher.json"],
    ]),
    ...versions("synthetic_features", path.join(golden, "synthetic_features"), null, [
      ...["--json-paths", "m.json", "--prev-json-paths", "prev.json"],
      ...["--names", "synth", "--output-json", "bencher.json"],
      ...summary("LINK"),
    ]),
    ...recorded,
  ];
}

function versions(
  name: string,
  inputs: string,
  expected: string | null,
  argv: readonly string[],
): readonly OpenvmCase[] {
  const folder = expected ?? path.join(inputs, "expected");
  return readdirSync(folder).map((tag) => {
    const version = tag.slice(1).replaceAll("_", ".");
    const wrote = path.join(folder, tag);
    const panicked = readFileSync(path.join(wrote, "stderr.txt"), "utf8").includes("panicked at");
    return {
      name,
      version,
      inputs,
      argv,
      expected: wrote,
      code: panicked ? 101 : 0,
      refused: refused.has(version),
    };
  });
}
