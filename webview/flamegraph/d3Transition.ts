/**
 * Stands in for d3-transition in our bundle (esbuild.mjs): d3-flame-graph asks for a transition at every
 * frame even for a duration of 0, and each waits for a timer. Here a change is made at once, which is what
 * "transitions off" and `prefers-reduced-motion` mean, and costs no timer a frame.
 */
import { selection } from "d3-selection";

const prototype = selection.prototype as unknown as Record<string, unknown>;
const itself = function (this: unknown): unknown {
  return this;
};
prototype["transition"] = itself;
prototype["duration"] = itself;
prototype["ease"] = itself;
prototype["delay"] = itself;
prototype["interrupt"] = itself;
