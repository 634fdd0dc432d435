// Programs of a workspace, and how they are put under a profiler.
import { describe, expect, it } from "vitest";
import { builtExecutable } from "../../../src/toolchains/cargoArtifact";
import { buildTargetArgs, readHostTargets } from "../../../src/toolchains/hostTargets";
import { dhatFeatures, proverArguments, proverArgv } from "../../../src/toolchains/proverTools";

const metadata = {
  packages: [
    {
      name: "prover",
      manifest_path: "/ws/prover/Cargo.toml",
      features: { default: [], "dhat-heap": ["dep:dhat"], parallel: [] },
      targets: [
        { kind: ["lib"], crate_types: ["lib"], name: "prover", src_path: "/ws/prover/src/lib.rs" },
        {
          kind: ["bench"],
          crate_types: ["bin"],
          name: "prover_profile",
          src_path: "/ws/prover/benches/p.rs",
        },
        {
          kind: ["example"],
          crate_types: ["bin"],
          name: "demo",
          src_path: "/ws/prover/examples/demo.rs",
          "required-features": ["parallel"],
        },
        { kind: ["example"], crate_types: ["cdylib"], name: "so", src_path: "/ws/prover/examples/so.rs" },
      ],
    },
  ],
};

describe("programs of a workspace", () => {
  const targets = readHostTargets(JSON.stringify(metadata));
  it("are binaries, benches and examples that run", () => {
    expect(targets.map(({ kind, name, features }) => [kind, name, features])).toEqual([
      ["bench", "prover_profile", ["dhat-heap", "parallel"]],
      ["example", "demo", ["dhat-heap", "parallel"]],
    ]);
    for (const text of ["", "null", "[]", '{"packages":[{"name":1,"targets":7}]}'])
      expect(readHostTargets(text)).toEqual([]);
  });

  it("are built with what they require", () => {
    expect(buildTargetArgs(targets[1]!, ["dhat-heap"], "json").join(" ")).toBe(
      "build --release --manifest-path /ws/prover/Cargo.toml -p prover --example demo --features parallel,dhat-heap --message-format=json",
    );
  });

  it("are where cargo says, not where a glob would find them", () => {
    const artifact = (name: string, kind: string, executable: string | null) =>
      JSON.stringify({ reason: "compiler-artifact", target: { name, kind: [kind] }, executable });
    const messages = [
      artifact("prover", "lib", null),
      "warning: not JSON",
      artifact("prover_profile", "bin", "/ws/target/release/prover_profile"),
      artifact("prover_profile", "bench", "/ws/target/release/deps/prover_profile-12ab"),
      '{"reason":"build-finished","success":true}',
    ].join("\n");
    expect(builtExecutable(messages, targets[0]!)).toBe("/ws/target/release/deps/prover_profile-12ab");
    expect(builtExecutable("", targets[0]!)).toBeNull();
  });
});

describe("a profiled run", () => {
  const plan = {
    toolProgram: "/bin/t",
    executable: "/x/my prover",
    arguments: ["--trace-length", "14"],
    artefact: "/r/out",
  };
  it.each([
    ["dhat", ["/x/my prover", "--trace-length", "14"]],
    ["flamegraph", ["/bin/t", "-o", "/r/out", "--", "/x/my prover", "--trace-length", "14"]],
  ] as const)("%s", (tool, argv) => expect(proverArgv({ ...plan, tool })).toEqual(argv));
  it("samply records and shows nothing by itself", () => {
    const argv = proverArgv({ ...plan, tool: "samply" });
    expect(argv.slice(0, 3)).toEqual(["/bin/t", "record", "--save-only"]);
    expect(argv.slice(-4)).toEqual(["--", "/x/my prover", "--trace-length", "14"]);
  });
  it("hyperfine starts no shell and gets one quoted command", () => {
    const argv = proverArgv({ ...plan, tool: "hyperfine", runs: 3 });
    expect(argv).toContain("--shell=none");
    expect(argv.at(-1)).toBe("'/x/my prover' --trace-length 14");
  });
  it("is told length, iterations, threads", () =>
    expect(proverArguments({ traceLength: 16, iterations: 5, parallel: true, more: ["-q"] })).toEqual([
      "--trace-length",
      "16",
      "--iterations",
      "5",
      "--parallel",
      "-q",
    ]));
  it("dhat's feature is the one that names it", () =>
    expect(dhatFeatures(["std", "my-dhat", "dhat-heap"])).toEqual(["dhat-heap", "my-dhat"]));
});
