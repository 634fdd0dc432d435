import { jsonOrNull, recordOf, recordsOf, stringsOf } from "./looseJson";

/** A program of a cargo workspace that can be profiled: a binary, an example, or a bench with a `main` of its own. */
export interface HostTarget {
  readonly package: string;
  readonly name: string;
  readonly kind: "bin" | "example" | "bench";
  /** Absolute. */
  readonly manifestPath: string;
  readonly sourcePath: string;
  /** Names of the package's `[features]`, without `default`. */
  readonly features: readonly string[];
  /** Features that cargo wants before it builds the target. */
  readonly requiredFeatures: readonly string[];
}

/** The same without dependencies: reads manifests only. */
export function targetsArgs(manifestPath: string): readonly string[] {
  return ["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path", manifestPath];
}

/** The programs in an answer of `cargo metadata --no-deps`, in cargo's order; empty for anything else. */
export function readHostTargets(text: string): readonly HostTarget[] {
  const targets: HostTarget[] = [];
  for (const pack of recordsOf(recordOf(jsonOrNull(text))["packages"])) {
    const { name, manifest_path: manifestPath } = pack;
    if (typeof name !== "string" || typeof manifestPath !== "string") continue;
    const features = Object.keys(recordOf(pack["features"])).filter((feature) => feature !== "default");
    for (const target of recordsOf(pack["targets"])) {
      const kind = (["bin", "example", "bench"] as const).find((one) =>
        stringsOf(target["kind"]).includes(one),
      );
      const { name: targetName, src_path: sourcePath } = target;
      // An example may be a library.
      const isProgram = stringsOf(target["crate_types"]).includes("bin");
      if (!kind || !isProgram || typeof targetName !== "string" || typeof sourcePath !== "string") continue;
      targets.push({
        package: name,
        name: targetName,
        kind,
        manifestPath,
        sourcePath,
        features,
        requiredFeatures: stringsOf(target["required-features"]),
      });
    }
  }
  return targets;
}

/** `cargo build --release` of one target; `json` makes cargo say where the program is. */
export function buildTargetArgs(
  target: HostTarget,
  features: readonly string[],
  output: "human" | "json",
): readonly string[] {
  const all = [...new Set([...target.requiredFeatures, ...features])];
  return [
    "build",
    "--release",
    "--manifest-path",
    target.manifestPath,
    "-p",
    target.package,
    `--${target.kind}`,
    target.name,
    ...(all.length === 0 ? [] : ["--features", all.join(",")]),
    ...(output === "json" ? ["--message-format=json"] : []),
  ];
}
