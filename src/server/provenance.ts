import { engineName as embedded } from "../core/engine/report";
import type { OpenedProfile } from "./profileStore";
import { plain } from "./markdown";

/** `ziskemu 1.4.0-alpha, 12 s ago, commit abc1234`, as Markdown. `now` in ms. */
export function provenance(opened: OpenedProfile, now: number): string {
  const parts = [plain(engineName(opened))];
  const started = Date.parse(opened.run?.startedAt ?? "");
  if (Number.isFinite(started)) parts.push(age(now - started));
  const git = opened.run?.git;
  if (git) parts.push(`commit ${plain(git.commit.slice(0, 7))}${git.dirty ? " with changes" : ""}`);
  if (!opened.run) parts.push(plain(opened.title));
  return parts.join(", ");
}

export function engineName({ profile }: OpenedProfile): string {
  const { engine, source } = profile;
  if (engine.name === embedded)
    return `embedded engine ${[engine.version, source.variant && `(${source.variant})`].filter(Boolean).join(" ")}`;
  return [profile.engine.name, profile.engine.version].filter(Boolean).join(" ");
}

/** `12 s ago`, `5 min ago`, `3 h ago`, `9 days ago`; a clock that went back is `just now`. */
function age(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return "just now";
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86400)} days ago`;
}
