import type { ResolvedPatch } from "../../src/core/coverage/resolved";
import { repositoryOf } from "../../src/core/coverage/source";
import type { Fix } from "../../src/core/coverage/types";

/** An entry of a lock that a fix is for. */
export interface Touched {
  readonly crate: string;
  readonly version: string;
  readonly source: string | null;
  readonly fix: Fix;
}

/**
 * What `cargo update -p` would write, for the touched entries alone: the source of the patch that is now declared, and the
 * version where the fix names one (`--precise`). The commit is made up; dependencies of the patched copy are left as they are.
 */
export function updateLock(
  lock: string,
  touched: readonly Touched[],
  patches: readonly ResolvedPatch[],
): string {
  const encodes = /^version = (\d+)$/m.exec(lock)?.[1] ?? "1";
  let text = lock;
  const done = new Set<string>();
  for (const { crate, version, source, fix } of touched) {
    const key = `${crate} ${version} ${source}`;
    if (done.has(key)) continue;
    done.add(key);
    const patch = patchFor(crate, version, fix, patches);
    if (patch === null || patch.git === null) continue;
    const [kind, value] =
      patch.tag !== null
        ? ["tag", patch.tag]
        : patch.branch !== null
          ? ["branch", patch.branch]
          : ["rev", patch.rev];
    const encoded = Number(encodes) >= 4 ? encodeURIComponent(value ?? "") : value;
    const now = `git+${patch.git}${value === null ? "" : `?${kind}=${encoded}`}#${"0".repeat(40)}`;
    const argv = fix.then.find((args) =>
      args.some((arg) => arg === crate || arg.endsWith(`${crate}@${version}`)),
    );
    const precise = argv?.includes("--precise") === true ? argv[argv.indexOf("--precise") + 1]! : version;
    const quote = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    // Where the lock holds the patched copy already, what uses the plain one goes over to it.
    const isThere = text.includes(
      `name = "${crate}"\nversion = "${precise}"\nsource = "${now.split("#")[0]!}#`,
    );
    if (isThere)
      text = text.replace(
        new RegExp(
          `\\[\\[package\\]\\]\\nname = "${quote(crate)}"\\nversion = "${quote(version)}"\\nsource = "${quote(source ?? "")}"\\n(?:[^[\\n][^\\n]*\\n)*\\n?`,
        ),
        "",
      );
    text = text.replace(
      new RegExp(
        `name = "${quote(crate)}"\\nversion = "${quote(version)}"\\n${source === null ? "" : `source = "${quote(source)}"\\n`}(?:checksum = "[^"]*"\\n)?`,
      ),
      `name = "${crate}"\nversion = "${precise}"\nsource = "${now}"\n`,
    );
    text = text.replace(
      new RegExp(
        `^ "${quote(crate)} ${quote(version)}(?: \\(${quote((source ?? "").split("#")[0]!)}[^)]*\\))?"`,
        "gm",
      ),
      (whole) =>
        whole.includes("(") ? ` "${crate} ${precise} (${now.split("#")[0]!})"` : ` "${crate} ${precise}"`,
    );
  }
  return text;
}

/** Of several patches of a crate the one that the fix wrote. */
function patchFor(
  crate: string,
  version: string,
  fix: Fix,
  patches: readonly ResolvedPatch[],
): ResolvedPatch | null {
  const own = patches.filter((patch) => patch.where === "root" && patch.package === crate);
  const written = fix.edits.map((edit) => edit.newText).join("\n");
  const named = own.filter(
    ({ tag, branch, git }) =>
      (tag !== null && written.includes(tag)) ||
      (tag === null && branch !== null && written.includes(branch)) ||
      (tag === null && branch === null && git !== null && written.includes(repositoryOf(git).slice(8))),
  );
  const fitting = named.length > 0 ? named : own;
  return fitting.find(({ tag }) => tag?.includes(version)) ?? fitting[0] ?? null;
}
