import { describe, expect, it } from "vitest";
import { changeState, stateOf } from "../../../src/host/openvmRun/changeState";
import { connectForm, type FormHost } from "../../../src/host/openvmRun/formBridge";
import { formModel, type FormState } from "../../../src/host/openvmRun/formModel";
import { benchKey, BenchMemory } from "../../../src/host/openvmRun/benchMemory";
import { readBenchRequest } from "../../../src/host/openvmRun/benchRequest";
import { draftText, readDraft } from "../../../src/host/openvmRun/draft";
import { Channel } from "../../../src/protocol/channel";
import {
  changeField,
  formReady,
  isFormModel,
  keepForm,
  pressForm,
  showForm,
  type FormField,
  type FormModel,
} from "../../../src/protocol/openvmRun";
import { openvmRunWords as words } from "../../../src/protocol/openvmRunWords";
import { usualChoice, type BenchmarkTarget } from "../../../src/toolchains/openvmBench";

const target = (name: string, more: Partial<BenchmarkTarget> = {}): BenchmarkTarget => ({
  package: "bench",
  name,
  kind: "bin",
  manifestPath: "/ws/Cargo.toml",
  sourcePath: `/ws/src/bin/${name}.rs`,
  features: ["metrics", "mimalloc", "jemalloc", "evm"],
  requiredFeatures: [],
  defaults: ["jemalloc"],
  workspaceRoot: "/ws",
  ...more,
});
const targets = [target("fibonacci"), target("regex", { requiredFeatures: ["evm"] })];
const lines = ["1.x", "2.0"] as const;
const start = stateOf(targets, lines, 0, () => null);
const set = (state: FormState, id: string, value: string | boolean): FormState =>
  changeState(state, { id, value }, lines, () => null);
const fields = (model: FormModel): ReadonlyMap<string, FormField> =>
  new Map(model.sections.flatMap((section) => section.fields.map((field) => [field.id, field])));
const field = (state: FormState, id: string): FormField | undefined =>
  fields(formModel(state, words)).get(id);

