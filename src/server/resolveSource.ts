import { pathToFileURL } from "node:url";
import type { ResolvedSource } from "../protocol/requests";
import type { Session } from "./session";

/** Finds a source of the active profile, and where a line of it has moved to. Whether it may be opened, the host decides. */
export async function resolveSourceOf(session: Session, file: string, line: number): Promise<ResolvedSource> {
  const path = await session.active.sources.resolve(file);
  if (path === null) return { path, line };
  const view = await session.view(pathToFileURL(path).href);
  const now = view && line > 0 ? view.lineMap.near(line) + 1 : line;
  return { path, line: Math.max(1, Math.min(now, view?.lines.length ?? now)) };
}
