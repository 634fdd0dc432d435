import { safeName } from "../../profile/names";
import type { FlameIndex } from "./flameIndex";
import { focusNode } from "./slice";
import type { FlameView } from "./types";

/** Longest stack that is handed out; deeper ones lose their middle. */
const maxStack = 2000;

/** The stack of a node as text, outermost first, one frame a line. */
export function stackText(index: FlameIndex, view: FlameView, focus: number): string {
  const drawn = index.drawn(view);
  if (!drawn) return "";
  const frames: number[] = [];
  for (let node = focusNode(drawn, focus); node > 0; node = drawn.tree.parent[node]!)
    frames.push(drawn.tree.frame[node]!);
  frames.reverse();
  return framesText(index, frames);
}

/** Frames as text, one a line with its place. */
export function framesText(index: FlameIndex, frames: readonly number[]): string {
  const line = (frame: number): string => {
    const name = safeName(index.frames.name[frame] ?? "");
    const file = index.frames.file[frame];
    const at = index.frames.line[frame] ?? 0;
    return file ? `${name} (${safeName(file)}${at > 0 ? `:${at}` : ""})` : name;
  };
  if (frames.length <= maxStack) return frames.map(line).join("\n");
  const half = maxStack / 2;
  const left = `… ${frames.length - maxStack} frames left out …`;
  return [...frames.slice(0, half).map(line), left, ...frames.slice(-half).map(line)].join("\n");
}