describe("the form of a prove benchmark", () => {
  it("has every flag of the version, each with words, and no other", () => {
    const of = (line: string): string[] =>
      [...fields(formModel(set(start, "line", line), words)).values()]
        .map(({ flag }) => flag)
        .filter(Boolean);
    expect(of("1.x")).toEqual([
      ...["--profile", "RUSTFLAGS", "--no-default-features", "--max-segment-length"],
      ...[
        "--segment-max-cells",
        "--num-children-leaf",
        "--num-children-internal",
        "--max-internal-wrapper-layers",
        "--app-log-blowup",
        "--leaf-log-blowup",
      ],
      ...["--internal-log-blowup", "--root-log-blowup", "--halo2-outer-k", "--halo2-wrapper-k"],
      ...["--kzg-params-dir", "--profiling"],
    ]);
    expect(of("2.0")).toEqual([
      ...["--profile", "RUSTFLAGS", "--no-default-features", "--max-segment-length", "--app-only", "--evm"],
      ...["--kzg-params-dir", "--profiling"],
    ]);
    for (const one of fields(formModel(start, words)).values()) expect(one.label).not.toBe("");
    expect(isFormModel(formModel(start, words))).toBe(true);
  });

  it("shows the command that comes of it, and none while something is wrong", () => {
    expect(formModel(start, words).command.join(" ")).toBe(
      "cargo run --manifest-path /ws/Cargo.toml -p bench --bin fibonacci --profile release --features metrics",
    );
    expect(formModel(start, words).environment).toEqual(["OUTPUT_PATH=…/metrics.json"]);
    const wrong = formModel(set(start, "appLogBlowup", "9"), words);
    expect([wrong.command, wrong.problems, wrong.blocked]).toEqual([[], 1, words.blockedProblem]);
    expect(fields(wrong).get("appLogBlowup")?.problem).toBe("It must be from 1 to 4.");
  });

  it("says of each feature what it does, and which are on by default", () => {
    expect(field(start, "defaultFeatures")?.help).toContain("They are: jemalloc.");
    expect(field(start, "feature:jemalloc")?.help).toMatch(/^Allocator jemalloc.* On by default\.$/);
    const gone = set(start, "feature:metrics", false);
    expect(field(gone, "feature:metrics")?.note).toContain("writes no metrics");
  });

  it("a folder that is not there is said at its field", () => {
    const state = { ...set(start, "kzgParamsDir", "/none"), folderThere: false };
    expect(field(state, "kzgParamsDir")?.problem).toBe(words.folderMissing);
  });

  it("two allocators are refused; the default ones can go one by one", () => {
    const both = set(start, "feature:mimalloc", true);
    expect(formModel(both, words).problems).toBe(1);
    expect(field(both, "feature:mimalloc")?.problem).toContain("cannot both be the allocator");
    expect(field(both, "feature:evm")?.problem).toBe("");
    const apart = set(both, "defaultFeatures", false);
    expect([...apart.choice.features].sort()).toEqual(["jemalloc", "metrics", "mimalloc"]);
    const one = set(apart, "feature:jemalloc", false);
    expect(formModel(one, words).problems).toBe(0);
    expect(formModel(one, words).command).toContain("--no-default-features");
    expect(set(apart, "defaultFeatures", true).choice.features).toEqual(["metrics", "mimalloc"]);
  });

  it("what the program needs is on and fixed", () => {
    const other = set(start, "target", "1");
    expect([other.target, other.choice.line]).toEqual([1, "2.0"]);
    expect(field(other, "feature:evm")).toMatchObject({ value: true, fixed: true });
  });

  it("application only and up to Ethereum exclude each other", () => {
    const both = set(set(set(start, "line", "2.0"), "evm", true), "appOnly", true);
    expect(both.choice.switches).toEqual(["appOnly"]);
  });

  it("what is remembered for a program is filled in when it is chosen", () => {
    const kept = { ...usualChoice(targets[1]!, "2.0"), more: ["--x", "a b"] };
    const state = changeState(start, { id: "target", value: "1" }, lines, (at) => (at === 1 ? kept : null));
    expect([state.choice, state.moreText]).toEqual([kept, "--x 'a b'"]);
  });

  it.each([
    ["target", "7"],
    ["target", "__proto__"],
    ["line", "3.0"],
    ["appLogBlowup", true],
    ["feature:other", true],
    ["nothing", "x"],
    ["__proto__", "x"],
  ])("%s = %s changes nothing", (id, value) => {
    expect(set(start, id, value)).toEqual(start);
  });

  it("names of features and programs stand as they are", () => {
    const odd = target("<b>", { features: ["<img src=x>"], package: "`x`" });
    const model = formModel(
      stateOf([odd], ["2.0"], 0, () => null),
      words,
    );
    expect(fields(model).get("feature:<img src=x>")?.label).toBe("<img src=x>");
  });
});

