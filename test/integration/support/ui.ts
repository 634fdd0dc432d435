import type { Context } from "mocha";
import { skip } from "./skip";

const url = process.env.CYCLELENS_TEST_UI;

/** False where nobody serves the page (@vscode/test-electron): tests of what only the page shows are skipped. */
export const hasUi = Boolean(url);

export interface Target {
  readonly selector: string;
  readonly hasText?: string;
  /** Index among the visible webviews; without it the workbench itself. */
  readonly webview?: number;
}

export interface EditorLine {
  /** 1-based, as in the margin. */
  readonly line: number;
  readonly text: string;
  /** What a decoration writes after the line; empty for none. */
  readonly after: string;
  readonly color: string | null;
}

interface Pointer {
  readonly timeout?: number;
  readonly position?: { readonly x: number; readonly y: number };
  readonly modifiers?: readonly string[];
  readonly button?: "left" | "right";
  readonly force?: boolean;
}

async function call<T>(op: string, args: object): Promise<T> {
  const response = await fetch(url!, { method: "POST", body: JSON.stringify({ ...args, op }) });
  const answer = (await response.json()) as { value: T; error?: string };
  if (!response.ok) throw new Error(`${op} ${JSON.stringify(args)}: ${answer.error ?? response.status}`);
  return answer.value;
}

/** What the page shows and what a user does to it; served by scripts/testHost/bridge.mjs. */
export const ui = {
  palette: (title: string) => call<null>("palette", { title }),
  click: (target: Target & Pointer) => call<null>("click", target),
  dblclick: (target: Target & Pointer) => call<null>("dblclick", target),
  drag: (from: Target, to: Target) => call<null>("drag", { from, to }),
  hover: (target: Target & Pointer) => call<null>("hover", target),
  fill: (target: Target, value: string) => call<null>("fill", { ...target, value }),
  waitFor: (
    target: Target & { readonly state?: "visible" | "hidden" | "attached"; readonly timeout?: number },
  ) => call<null>("waitFor", target),
  /** Visible texts, non-breaking spaces as plain ones. */
  text: async (target: Target) =>
    (await call<string[]>("text", target)).map((text) => text.replace(/\u00a0/g, " ")),
  count: (target: Target) => call<number>("count", target),
  attributes: (target: Target, name: string) => call<(string | null)[]>("attributes", { ...target, name }),
  styles: (target: Target, property: string, pseudo?: string) =>
    call<string[]>("styles", { ...target, property, pseudo }),
  boxes: (target: Target) => call<{ x: number; y: number; width: number; height: number }[]>("boxes", target),
  /** Answers the open file dialog. */
  chooseFile: (file: string) => call<null>("chooseFile", { file }),
  editorLines: () => call<readonly EditorLine[]>("editorLines", {}),
  press: (key: string) => call<null>("press", { key }),
  type: (text: string) => call<null>("type", { text }),
  /** Per key the milliseconds from the key to the repaint after it. */
  keystrokes: (keys: readonly string[], pause?: number) => call<number[]>("keystrokes", { keys, pause }),
  /** Writes `<name>.png` into the artefacts' folder, without the first `top` pixels. */
  screenshot: (name: string, top = 0) => call<string>("screenshot", { name, top }),
};

export function needsUi(context: Context): void {
  if (!hasUi) skip(context, "no bridge to the page under this runner");
}
