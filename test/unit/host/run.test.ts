import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { definitionArgv } from "../../../src/host/run/definition";
import { faultLine } from "../../../src/host/run/faultLine";
import { findBuiltElf, isRiscvElf, isSp1Elf } from "../../../src/host/run/findElf";
import { fileInput } from "../../../src/host/run/guestInput";
import { isFramed } from "../../../src/host/run/inputFraming";
import { inputsNear } from "../../../src/host/run/inputsNear";
import { RunMemory, subjectKey } from "../../../src/host/run/memory";
import { missingInput } from "../../../src/host/run/missingInput";
import { buildStep, throughRunner } from "../../../src/host/run/processStep";
import { parseProgress, progressText } from "../../../src/host/run/progressText";
import { rustcProblems } from "../../../src/host/run/rustcProblems";
import { ziskRecord } from "../../../src/toolchains/framing";

describe("argv of the steps", () => {
  const manifestFolder = '/w/it\'s "$(x)"';

  it("builds with cargo-zisk and line tables", () => {
    expect(buildStep({ cargoZisk: "/z/cargo-zisk", buildCommand: null, manifestFolder })).toEqual({
      argv: ["/z/cargo-zisk", "build", "--release"],
      cwd: manifestFolder,
      env: { CARGO_PROFILE_RELEASE_DEBUG: "line-tables-only" },
    });
  });

  it("the build command of the settings wins, argument by argument", () => {
    const buildCommand = ["sh", "-c", "echo $(x)"];
    expect(buildStep({ cargoZisk: "/z/cargo-zisk", buildCommand, manifestFolder })?.argv).toEqual(
      buildCommand,
    );
    expect(buildStep({ cargoZisk: null, buildCommand, manifestFolder })?.argv).toEqual(buildCommand);
  });

  it("without a tool and without a command there is no build", () => {
    expect(buildStep({ cargoZisk: null, buildCommand: null, manifestFolder })).toBeNull();
    expect(buildStep({ cargoZisk: null, buildCommand: [], manifestFolder })).toBeNull();
  });

  it("the runner gets folder and tool as arguments of their own, the tool after --", () => {
    const step = { argv: ["/z/ziskemu", "-e", "a b; rm -rf ~"], cwd: "/w", env: { A: "1" } };
    expect(throughRunner(step, { node: "/n", cli: "/e/cli.js" }, "/w/$(x)")).toEqual({
      argv: ["/n", "/e/cli.js", "run", "--folder", "/w/$(x)", "--", "/z/ziskemu", "-e", "a b; rm -rf ~"],
      cwd: "/w",
      env: { A: "1", ELECTRON_RUN_AS_NODE: "1" },
    });
  });

  it("a profile task of tasks.json becomes the command line's own", () => {
    const argv = (definition: object) =>
      definitionArgv({ step: "profile", ...definition }, "/w", path.posix.resolve)?.args;
    expect(argv({ manifestPath: "g/Cargo.toml", guest: "prove", input: "in put.bin" })).toEqual([
      ...["profile", "--manifest-path", "/w/g/Cargo.toml", "--bin", "prove", "--input", "/w/in put.bin"],
    ]);
    expect(argv({ elf: "a.elf" })).toEqual(["profile", "/w/a.elf"]);
    expect(argv({ elf: 7 })).toEqual(["profile", "--manifest-path", "/w/Cargo.toml"]);
    expect(definitionArgv({ step: "format the disk" }, "/w", path.posix.resolve)).toBeNull();
  });
});

