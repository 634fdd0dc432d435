import { CycleLensError } from "../../core/errors";
import { safeName } from "../../core/profile/names";
import { alignColumns } from "../../core/report/table";
import { doctor as look, type DoctorRow } from "../../toolchains/doctor";
import { isOn, parse, text } from "../args";
import type { Command } from "../command";
import { exitCodes } from "../exit";
import { emit } from "../io";

export const doctor: Command = {
  name: "doctor",
  summary: "what is installed, what is missing, and the one thing to do",
  usage: `cyclelens doctor [--json] [-o FILE]

Prints a table of the tools. Ends with 1 where one is missing that is not optional: building guests needs cargo, running
them needs nothing.`,
  async run(args, io) {
    const parsed = parse("doctor", args, { output: { type: "string", short: "o" } });
    if (parsed.files.length > 0)
      throw new CycleLensError("usage", "doctor takes no files", "see: cyclelens doctor --help");
    const rows = await look();
    const json = `${JSON.stringify({ schema: "cyclelens.doctor/1", tools: rows }, null, 2)}\n`;
    await emit(io, isOn(parsed, "json") ? json : doctorText(rows), text(parsed, "output"));
    return rows.some((row) => row.required && row.state !== "ok") ? exitCodes.no : exitCodes.done;
  },
};

function doctorText(rows: readonly DoctorRow[]): string {
  const cells = rows.map((row) => [row.tool, row.state, row.version ?? "–", row.path ?? ""].map(safeName));
  const columns = [{ title: "tool" }, { title: "state" }, { title: "version" }, { title: "where" }];
  const table = alignColumns(columns, cells, Number.POSITIVE_INFINITY);
  const todo = rows.flatMap((row) =>
    row.fix === null ? [] : [`${row.tool}${row.required ? "" : " (optional)"}, for ${row.for}: ${row.fix}`],
  );
  return `${[...table, ...(todo.length > 0 ? ["", ...todo] : [])].join("\n")}\n`;
}
