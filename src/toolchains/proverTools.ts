/**
 * What a host prover is profiled with, as data: what each tool is for, how it is installed, how it is
 * started. Nothing here starts or installs anything; no tool needs more rights than the user has.
 */
export type ProverToolId = "dhat" | "samply" | "flamegraph" | "hyperfine";

export interface ProverTool {
  readonly id: ProverToolId;
  /** The program that has to be there; null for one that is built into the prover. */
  readonly program: string | null;
  /** The words that install it, for the user to run. */
  readonly install: readonly string[] | null;
  /** What it leaves in the run folder. */
  readonly artefact: string;
}

export const proverTools: Readonly<Record<ProverToolId, ProverTool>> = {
  dhat: { id: "dhat", program: null, install: null, artefact: "dhat-heap.json" },
  samply: {
    id: "samply",
    program: "samply",
    install: ["cargo", "install", "--locked", "samply"],
    artefact: "samply-profile.json.gz",
  },
  flamegraph: {
    id: "flamegraph",
    program: "flamegraph",
    install: ["cargo", "install", "--locked", "flamegraph"],
    artefact: "flamegraph.svg",
  },
  hyperfine: {
    id: "hyperfine",
    program: "hyperfine",
    install: ["cargo", "install", "--locked", "hyperfine"],
    artefact: "hyperfine.json",
  },
};

/** Exponents of the trace's length that provers take as `--trace-length`, and what each is for. */
export const traceLengths = [
  { exponent: 10, use: "quick" },
  { exponent: 12, use: "quick" },
  { exponent: 14, use: "development" },
  { exponent: 16, use: "standard" },
  { exponent: 18, use: "production" },
  { exponent: 20, use: "stress" },
] as const;
export type TraceLengthUse = (typeof traceLengths)[number]["use"];

/** What the prover itself is told. */
export interface ProverArguments {
  readonly traceLength: number | null;
  readonly iterations: number | null;
  readonly parallel: boolean;
  /** Further words, as they are. */
  readonly more: readonly string[];
}

/** Words for the program that is profiled, behind `--`. */
export function proverArguments({ traceLength, iterations, parallel, more }: ProverArguments): string[] {
  return [
    ...(traceLength === null ? [] : ["--trace-length", String(traceLength)]),
    ...(iterations === null ? [] : ["--iterations", String(iterations)]),
    ...(parallel ? ["--parallel"] : []),
    ...more,
  ];
}

/** Features of a package that switch dhat on, the likeliest first. */
export function dhatFeatures(features: readonly string[]): readonly string[] {
  const order = ["dhat-heap", "dhat"];
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return features.filter((name) => /dhat/i.test(name)).sort((a, b) => rank(a) - rank(b));
}

/** Symbols and lines for the prover, without an edit of its manifest. */
export const proverBuildEnv = {
  CARGO_PROFILE_RELEASE_DEBUG: "line-tables-only",
  CARGO_PROFILE_RELEASE_STRIP: "none",
} as const;

export interface ProverCommand {
  readonly tool: ProverToolId;
  /** The tool's program; ignored for dhat. */
  readonly toolProgram: string | null;
  readonly executable: string;
  readonly arguments: readonly string[];
  /** Absolute, where the tool writes. */
  readonly artefact: string;
  readonly runs?: number;
}

/** The words that start a profiled run. dhat writes where the prover runs, under its own name. */
export function proverArgv(command: ProverCommand): readonly string[] {
  const { tool, toolProgram, executable, arguments: words, artefact, runs = 5 } = command;
  switch (tool) {
    case "dhat":
      return [executable, ...words];
    case "samply":
      return [
        toolProgram ?? "samply",
        "record",
        "--save-only",
        "--unstable-presymbolicate",
        "-o",
        artefact,
        "--",
        executable,
        ...words,
      ];
    case "flamegraph":
      return [toolProgram ?? "flamegraph", "-o", artefact, "--", executable, ...words];
    case "hyperfine":
      return [
        toolProgram ?? "hyperfine",
        // Without a shell: the words are split by hyperfine itself, as they are quoted here.
        "--shell=none",
        "--warmup",
        "1",
        "--runs",
        String(runs),
        "--export-json",
        artefact,
        [executable, ...words].map(shellWord).join(" "),
      ];
  }
}

/** A word for a splitter of POSIX words; hyperfine's is one. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
