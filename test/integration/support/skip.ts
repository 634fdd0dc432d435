import type { Context } from "mocha";

// Each suite is a bundle of its own: the reasons meet the entry point through the one global scope.
const shared = globalThis as { cyclelensSkipReasons?: Map<string, string> };

/** Why a test was skipped, by its title. */
export const skipReasons: Map<string, string> = (shared.cyclelensSkipReasons ??= new Map());

/** Skips the running test, or every test of the suite from a `before` hook, and says why. */
export function skip(context: Context, reason: string): never {
  const { test, currentTest } = context;
  const title = (currentTest ?? test)?.title;
  if ((test as { type?: string } | undefined)?.type === "hook")
    test?.parent?.tests.forEach((each) => skipReasons.set(each.title, reason));
  if (title) skipReasons.set(title, reason);
  return context.skip();
}
