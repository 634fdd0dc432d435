import { describe, expect, it } from "vitest";
import { profileOf, profileOfText } from "./reports";

const panic = (place: string, message: string): string =>
  `\nthread 'main' (2527) panicked at ${place}:\n${message}\nstack backtrace:\n   0: __rustc::rust_begin_unwind\n` +
  "note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.\n";

describe("how a run ended, from the emulator's error lines", () => {
  it.each([
    [
      "exit code of the guest (1.4)",
      "Emu::run() finished with error at step=52 pc=0x1088\nError during emulation: guest exited with code 7\n",
      7,
      "guest-error",
      "the guest exited with code 7",
    ],
    [
      "exit code 256",
      "Error during emulation: guest exited with code 256\n",
      1,
      "guest-error",
      "the guest exited with code 256",
    ],
    [
      "trap (1.4)",
      "Emu::run() finished with error at step=47 pc=0x90000058\n" +
        "Error during emulation: ExecutionFailed { reason: Trap, step: 47, pc: 2415919192 }\n",
      1,
      "guest-error",
      "the guest stopped with a trap at step 47, pc 0x90000058",
    ],
    [
      "illegal instruction up to 1.0: exit code 0",
      "Emu::run() finished with error at step=4015 pc=0x800001c4\n",
      0,
      "guest-error",
      "the guest stopped with an error at step 4015, pc 0x800001c4",
    ],
    [
      "step limit",
      "Error during emulation: EmulationNoCompleted\n",
      1,
      "step-limit",
      "the step limit was reached before the guest ended",
    ],
    [
      "bad memory access",
      panic("core/src/mem.rs:356:13", "Mem::read() section not found for addr: 16=10 with width: 8"),
      101,
      "guest-error",
      "the emulator panicked: Mem::read() section not found for addr: 16=10 with width: 8",
    ],
    [
      "no ELF",
      'Error during emulation: WrongArguments(ErrWrongArguments { description: "ELF file does not exist" })\n',
      1,
      "guest-error",
      "the emulator stopped: ELF file does not exist",
    ],
    [
      "not an ELF",
      'Error during emulation: Unknown("ROM file is not a valid ELF file")\n',
      1,
      "guest-error",
      "the emulator stopped: ROM file is not a valid ELF file",
    ],
    [
      "unknown flag",
      "error: unexpected argument '--foo' found\n\nUsage: ziskemu [OPTIONS]\n\nFor more information, try '--help'.\n",
      2,
      "guest-error",
      "the emulator refused its arguments: unexpected argument '--foo' found",
    ],
  ])("%s", async (_, text, exitCode, status, message) => {
    const profile = await profileOfText(text);
    expect({ exitCode: profile.exitCode, ...profile.outcome }).toEqual({ exitCode, status, message });
  });

  it("knows the version from a panic's source path", async () => {
    const profile = await profileOfText(
      panic("/home/dev/x/zisk-core-1.4.0-alpha/src/mem.rs:482:13", "Mem::read()"),
    );
    expect(profile.engine.version).toBe("1.4.0-alpha");
  });

  it("reads the panics of old compilers", async () => {
    const text =
      "thread 'main' panicked at 'no section', core/src/mem.rs:3:1\nnote: run with `RUST_BACKTRACE=1`\n";
    expect((await profileOfText(text)).outcome.message).toBe("the emulator panicked: no section");
  });

  it("joins standard output and error of one run", async () => {
    const run = (name: string) => profileOf([`f4-0.18/${name}.out.txt`, `f4-0.18/${name}.err.txt`]);
    const illegal = await run("guest_illegal_instruction");
    expect(illegal.outcome.status).toBe("guest-error");
    expect(illegal.totals["steps"]).toBe(4015);
    const cap = await run("step_cap");
    expect([cap.outcome.status, cap.exitCode, cap.totals["steps"]]).toEqual(["step-limit", 1, 2_000_000]);
    const read = await run("guest_bad_read");
    expect([read.outcome.status, read.exitCode, read.totals["steps"]]).toEqual(["guest-error", 101, null]);
    const panicked = await profileOf(["1.4-panic/report.txt", "1.4-panic/report.err.txt"]);
    expect(panicked.outcome).toEqual({ status: "guest-error", message: "the guest exited with code 101" });
    expect(panicked.listed?.disabled).toBe(true);
  });

  it("finds the error lines in the text too, where both streams are one file", async () => {
    const report = (await import("./reports")).recordedText("1.4-rvc/report.txt");
    const errors = (await import("./reports")).recordedText("1.4-rvc/report.err.txt").split("\n");
    const [before, after] = [errors[0]!, errors[1]!];
    const both = report.replace("\nREPORT", `${before}\n\nREPORT`) + `${after}\n`;
    const profile = await profileOfText(both);
    expect(profile.outcome.message).toBe("the guest stopped with a trap at step 9, pc 0x9000010c");
    expect(profile.exitCode).toBe(1);
    expect(profile.output.text).toBe("");
  });

  it("finds the report far behind a guest's panic text", async () => {
    const report = (await import("./reports")).recordedText("1.4-tags/report.txt");
    const text = "thread 'main' panicked at src/main.rs:3:5:\nretry\n".repeat(3000) + report;
    expect((await profileOfText(text)).totals["steps"]).toBe(1003);
  });

  it("does not take a guest's panic text, nor an earlier run's end, for this run's", async () => {
    const report = (await import("./reports")).recordedText("1.4-tags/report.txt");
    const std = "thread 'main' panicked at src/main.rs:3:5:\noh no\n";
    expect((await profileOfText(report.replace("[immediate] 149\n", std))).outcome.status).toBe("ok");
    const earlier = "Error during emulation: EmulationNoCompleted\n";
    expect((await profileOfText(earlier + report)).outcome.status).toBe("ok");
  });

  it("sees from a 1.4 report alone that the guest did not reach its end", async () => {
    const trap = await profileOf(["1.4-rvc/report.txt"]);
    expect(trap.outcome.message).toBe("the guest did not end normally: a trap or the step limit stopped it");
    const exit = await profileOf(["1.4-panic/report.txt"]);
    expect(exit.outcome.message).toBe("the guest did not end normally: it exited with a code other than 0");
  });

  it("believes the process's own exit code", async () => {
    const profile = await profileOf(["f4-0.18/guest_bad_read.out.txt"], null, { exitCode: 101 });
    expect(profile.exitCode).toBe(101);
    expect(profile.outcome.status).toBe("guest-error");
    expect((await profileOf(["1.4-tags/report.txt"], null, { exitCode: 0 })).outcome.status).toBe("ok");
  });
});