describe("the host's end of the form", () => {
  function open(host: Partial<FormHost> = {}) {
    const shown: FormModel[] = [];
    const started: string[] = [];
    const failures: unknown[] = [];
    const kept: string[] = [];
    const page = new Channel((message) => end.receive(message));
    const end = new Channel((message) => page.receive(message));
    page.on(showForm, (model) => shown.push(model));
    page.on(keepForm, (text) => kept.push(text));
    connectForm(end, {
      words,
      targets,
      lines,
      first: 0,
      draft: null,
      recall: () => null,
      kept: (at, choice) => draftText({ program: benchKey(targets[at]!), choice }),
      absolute: (path) => (path.startsWith("/") ? path : `/ws/${path}`),
      isFolder: (path) => Promise.resolve(path === "/there"),
      chooseFolder: () => Promise.resolve("/there"),
      blocked: () => "",
      start: (at, choice) => {
        started.push(`${targets[at]!.name} ${choice.profile}`);
        return Promise.resolve();
      },
      failed: (error) => failures.push(error),
      ...host,
    });
    const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
    return { page, shown, started, failures, kept, settle };
  }

  it("starts what is right and nothing else, whatever the page says", async () => {
    const { page, started, shown, settle } = open();
    page.tell(formReady, null);
    page.tell(changeField, { id: "halo2OuterK", value: "99" });
    page.tell(pressForm, "start");
    await settle();
    expect([started, shown.at(-1)?.problems]).toEqual([[], 1]);
    page.tell(changeField, { id: "halo2OuterK", value: "23" });
    page.tell(changeField, { id: "kzgParamsDir", value: "/gone" });
    page.tell(pressForm, "start");
    await settle();
    expect(started).toEqual([]);
    page.tell(changeField, { id: "kzgParamsDir", value: "/there" });
    page.tell(pressForm, "start");
    await settle();
    expect(started).toEqual(["fibonacci release"]);
  });

  it("what is filled in is kept by the page, and is there again after a reload of the window", async () => {
    const { page, kept, settle } = open();
    page.tell(formReady, null);
    page.tell(changeField, { id: "target", value: "1" });
    page.tell(changeField, { id: "profile", value: "maxperf" });
    page.tell(changeField, { id: "more", value: "--name 'a b'" });
    await settle();
    const draft = readDraft(kept.at(-1));
    expect(draft?.program).toBe("/ws/Cargo.toml#bin#regex");
    const again = open({ first: 1, draft: draft!.choice });
    again.page.tell(formReady, null);
    await again.settle();
    const model = again.shown.at(-1)!;
    expect(fields(model).get("profile")).toMatchObject({ value: "maxperf" });
    expect(model.command.join(" ")).toMatch(/--bin regex --profile maxperf .*-- --name 'a b'$/);
  });

  it.each([undefined, null, 1, {}, "", "{", "null", "[]", '{"program":1}', '{"program":"x","choice":{}}'])(
    "%j is no draft",
    (value) => {
      expect(readDraft(value)).toBeNull();
    },
  );

  it("a folder is whole before it is looked for, and what looks like a flag stays one", async () => {
    const { page, shown, settle } = open({ isFolder: (path) => Promise.resolve(path === "/ws/kzg") });
    page.tell(formReady, null);
    page.tell(changeField, { id: "kzgParamsDir", value: " kzg " });
    await settle();
    expect(shown.at(-1)?.command.slice(-2)).toEqual(["--kzg-params-dir", "/ws/kzg"]);
    page.tell(changeField, { id: "kzgParamsDir", value: "--kzg" });
    await settle();
    expect([shown.at(-1)?.command, shown.at(-1)?.problems]).toEqual([[], 1]);
  });

  it("starts nothing while it is blocked, and tells a failure", async () => {
    const blocked = open({ blocked: () => "no" });
    blocked.page.tell(formReady, null);
    blocked.page.tell(pressForm, "start");
    await blocked.settle();
    expect([blocked.started, blocked.shown.at(-1)?.blocked]).toEqual([[], "no"]);
    const failing = open({ start: () => Promise.reject(new Error("x")) });
    failing.page.tell(pressForm, "start");
    await failing.settle();
    expect(failing.failures).toHaveLength(1);
  });
});

describe("what is remembered of benchmarks", () => {
  it("is kept by program and checked when it is read", async () => {
    const store = new Map<string, unknown>();
    const memory = new BenchMemory({
      get: <T>(key: string) => store.get(key) as T | undefined,
      update: (key, value) => Promise.resolve(void store.set(key, value)),
    });
    const choice = usualChoice(targets[0]!, "1.x");
    await memory.remember(targets[0]!, choice);
    expect([memory.choiceOf(targets[0]!), memory.choiceOf(targets[1]!)]).toEqual([choice, null]);
    expect(memory.last).toBe("/ws/Cargo.toml#bin#fibonacci");
    for (const key of store.keys()) store.set(key, { line: "9" });
    expect([memory.choiceOf(targets[0]!), memory.last]).toEqual([null, null]);
    expect(readBenchRequest({ manifestPath: "/m", kind: "bin", target: "x", choice: {} })).toBeNull();
  });
});