describe("what a workspace remembers", () => {
  const store = (initial: Record<string, unknown> = {}) => {
    const kept = new Map(Object.entries(initial));
    return {
      get: <T>(key: string) => kept.get(key) as T | undefined,
      update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
    };
  };
  const guest = {
    kind: "guest",
    manifestPath: "/w/Cargo.toml",
    bin: "a",
    input: [{ kind: "file", file: "/w/1.bin" }],
  } as const;

  it("the last run and its guest; a given input is no answer for later", async () => {
    const memory = new RunMemory(store());
    expect([memory.lastRun, memory.lastGuest, memory.inputOf(subjectKey(guest))]).toEqual([
      null,
      null,
      undefined,
    ]);
    await memory.rememberRun(guest);
    expect(memory.lastRun).toEqual(guest);
    expect(memory.lastGuest).toBe(subjectKey(guest));
    expect(memory.inputOf(subjectKey(guest))).toBeUndefined();
    await memory.rememberInput(subjectKey(guest), guest.input);
    expect(memory.inputOf(subjectKey(guest))).toEqual(guest.input);
  });

  it("“no input” is an answer too; another binary of the package was not asked", async () => {
    const memory = new RunMemory(store());
    await memory.rememberInput(subjectKey(guest), []);
    expect(memory.inputOf(subjectKey(guest))).toEqual([]);
    expect(memory.inputOf(subjectKey({ ...guest, bin: "b" }))).toBeUndefined();
  });

  it("an input that is chosen anew is what a re-run of that guest reads, and of no other guest", async () => {
    const memory = new RunMemory(store());
    await memory.rememberRun({ ...guest, input: [] });
    await memory.rememberInput(subjectKey({ ...guest, bin: "b" }), fileInput("/w/other.bin"));
    expect(memory.lastRun).toEqual({ ...guest, input: [] });
    await memory.rememberInput(subjectKey(guest), guest.input);
    expect(memory.lastRun).toEqual(guest);
  });

  it("recent inputs: newest first, each once, eight", async () => {
    const memory = new RunMemory(store());
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 9, 3]) await memory.rememberInput("g", fileInput(`/${n}`));
    expect(memory.recentInputs).toEqual(["/3", "/9", "/8", "/7", "/6", "/5", "/4", "/2"]);
  });

  it("ELFs that were profiled by themselves stay to be chosen: newest first, each once, eight", async () => {
    const memory = new RunMemory(store());
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 9, 3])
      await memory.rememberRun({ kind: "elf", elf: `/${n}.elf`, input: [] });
    await memory.rememberRun(guest);
    expect(memory.recentElfs).toEqual([3, 9, 8, 7, 6, 5, 4, 2].map((n) => `/${n}.elf`));
    expect(new RunMemory(store({ recentElfs: [7, "/a"] })).recentElfs).toEqual(["/a"]);
  });

  it.each([["run it"], [{ kind: "guest" }], [{ kind: "elf", elf: "/a", input: 7 }], [null], [[]]])(
    "ignores what it does not understand: %j",
    (lastRun) => expect(new RunMemory(store({ lastRun, recentInputs: lastRun })).lastRun).toBeNull(),
  );
});

describe("a guest that ran out of input", () => {
  it.each([
    ["the guest wants 8 bytes of input and there are 0, at 0x90003684", { wanted: "8", given: "0" }],
    [
      "the emulator panicked: opc_fcall() FCALL_INPUT_READY_ID called with required_address 0x1000000f requiring 24 bytes, but only 16 bytes available",
      { wanted: "24", given: "16" },
    ],
    ["index out of bounds: the len is 3 but the index is 7", null],
    [null, null],
  ])("is told from its message: %s", (message, missing) => expect(missingInput(message)).toEqual(missing));
});

describe("the line where a guest failed", () => {
  it.each([
    [
      "jump to 0x10, where no code is, at 0x64 in a::<b (c)> (src/main.rs:20)",
      { file: "src/main.rs", line: 20 },
    ],
    ["the guest exited with code 7, at 0x1088", null],
    ["panicked at (src/main.rs:20)", null],
    [null, null],
  ])("is told from its message: %s", (message, at) => expect(faultLine(message)).toEqual(at));
});

