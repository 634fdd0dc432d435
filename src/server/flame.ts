import { FlameIndex } from "../core/analysis/flame/flameIndex";
import { flameSearch as search } from "../core/analysis/flame/search";
import { flameSlice as slice } from "../core/analysis/flame/slice";
import { framesText, stackText } from "../core/analysis/flame/stack";
import { CycleLensError } from "../core/errors";
import type { Profile } from "../core/profile/model";
import { safeName } from "../core/profile/names";
import { flameSvg as svg } from "../core/report/flameSvg";
import type { FlameFrameInfo, OfProfile } from "../protocol/flame";
import { flameFrame, flameSearch, flameSlice, flameStack, flameSvg } from "../protocol/flame";
import type { Request } from "../protocol/requests";

/** What is needed of a connection; a test's stand-in is three lines. */
export interface FlameConnection {
  onRequest(method: string, handler: (params: never) => unknown): unknown;
}

export interface ActiveProfile {
  readonly profile: Profile;
  readonly id: string;
  readonly metric: string;
  /** Guest or file name, for pictures. */
  readonly title?: string;
  /** 1 for each function that is a library's; guessed where it is not given. */
  readonly library?: Uint8Array;
  /** What it is compared with: drawn where a view asks for it by this id. */
  readonly comparison?: {
    readonly id: string;
    readonly flame: FlameIndex | null;
    /** The base, for pictures. */
    readonly base?: { readonly title: string };
  } | null;
}

/** Answers the flame requests for the active profile; the index of a profile is built once, with the first request. */
export function registerFlame(connection: FlameConnection, active: () => ActiveProfile | null): void {
  // As long-lived as the profile: the store keeps a few to go back to.
  const kept = new WeakMap<Profile, FlameIndex>();
  const indexOf = (id: string): FlameIndex => {
    const now = active();
    const { comparison } = now ?? {};
    if (comparison?.flame && comparison.id === id) return comparison.flame;
    if (!now || now.id !== id)
      throw new CycleLensError(
        "not-found",
        "this profile is no longer open",
        "open it again from the runs view",
      );
    const index = kept.get(now.profile) ?? new FlameIndex(now.profile, now.library);
    kept.set(now.profile, index);
    return index;
  };
  const on = <P, R>(what: Request<OfProfile<P>, R>, answer: (index: FlameIndex, params: P) => R): void => {
    connection.onRequest(what.method, (params: OfProfile<P>) => answer(indexOf(params.profile), params));
  };
  const withMetric = <P extends { readonly metric: string }>(params: P): P =>
    params.metric === "" ? { ...params, metric: active()?.metric ?? "" } : params;
  on(flameSlice, (index, params) => slice(index, withMetric(params)));
  on(flameSearch, (index, params) => search(index, withMetric(params)));
  on(flameSvg, (index, params) => {
    const { title = "CycleLens", comparison } = active() ?? {};
    const against = index.profile.base && comparison?.base ? `, compared with ${comparison.base.title}` : "";
    return { text: svg(slice(index, withMetric(params)), `${title}${against}`, active()?.title ?? "all") };
  });
  on(flameFrame, (index, { frame }) => frameInfo(index, frame));
  on(flameStack, (index, params) => ({
    text: params.node >= 0 ? stackText(index, params, params.node) : framesText(index, params.frames),
  }));
}

function frameInfo(index: FlameIndex, frame: number): FlameFrameInfo | null {
  const { frames } = index;
  if (!Number.isInteger(frame) || frame < 0 || frame >= frames.length) return null;
  // Behind the rows of the open profile stand those that only the base of a comparison has.
  const own = index.profile.base?.ownFunctions ?? frames.functions;
  return {
    name: safeName(frames.name[frame]!),
    func: frame < own ? frame : -1,
    file: frames.file[frame] ?? null,
    line: frames.line[frame]!,
  };
}
