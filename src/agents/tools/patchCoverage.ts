import {
  backends,
  coverageStates,
  operations,
  type CrateCoverage,
  type Fix,
} from "../../core/coverage/types";
import { cutSchema, notice, noticeSchema, Room } from "../answer";
import type { AgentCoverage } from "../context";
import { dataLines, dataText } from "../data";
import { pageInput, pageOf, pageSchema } from "../paging";
import { input, list, number, object, orNull, text, whole, word } from "../schema";
import { readOnly, type AgentTool } from "../tool";
import { cutOf } from "./listRuns";

const position = object({
  line: whole(0, Number.MAX_SAFE_INTEGER, "0-based."),
  character: whole(0, Number.MAX_SAFE_INTEGER, "0-based, in UTF-16 units."),
});

const fix = object({
  title: text(),
  edits: list(
    object({
      file: text("Relative to `folder` of the row."),
      start: position,
      end: position,
      newText: text("Replaces what stands from start to end."),
    }),
  ),
  then: list(list(text()), "Commands to run afterwards, as argument lists."),
});

const row = object({
  folder: text("Workspace folder that was asked about."),
  guest: text("Its Cargo.toml, relative to the folder."),
  backend: word(backends),
  operation: word(operations),
  crate: text(),
  version: orNull(text()),
  state: word(coverageStates),
  reason: text(),
  path: list(text(), "From the guest to the crate."),
  cost: orNull(number("What the operation costs in the given run; null without one.")),
  fix: orNull(fix),
});

export const patchCoverage: AgentTool = {
  name: "patch_coverage",
  title: "Patch Coverage of the Guests",
  description:
    "Which cryptographic crates of the zkVM guests in the workspace run on precompiles and which do not, why, and the exact text " +
    "edits to Cargo.toml that change it. States: accelerated, unpatched (a patch exists, none is declared), unused, drifted, inert, " +
    "unavailable, unknown, absent. Reads manifests and locks; starts no process and changes nothing: apply the edits yourself.",
  inputSchema: input({
    folder: text("A folder of the workspace; all of it where it is left out.", 1000),
    backend: word(backends, "Only guests of this zkVM."),
    state: word([...coverageStates, "fixable"], "Only rows in this state; fixable: with a fix."),
    run: text("A run whose costs go with the rows: run id, baseline, `last` or path.", 1000),
    ...pageInput,
  }),
  outputSchema: object({
    notice: noticeSchema,
    guests: list(
      object({
        folder: text(),
        guest: text(),
        name: text(),
        backend: word(backends),
        sdk: text(),
        accelerated: whole(0, Number.MAX_SAFE_INTEGER, "Operations on a precompile, of `applicable`."),
        applicable: whole(0, Number.MAX_SAFE_INTEGER),
        unknown: whole(0, Number.MAX_SAFE_INTEGER),
      }),
    ),
    crates: list(row, "Rows with a fix first."),
    page: pageSchema,
    findings: list(text(), "What stands in the way of an answer: broken files, missing locks."),
    cut: cutSchema,
  }),
  hints: readOnly,
  async run(asked, context, call) {
    const ref = asked["run"] as string | undefined;
    const run = ref === undefined ? null : await context.open(ref, call);
    const folder = (asked["folder"] as string | undefined) ?? null;
    const answers = await context.coverage(folder, run, call);
    const { backend, state } = asked;
    const cut: string[] = [];
    const unfit: string[] = [];
    const all = answers.flatMap((answer) => rowsOf(answer, unfit));
    if (unfit.length > 0)
      cut.push(
        `${unfit.length} fixes do not fit an answer, the first is "${dataText(unfit[0]!, 120)}": see cyclelens coverage --json`,
      );
    const rows = all
      .filter((one) => backend === undefined || one.backend === backend)
      .filter((one) => state === undefined || (state === "fixable" ? one.fix !== null : one.state === state))
      .sort(
        (a, b) =>
          Number(b.fix !== null) - Number(a.fix !== null) ||
          urgency(a.state) - urgency(b.state) ||
          (b.cost ?? 0) - (a.cost ?? 0),
      );
    const page = pageOf(
      { limit: asked["limit"] as number | undefined, cursor: asked["cursor"] as string | undefined },
      rows.length,
      ["coverage", folder, backend, state, run?.ref],
    );
    const room = new Room();
    const guests = answers
      .flatMap(guestsOf)
      .filter((one) => backend === undefined || one.backend === backend);
    const someGuests = room.fit(guests, 3000);
    if (someGuests.length < guests.length)
      cut.push(`${guests.length - someGuests.length} more guests: give a folder`);
    const findings = findingsOf(answers);
    const someFindings = room.fit(findings, 2000);
    if (someFindings.length < findings.length)
      cut.push(`${findings.length - someFindings.length} more findings: see cyclelens coverage`);
    const wanted = rows.slice(page.offset, page.end);
    const fitting = room.fit(wanted);
    return {
      ...notice,
      guests: someGuests,
      crates: fitting,
      page: page.of(fitting.length),
      findings: someFindings,
      cut: [...cut, ...cutOf(wanted.length - fitting.length)],
    };
  },
};

