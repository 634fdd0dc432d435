import { safeName } from "../core/profile/names";
import { alignColumns } from "../core/report/table";
import { fold } from "../core/report/wrap";
import type { DoctorRow } from "../toolchains/doctor";

/** Columns of the versions, so that a row fits a terminal of 80: many rustup toolchains are told by the first and their number. */
const versionRoom = 24;
const roomForMore = " + 99 more".length;
/** The machine's own triple behind a toolchain's name, which is the same behind all of them. */
const triple =
  /-(?:x86_64|i[3-6]86|aarch64|arm\w*|riscv64\w*|powerpc\w*|s390x|loongarch64)-[a-z0-9_]+-[a-z0-9_-]+$/;

/** The table of tools, and below it what to do; `width` in columns of the terminal, Infinity where there is none. */
export function doctorText(rows: readonly DoctorRow[], width: number): string {
  const cells = rows.map((row) =>
    [row.tool, row.state, shortVersion(row.version), row.path ?? ""].map(safeName),
  );
  const columns = [{ title: "tool" }, { title: "state" }, { title: "version" }, { title: "where" }];
  const todo = rows.flatMap(({ tool, required, for: purpose, fix }) => {
    if (fix === null) return [];
    const [first = "", ...rest] = fold(
      safeName(`${tool}${required ? "" : " (optional)"}, for ${purpose}: ${fix}`),
      width,
      2,
    );
    return [first.trimStart(), ...rest];
  });
  const table = alignColumns(columns, cells, width);
  return `${[...table, ...(todo.length > 0 ? ["", ...todo] : [])].join("\n")}\n`;
}

/** `zisk, stable + 12 more`; the toolchain that guests are built with stands first. */
function shortVersion(version: string | null): string {
  if (version === null) return "–";
  const names = version.split(", ").map((name) => name.replace(triple, ""));
  const [isGuests, others] = [names.filter(isOfGuests), names.filter((name) => !isOfGuests(name))];
  const ordered = [...isGuests, ...others];
  const all = ordered.join(", ");
  if (all.length <= versionRoom) return all;
  let shown = 1;
  while (shown < ordered.length && ordered.slice(0, shown + 1).join(", ").length <= versionRoom - roomForMore)
    shown++;
  const more = ordered.length - shown;
  return ordered.slice(0, shown).join(", ") + (more > 0 ? ` + ${String(more)} more` : "");
}

function isOfGuests(name: string): boolean {
  return /^(?:zisk|succinct)(?:-|$)/.test(name);
}
