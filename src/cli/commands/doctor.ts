import { CycleLensError } from "../../core/errors";
import { doctor as look } from "../../toolchains/doctor";
import { isOn, parse, text } from "../args";
import type { Command } from "../command";
import { doctorText } from "../doctorText";
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
    const file = text(parsed, "output");
    const width =
      (file === undefined || file === "-" ? io.stdout.columns : undefined) ?? Number.POSITIVE_INFINITY;
    const json = `${JSON.stringify({ schema: "cyclelens.doctor/1", tools: rows }, null, 2)}\n`;
    await emit(io, isOn(parsed, "json") ? json : doctorText(rows, width), file);
    return rows.some((row) => row.required && row.state !== "ok") ? exitCodes.no : exitCodes.done;
  },
};
