import {
  CancellationTokenSource,
  l10n,
  ProgressLocation,
  window,
  type CancellationToken,
  type Event,
} from "vscode";
import type { Progress } from "../protocol/requests";

/** What takes less is not worth a notification that flashes. */
const patienceMs = 600;

/** Runs a load; one that takes a while shows what is read, with cancel. */
export async function withLoadProgress<T>(
  progressed: Event<Progress>,
  load: (token: CancellationToken) => Promise<T>,
  options: { readonly title?: string; readonly token?: CancellationToken | undefined } = {},
): Promise<T> {
  const source = new CancellationTokenSource();
  const title = options.title ?? l10n.t("Opening profile");
  const outer = options.token?.onCancellationRequested(() => source.cancel());
  if (options.token?.isCancellationRequested) source.cancel();
  const result = load(source.token);
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<"slow">((resolve) => (timer = setTimeout(() => resolve("slow"), patienceMs)));
  try {
    if ((await Promise.race([result, slow])) === "slow") await show(progressed, source, result, title);
    return await result;
  } finally {
    clearTimeout(timer);
    outer?.dispose();
    source.dispose();
  }
}

async function show(
  progressed: Event<Progress>,
  source: CancellationTokenSource,
  result: Promise<unknown>,
  title: string,
): Promise<void> {
  const options = {
    location: ProgressLocation.Notification,
    title,
    cancellable: true,
  };
  await window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(() => source.cancel());
    let file = "";
    let percent = 0;
    const subscription = progressed(({ what, done, of }) => {
      if (what !== file) percent = 0;
      file = what;
      const now = of === null || of === 0 ? percent : Math.floor((100 * done) / of);
      const read =
        of === null ? l10n.t("{0}: {1} MB read", what, (done / 1e6).toFixed(0)) : `${what}: ${now} %`;
      progress.report({ message: read });
      percent = now;
    });
    try {
      await result;
    } catch {
      // The caller of the load hears of it.
    } finally {
      subscription.dispose();
    }
  });
}
