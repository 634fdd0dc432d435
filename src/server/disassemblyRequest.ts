import type { DisassemblyScope } from "../core/analysis/disassembly";
import { CycleLensError } from "../core/errors";
import type { DisassemblyParams, DisassemblyText } from "../protocol/requests";
import type { OpenedProfile } from "./profileStore";
import type { Session } from "./session";

/** Throws `not-found` without an ELF, or where nothing of the profile stands at that place. */
export async function disassemblyOf(session: Session, params: DisassemblyParams): Promise<DisassemblyText> {
  const opened = session.active;
  const { profile, elf } = opened;
  if (!elf)
    throw new CycleLensError(
      "not-found",
      "the ELF of this profile is not at hand",
      "open the profile together with its ELF",
    );
  const { scope, title } = params.at
    ? await lineScope(session, opened, params.at)
    : { scope: { func: params.func }, title: profile.functions.name[params.func] ?? "" };
  if (title === "")
    throw new CycleLensError("not-found", "this profile has no such function", "choose one of Hot Functions");
  const input = {
    elf: elf.path,
    profile: { functions: profile.functions, instructions: profile.instructions },
  };
  return { title, ...(await session.disassembly.ask(opened.id, input, scope)) };
}

/** A line of a document as the build knew it. */
async function lineScope(
  session: Session,
  { profile }: OpenedProfile,
  at: { readonly uri: string; readonly line: number },
): Promise<{ scope: DisassemblyScope; title: string }> {
  const view = await session.view(at.uri);
  const { lines } = profile;
  if (view && lines) {
    for (let row = 0; row < lines.length; row++) {
      if (!view.lineFiles.has(lines.file[row]!) || view.lineMap.exact(lines.line[row]!) !== at.line) continue;
      const file = lines.files[lines.file[row]!]!;
      const line = lines.line[row]!;
      return { scope: { file, line }, title: `${file.split("/").at(-1)!}:${line}` };
    }
  }
  throw new CycleLensError("not-found", "no cost is known for this line", "choose a line with a figure");
}
