import type { Channel } from "../../protocol/channel";
import { browseField, changeField, formReady, keepForm, pressForm, showForm } from "../../protocol/openvmRun";
import type { OpenvmRunWords } from "../../protocol/openvmRunWords";
import type { BenchmarkChoice } from "../../toolchains/openvmBench";
import type { OpenvmLine } from "../../toolchains/openvmLine";
import { changeState, stateOf, type Recall } from "./changeState";
import { formModel, problemsOf, type FormState } from "./formModel";

/** What the form may do in the editor; the only ways from the page to anything outside of it. */
export interface FormHost {
  readonly words: OpenvmRunWords;
  readonly targets: FormState["targets"];
  /** Of each target's package; null where nothing names a version. */
  readonly lines: readonly (OpenvmLine | null)[];
  readonly first: number;
  /** What was filled in for the first target before the window was reloaded; null where it was not. */
  readonly draft: BenchmarkChoice | null;
  readonly recall: Recall;
  /** A path as the user typed it, whole: `~/` is home, else it begins at the program's package. */
  absolute(path: string, target: number): string;
  isFolder(path: string): Promise<boolean>;
  /** A folder that the user chooses; null where none was. */
  chooseFolder(): Promise<string | null>;
  /** Why nothing can be started now; empty for nothing. */
  blocked(): string;
  /** Remembers the choice and starts it. */
  start(target: number, choice: BenchmarkChoice): Promise<void>;
  /** What the page is to keep of a choice. */
  kept(target: number, choice: BenchmarkChoice): string;
  failed(error: unknown): void;
}

/** The host's end of the form: holds what is filled in, and starts only what it has itself found to be right. */
export function connectForm(channel: Channel, host: FormHost): { refresh(): void } {
  const { first, draft } = host;
  let state: FormState = stateOf(host.targets, host.lines, first, draft === null ? host.recall : () => draft);
  let isReady = false;
  let turn = 0;
  const show = (): void => {
    state = { ...state, blocked: host.blocked() };
    if (!isReady) return;
    channel.tell(showForm, formModel(state, host.words));
    channel.tell(keepForm, host.kept(state.target, state.choice));
  };
  const act = (work: () => Promise<void>): void => {
    work().catch((error: unknown) => host.failed(error));
  };
  /** Shows at once what can be said at once; the disk's answer counts where nothing has changed since. */
  const settle = async (): Promise<void> => {
    const mine = ++turn;
    show();
    const folder = state.choice.kzgParamsDir;
    const folderThere = folder === "" || (await host.isFolder(folder));
    if (mine !== turn || folderThere === state.folderThere) return;
    state = { ...state, folderThere };
    show();
  };
  channel.on(formReady, () => {
    isReady = true;
    act(settle);
  });
  channel.on(changeField, ({ id, value }) => {
    const typed = id === "kzgParamsDir" && typeof value === "string" ? value.trim() : "";
    // What begins as a flag does is refused as it stands.
    const whole = typed === "" || typed.startsWith("-") ? value : host.absolute(typed, state.target);
    state = changeState(state, { id, value: whole }, host.lines, host.recall);
    act(settle);
  });
  channel.on(browseField, (id) =>
    act(async () => {
      if (id !== "kzgParamsDir") return;
      const folder = await host.chooseFolder();
      if (folder === null) return;
      state = changeState(state, { id, value: folder }, host.lines, host.recall);
      await settle();
    }),
  );
  channel.on(pressForm, (button) =>
    act(async () => {
      if (button === "reset") state = stateOf(host.targets, host.lines, state.target, () => null);
      await settle();
      if (button === "reset" || state.blocked !== "") return;
      if (problemsOf(state).some(({ level }) => level === "error")) return;
      await host.start(state.target, state.choice);
    }),
  );
  return { refresh: () => act(settle) };
}
