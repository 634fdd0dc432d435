import { wholeRun } from "../../core/analysis/metrics";
import { CycleLensError } from "../../core/errors";
import { notice, noticeSchema, percent, runOf, runSchema, cutSchema } from "../answer";
import type { GuestRunRequest } from "../context";
import { dataLines } from "../data";
import { crateNameOf, figuresOf, nameOf } from "../functions";
import { flag, figures, input, list, number, object, orNull, text, whole, word } from "../schema";
import type { AgentTool } from "../tool";
import { hottest, placeOf, warningsOf } from "./hotFunctions";

export const profileGuest: AgentTool = {
  name: "profile_guest",
  title: "Profile a Guest",
  description:
    "Runs a built zkVM guest (a RISC-V ELF of ZisK or SP1) in CycleLens's embedded engine and keeps the run, so that the other tools " +
    "can explain and compare it. Deterministic: figures are exact and do not vary between runs. Asks the person first. It does not " +
    "build: build the guest before (ZisK: cargo-zisk build --release; SP1: cargo prove build). Next: hot_functions, compare_runs.",
  inputSchema: input(
    {
      elf: text("The guest's ELF in the workspace; may be .gz.", 1000),
      inputFile: text(
        "The guest's input in the workspace: for ZisK as the emulator takes it, for SP1 one buffer of its stdin.",
        1000,
      ),
      bytesHex: list(text("Pairs of hex digits.", 64_000), "Values for the guest, after inputFile.", 16),
      u32: list(whole(0, 0xffff_ffff), "Values for the guest, after bytesHex.", 64),
      framing: word(
        ["zisk", "raw", "none"],
        "How values are put together for ZisK; as `cyclelens profile` does where it is left out.",
      ),
      maxSteps: whole(1, Number.MAX_SAFE_INTEGER, "Ends the run after as many steps (SP1: cycles)."),
      confirm: flag(
        "True once the person has agreed to the run; counts only where the client cannot ask by itself.",
      ),
    },
    ["elf"],
  ),
  outputSchema: object({
    notice: noticeSchema,
    run: runSchema,
    hot: list(
      object({
        function: text("Handle for explain_function."),
        name: text(),
        crate: orNull(text()),
        self: figures(),
        selfPercent: orNull(number("Of the run, by the primary metric.")),
        file: orNull(text()),
        line: orNull(whole(1, Number.MAX_SAFE_INTEGER)),
      }),
      "The hottest functions; hot_functions has all.",
    ),
    output: orNull(text("What the guest printed.")),
    publicHex: orNull(text("Its public outputs.")),
    warnings: list(text()),
    cut: cutSchema,
  }),
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async run(asked, context, call) {
    const plan = await context.plan(guestRunRequest(asked));
    if (!(await call.ask(plan.question, asked["confirm"] === true)))
      throw new CycleLensError(
        "cancelled",
        "the run was not agreed to, so nothing was started",
        "ask the person whether the guest may be run, then call again with confirm: true",
      );
    const opened = await plan.run(call);
    const { profile } = opened;
    const metric = profile.metrics[0]?.id ?? "";
    const all = wholeRun(profile, metric);
    const { shown, cut } = warningsOf(profile);
    const { text: printed, publicHex } = profile.output;
    const more: string[] = [...cut];
    if (printed !== null && printed.length > mostOutput)
      more.push("the rest of the guest's output: see the run's log");
    if (publicHex !== null && publicHex.length > mostHex) more.push("the rest of the public outputs");
    return {
      ...notice,
      run: runOf(opened),
      hot: hottest(profile, metric, 10).map(({ handle, rows }) => {
        const { self } = figuresOf(profile, rows);
        return {
          function: handle,
          name: nameOf(profile, rows),
          crate: crateNameOf(profile, rows),
          self,
          selfPercent: percent(self[metric] ?? null, all),
          ...placeOf(profile, rows),
        };
      }),
      output: printed === null ? null : dataLines(printed, mostOutput),
      publicHex: publicHex === null ? null : publicHex.slice(0, mostHex),
      warnings: shown,
      cut: more,
    };
  },
};

const mostOutput = 2000;
const mostHex = 512;

/** The tool's input as the context takes it. */
export function guestRunRequest(asked: Readonly<Record<string, unknown>>): GuestRunRequest {
  return {
    elf: asked["elf"] as string,
    inputFile: (asked["inputFile"] as string | undefined) ?? null,
    bytesHex: (asked["bytesHex"] as readonly string[] | undefined) ?? [],
    u32: (asked["u32"] as readonly number[] | undefined) ?? [],
    framing: (asked["framing"] as GuestRunRequest["framing"] | undefined) ?? null,
    maxSteps: (asked["maxSteps"] as number | undefined) ?? null,
  };
}