describe("files that may be a guest's input", () => {
  it("are those that are called so beside the manifest, then those in its folders of inputs", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens inputs "));
    try {
      for (const name of ["build", "inputs"]) mkdirSync(path.join(folder, name));
      const files = ["input.bin", "input-2.bin", "guest.bin", "input.rs", "build/input.bin", "build/out.bin"];
      for (const name of [...files, "inputs/a.bin", "inputs/b.txt"])
        writeFileSync(path.join(folder, name), "");
      const near = (await inputsNear(folder)).map((file) => path.relative(folder, file));
      expect(near).toEqual(
        ["input-2.bin", "input.bin", "build/input.bin", "inputs/a.bin"].map(path.normalize),
      );
      expect(await inputsNear(path.join(folder, "none"))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("rustc's problems", () => {
  const printed = [
    "   Compiling guest v0.1.0 (/w/guest)",
    "\u001b[1m\u001b[91merror[E0425]\u001b[0m: cannot find value `x` in this scope",
    "  \u001b[94m-->\u001b[0m src/main.rs:10:5",
    "   |",
    "warning: unused variable: `y`",
    " --> guest b/src/lib.rs:3:9",
    "note: something",
    "  --> src/other.rs:1:1",
    'error: could not compile `guest` (bin "guest") due to 1 previous error',
  ].join("\r\n");

  it("headline and first place belong together; notes and summaries have none", () => {
    expect(rustcProblems(printed)).toEqual([
      {
        severity: "error",
        code: "E0425",
        message: "cannot find value `x` in this scope",
        file: "src/main.rs",
        line: 10,
        column: 5,
      },
      {
        severity: "warning",
        code: null,
        message: "unused variable: `y`",
        file: "guest b/src/lib.rs",
        line: 3,
        column: 9,
      },
    ]);
  });

  it("stays bounded", () => {
    expect(rustcProblems("error: a\n --> f:1:1\n".repeat(5000))).toHaveLength(1000);
    expect(rustcProblems(`error: ${"x".repeat(1e6)}\n --> f:1:1\n`)).toEqual([]);
  });
});

describe("input framing", () => {
  const framed = (bytes: Uint8Array) =>
    isFramed(bytes.length, (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)));
  const records = (...payloads: number[]) =>
    Buffer.concat(payloads.map((n) => ziskRecord(new Uint8Array(n).fill(7))));

  it.each([[[1]], [[8]], [[5, 0, 64]], [[0, 3]]])("records of %j bytes are framed", async (sizes) =>
    expect(await framed(records(...sizes))).toBe(true),
  );
  it("an empty file is", async () => expect(await framed(new Uint8Array(0))).toBe(true));
  it.each([
    ["no multiple of 8", new Uint8Array(9)],
    ["zeros only", new Uint8Array(64)],
    ["text", Buffer.from("the quick brown fox jumps over a", "latin1")],
    ["a length beyond the end", Buffer.concat([records(3), Buffer.from([99, 0, 0, 0, 0, 0, 0, 0])])],
    ["a length of 2^64 - 1", new Uint8Array(16).fill(255)],
    ["padding that is not zero", Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 5, 5, 5])],
  ])("%s is not", async (_what, bytes) => expect(await framed(bytes)).toBe(false));
});

describe("the ELF of a build", () => {
  const folders: string[] = [];
  afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));
  const elf = (machine: number, bits: 32 | 64 = 64) => {
    const bytes = Buffer.alloc(64);
    bytes.writeUInt32BE(0x7f454c46, 0);
    bytes[4] = bits / 32;
    bytes.writeUInt16LE(machine, 18);
    return bytes;
  };
  const root = (files: Record<string, [bytes: Buffer, seconds: number]>) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens-elf-"));
    folders.push(folder);
    for (const [name, [bytes, seconds]] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), bytes);
      utimesSync(path.join(folder, name), seconds, seconds);
    }
    return folder;
  };
  const version = { major: 1, minor: 4, patch: 0, pre: "alpha", text: "1.4.0-alpha" };
  const zisk = "target/elf/riscv64ima-zisk-zkvm-elf/release/guest";
  const other = "target/riscv64im-unknown-none-elf/release/guest";
  const find = async (folder: string, startedSeconds: number, targetFolder?: string) => {
    const built = { roots: [folder], bin: "guest", version, startedMs: startedSeconds * 1000, targetFolder };
    const found = await findBuiltElf(built);
    return found && path.relative(folder, found).split(path.sep).join("/");
  };

  it("is what this build wrote, whatever target its command chose", async () => {
    const folder = root({ [zisk]: [elf(243), 100], [other]: [elf(243), 200] });
    expect(await find(folder, 150)).toBe(other);
  });

  it("nothing had to be built: where cargo-zisk puts it, though another machine's is newer", async () => {
    const folder = root({ [zisk]: [elf(243), 100], [other]: [elf(243), 200] });
    expect(await find(folder, 300)).toBe(zisk);
  });

  it("never a host program, a debug build, a 32-bit program or text", async () => {
    const folder = root({
      "target/release/guest": [elf(62), 300],
      "target/riscv32im-succinct-zkvm-elf/release/guest": [elf(243, 32), 400],
      "target/riscv64im-unknown-none-elf/debug/guest": [elf(243), 500],
      "target/x/release/guest": [Buffer.from("#!/bin/sh"), 600],
    });
    expect(await find(folder, 1)).toBeNull();
    expect(await isRiscvElf(path.join(folder, "target/x/release/guest"))).toBe(false);
  });

  it("in the folder that CARGO_TARGET_DIR names", async () => {
    const folder = root({ "elsewhere/riscv64ima-zisk-zkvm-elf/release/guest": [elf(243), 100] });
    expect(await find(folder, 1)).toBeNull();
    expect(await find(folder, 1, "elsewhere")).toBe("elsewhere/riscv64ima-zisk-zkvm-elf/release/guest");
  });
});

