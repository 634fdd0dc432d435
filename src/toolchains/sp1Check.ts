import type { Sp1Host, Sp1Machine, Sp1Problem } from "./sp1Types";
import { hasWorkingProfiling, sp1Facts, sp1Line } from "./sp1Version";
import { atLeast, type Version } from "./version";

/** How the user means to run a host. */
export interface Sp1Choice {
  readonly bin: string | null;
  /** As `--features` takes them; may hold commas. */
  readonly features: readonly string[];
  readonly noDefaultFeatures?: boolean;
  /** Version of sp1-zkvm in the guest's lock; null where it is not known. */
  readonly guestVersion?: Version | null;
}

/** What stands in the way of a traced run, before anything is built: errors first. Empty where all is well. */
export function checkSp1Host(host: Sp1Host, choice: Sp1Choice, machine: Sp1Machine = {}): Sp1Problem[] {
  const problems = [
    ...version(host, choice),
    ...bin(host, choice),
    ...features(host, choice),
    ...machineProblems(host, machine),
  ];
  return [
    ...problems.filter(({ severity }) => severity === "error"),
    ...problems.filter(({ severity }) => severity === "warning"),
  ];
}

function version(host: Sp1Host, choice: Sp1Choice): Sp1Problem[] {
  const problems: Sp1Problem[] = [];
  const text = host.version?.text ?? "";
  if (host.version !== null && host.line === null)
    problems.push({
      kind: "unsupported-version",
      severity: "error",
      message: `${host.name} links SP1 ${text}, which cannot trace`,
      hint: "update it to SP1 6, or open a report of it",
    });
  if (host.line === "v3")
    problems.push({
      kind: "unsupported-version",
      severity: "error",
      message: `${host.name} links SP1 ${text}: up to 3.x TRACE_FILE is a list of addresses, written by debug builds only`,
      hint: "update it to SP1 4 or newer, or read that list with: cargo prove trace",
    });
  if (!hasWorkingProfiling(host.version) && host.via === "sp1-sdk")
    problems.push({
      kind: "old-version",
      severity: "error",
      message: `sp1-sdk ${text} does not hand its feature profiling on to the process that executes`,
      hint: "update sp1-sdk to 6.2.0 or newer",
      run: ["cargo", "update", "-p", "sp1-sdk"],
    });
  const guest = choice.guestVersion === undefined ? null : sp1Line(choice.guestVersion);
  const isOther = (line: string | null): boolean => line !== null && line !== "v6";
  // RV32 and RV64 do not mix; of 4.x and 5.x a host runs what is no newer than itself.
  if (guest !== null && host.line !== null && isOther(guest) !== isOther(host.line))
    problems.push({
      kind: "rv32-guest",
      severity: "error",
      message: `the guest is made for SP1 ${choice.guestVersion!.text}, ${host.name} runs SP1 ${text}`,
      hint: "bring sp1-zkvm and the host to one version, or choose another host",
    });
  return problems;
}

function bin(host: Sp1Host, choice: Sp1Choice): Sp1Problem[] {
  if (choice.bin !== null && !host.bins.includes(choice.bin))
    return [
      {
        kind: "bin-unknown",
        severity: "error",
        message: `${host.name} has no bin ${choice.bin}`,
        hint: `choose one of: ${host.bins.join(", ")}`,
      },
    ];
  if (choice.bin === null && host.defaultBin === null)
    return [
      {
        kind: "bin-ambiguous",
        severity: "error",
        message: `${host.name} has several bins`,
        hint: `choose one of: ${host.bins.join(", ")}`,
      },
    ];
  return [];
}

function features(host: Sp1Host, choice: Sp1Choice): Sp1Problem[] {
  const chosen = choice.features.flatMap((word) => word.split(/[\s,]+/)).filter((word) => word !== "");
  const has = (names: readonly string[]): boolean =>
    names.some(
      (name) =>
        chosen.includes(name) || (choice.noDefaultFeatures !== true && host.defaultFeatures.includes(name)),
    );
  const problems: Sp1Problem[] = [];
  const unknown = chosen.filter(
    (name) => !name.includes("/") && name !== "default" && !host.features.includes(name),
  );
  if (unknown.length > 0)
    problems.push({
      kind: "unknown-feature",
      severity: "error",
      message: `${host.name} has no feature ${unknown.join(", ")}`,
      hint: host.features.length === 0 ? "take it out" : `choose of: ${host.features.join(", ")}`,
    });
  if (
    host.linkedBy.length > 0 &&
    !has(host.linkedBy) &&
    !chosen.some((name) => name.startsWith(`${host.via}/`))
  )
    problems.push({
      kind: "feature-not-named",
      severity: "error",
      message: `${host.name} links SP1 only with a feature that is not chosen`,
      hint: `add one of the features: ${host.linkedBy.join(", ")}`,
      ...(host.linkedBy.length === 1 ? { addFeatures: host.linkedBy } : {}),
    });
  const named = chosen.includes(`${host.via}/profiling`);
  const { profiling } = host;
  if (profiling.kind === "by-feature" && !named && !has(profiling.features))
    problems.push({
      kind: "no-profiling",
      severity: "error",
      message: `${host.name} traces only with the feature ${profiling.features.join(" or ")}, which is not chosen`,
      hint: `add it to the features: ${profiling.features[0]!}`,
      addFeatures: [profiling.features[0]!],
    });
  if (profiling.kind === "off" && !named)
    problems.push({
      kind: "no-profiling",
      severity: "error",
      message: `${host.via} is built without its feature profiling in ${host.name}: SP1 would write no trace and say nothing`,
      hint: host.isDirect
        ? `add the feature in Cargo.toml, or name it for this run: --features ${host.via}/profiling`
        : "add the feature in Cargo.toml of the package that links it",
      ...(profiling.edit === null ? {} : { edit: profiling.edit }),
      ...(host.isDirect ? { addFeatures: [`${host.via}/profiling`] } : {}),
    });
  return problems;
}

function machineProblems(host: Sp1Host, machine: Sp1Machine): Sp1Problem[] {
  const problems: Sp1Problem[] = [];
  const facts = host.line === null ? null : sp1Facts[host.line];
  if (machine.cargo === null)
    problems.push({
      kind: "cargo-missing",
      severity: "error",
      message: "cargo is not installed, so the host cannot be built",
      hint: "install Rust: https://rustup.rs",
    });
  if (facts !== null && machine.cargo) {
    const { major, minor, patch } = facts.rust;
    if (!atLeast(machine.cargo, major, minor, patch))
      problems.push({
        kind: "rust-too-old",
        // A toolchain file of the workspace may name another one.
        severity: "warning",
        message: `SP1 ${host.version?.text ?? ""} needs Rust ${major}.${minor}.${patch}, this is ${machine.cargo.text}`,
        hint: "update Rust: rustup update stable",
        run: ["rustup", "update", "stable"],
      });
  }
  if (facts?.needsProtoc === true && host.via === "sp1-sdk" && machine.protoc === null)
    problems.push({ ...protocMissing, severity: "warning" });
  return problems;
}

/** sp1-sdk 6 is built with protoc and the files that come with it; Debian puts those into another package. */
export const protocMissing: Sp1Problem = {
  kind: "protoc-missing",
  severity: "error",
  message: "protoc is not installed, which building sp1-sdk 6 needs",
  hint: "install it: sudo apt-get install protobuf-compiler libprotobuf-dev (macOS: brew install protobuf)",
  run: ["sudo", "apt-get", "install", "protobuf-compiler", "libprotobuf-dev"],
};