interface Row {
  readonly backend: string;
  readonly state: string;
  readonly cost: number | null;
  readonly fix: object | null;
}

function rowsOf({ folder, coverage }: AgentCoverage, unfit: string[]): Row[] {
  return coverage.guests.flatMap(({ manifest, backend, crates }) =>
    crates.map((crate: CrateCoverage) => ({
      folder: dataText(folder),
      guest: dataText(manifest),
      backend,
      operation: crate.operation,
      crate: dataText(crate.crate, 120),
      version: crate.version === null ? null : dataText(crate.version, 60),
      state: crate.state,
      reason: dataText(crate.reason, 400),
      path: crate.path.slice(0, 12).map((name) => dataText(name, 80)),
      cost: crate.cost ?? null,
      fix: crate.fix === null ? null : fixOf(crate.fix, unfit),
    })),
  );
}

/** What can be mended first, what needs nothing last. */
function urgency(state: string): number {
  return (
    ["drifted", "unused", "inert", "unpatched", "unknown", "unavailable", "accelerated"].indexOf(state) + 1 ||
    9
  );
}

const mostEdits = 12;
const mostText = 2000;
/** Characters of all edits of a fix, as JSON: a row of an answer has to leave room for the rest. */
const mostFix = 5000;

/** Null for one that would be cut or altered, its title into `unfit`: half an edit is worse than none. */
function fixOf({ title, edits, then }: Fix, unfit: string[]): object | null {
  const isShort = edits.length <= mostEdits && JSON.stringify(edits).length <= mostFix;
  if (!isShort || !edits.every(({ newText }) => isPlain(newText))) {
    unfit.push(title);
    return null;
  }
  return {
    title: dataText(title),
    edits: edits.map(({ file, range, newText }) => ({
      file: dataText(file),
      start: range.start,
      end: range.end,
      newText,
    })),
    then: then.slice(0, 6).map((argv) => argv.slice(0, 20).map((arg) => dataText(arg, 200))),
  };
}

/** An edit has to be put in to the letter: one that data must not hold is none. */
function isPlain(text: string): boolean {
  return text.length <= mostText && dataLines(text, 2 * mostText) === text.replace(/\r\n?/g, "\n");
}

function guestsOf({ folder, coverage }: AgentCoverage): (object & { backend: string })[] {
  return coverage.guests.map(({ manifest, name, backend, sdk }) => {
    const counts =
      coverage.coverage.find(
        (one) => one.guest === manifest && (one as { backend?: string }).backend === backend,
      ) ?? coverage.coverage.find((one) => one.guest === manifest);
    return {
      folder: dataText(folder),
      guest: dataText(manifest),
      name: dataText(name, 120),
      backend,
      sdk: dataText([sdk.name, sdk.version].filter(Boolean).join(" "), 80),
      accelerated: counts?.accelerated ?? 0,
      applicable: counts?.applicable ?? 0,
      unknown: counts?.unknown ?? 0,
    };
  });
}

function findingsOf(answers: readonly AgentCoverage[]): string[] {
  return answers.flatMap(({ coverage }) => [
    ...coverage.guests.flatMap(({ manifest, findings }) =>
      findings.map(({ severity, message }) => dataText(`${manifest}: ${severity}: ${message}`, 400)),
    ),
    ...coverage.warnings.map((warning) => dataText(warning, 400)),
  ]);
}