describe("progress", () => {
  it("by steps where the tool prints them, else by last time's duration, else the time alone", () => {
    const last = { durationMs: 20_000, steps: 1e9 };
    expect(progressText("profiling g", { elapsedMs: 5000, steps: 430e6 }, last)).toBe("43 % · 86 Msteps/s");
    expect(progressText("profiling g", { elapsedMs: 5000, steps: null }, last)).toBe("25 % · 5 s");
    expect(progressText("profiling g", { elapsedMs: 5000, steps: null }, null)).toBe("profiling g · 5 s");
    expect(progressText("profiling g", { elapsedMs: null, steps: 0 }, null)).toBe("profiling g · 0 s");
  });
  it("is never done before it is done", () => {
    expect(
      progressText("profiling g", { elapsedMs: 90_000, steps: null }, { durationMs: 100, steps: null }),
    ).toBe("99 % · 90 s");
  });
  it.each(["", "{", "null", "7", "[]"])("reads %j without a throw", (text) =>
    expect(parseProgress(text) ?? { elapsedMs: null, steps: null }).toEqual({ elapsedMs: null, steps: null }),
  );
});

describe("a compiled guest", () => {
  it.each([
    ["sample/sample-guest.elf.gz", { riscv: false, packed: true, sp1: false }],
    ["test/fixtures/zisk/1.4-calls/guest.elf", { riscv: true, packed: true, sp1: false }],
    ["test/fixtures/symbols/inlined.rv32.elf.gz", { riscv: false, packed: false, sp1: false }],
    ["package.json", { riscv: false, packed: false, sp1: false }],
  ])("%s is known by its first bytes, packed or not", async (file, { riscv, packed, sp1 }) => {
    expect(await isRiscvElf(file)).toBe(riscv);
    expect(await isRiscvElf(file, { orPacked: true })).toBe(packed);
    expect(await isSp1Elf(file)).toBe(sp1);
  });

  it("of SP1 starts where SP1 loads its guests", async () => {
    expect(await isSp1Elf("test/fixtures/sp1Project/recorded/guest.elf.gz")).toBe(true);
  });
});
