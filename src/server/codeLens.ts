import type { CodeLens, CodeLensParams } from "vscode-languageserver/node";
import { guestsOf } from "../toolchains/guests";
import { realPathOfUri } from "./sources";
import { deltaOfFn } from "./compare/deltaOfFn";
import { functionLenses, lensFigures, lensTitle, type LensData } from "./lenses";
import { packageOf } from "./packages";
import type { Session } from "./session";
import { isRust } from "./documentView";

/** Lenses of a Rust document: one above the guest's entry point, one above each `fn` with cost. */
export async function codeLenses(
  session: Session,
  { textDocument: { uri } }: CodeLensParams,
): Promise<CodeLens[]> {
  if (!isRust(uri) || !session.settings.lenses) return [];
  const entry = session.abilities.commands ? await entryLens(session, uri) : [];
  const { active } = session.store;
  const view = active && (await session.view(uri));
  return active && view ? [...entry, ...functionLenses(active, view, uri)] : entry;
}

/** Titles are made when a lens comes into sight. One that has gone meanwhile keeps an empty title. */
export async function resolveLens(session: Session, lens: CodeLens): Promise<CodeLens> {
  if (lens.command) return lens;
  const { data } = lens;
  const { active } = session.store;
  if (!isLensData(data) || active?.id !== data.profile) return { ...lens, command: gone };
  const view = await session.view(data.uri);
  const figures = view && lensFigures(active, view, data.key);
  if (!view || !figures) return { ...lens, command: gone };
  const title = lensTitle(active, figures, (await deltaOfFn(session, data.uri, figures))?.shown ?? null);
  if (!session.abilities.commands)
    return { ...lens, command: { title: title.replace("$(flame)\u00a0", ""), command: "" } };
  const fn = view.functions[figures.fn]!;
  const args = { profile: active.id, name: fn.name, funcs: figures.rows };
  return { ...lens, command: { title, command: "cyclelens.lensMenu", arguments: [args] } };
}

const gone = { title: "–", command: "" };

async function entryLens(session: Session, uri: string): Promise<CodeLens[]> {
  const index = session.documents.get(uri)?.rust();
  if (!index?.entry) return [];
  const file = await realPathOfUri(uri);
  const owner = file === null ? null : await packageOf(file);
  const guests = owner ? await guestsOf(owner.manifestPath) : [];
  if (!owner || guests.length === 0) return [];
  const { entry, functions } = index;
  const target = functions.find(
    (fn) => fn.name === entry.target && fn.path.length === 0 && fn.implType === null,
  );
  const line = target?.line ?? entry.line;
  const bin = guests.find((guest) => guest.entry?.file === file)?.bin;
  const guest = { manifestPath: owner.manifestPath, ...(bin === undefined ? {} : { bin }) };
  const range = { start: { line, character: 0 }, end: { line, character: 0 } };
  const machines = new Set(guests.map(({ machine }) => machine));
  return profileCommands
    .filter(({ machine }) => machines.has(machine))
    .map(({ title, command }) => ({ range, command: { title, command, arguments: [{ guest }] } }));
}

/** What a lens above an entry point offers, by the machines of its package. */
const profileCommands = [
  { machine: "zisk", title: "$(flame)\u00a0Profile with ZisK", command: "cyclelens.profileZisk" },
  { machine: "sp1", title: "$(flame)\u00a0Profile with SP1", command: "cyclelens.profileSp1" },
] as const;

function isLensData(data: unknown): data is LensData {
  if (typeof data !== "object" || data === null) return false;
  const { uri, profile, key } = data as Partial<LensData>;
  return typeof uri === "string" && typeof profile === "string" && typeof key === "string";
}
