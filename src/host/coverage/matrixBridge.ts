import type { Fix, Place } from "../../core/coverage/types";
import type { Channel } from "../../protocol/channel";
import type { CoverageWords } from "../../protocol/coverageWords";
import {
  exportMatrix,
  fixMatrixCell,
  matrixReady,
  openMatrixPlace,
  refreshMatrix,
  showMatrix,
  type MatrixFormat,
} from "../../protocol/matrix";
import type { GuestView } from "./guestViews";
import { fixKey, type NumberedTable } from "./matrixTable";

/** What the panel may do in the editor; the only ways from the webview to anything outside of it. */
export interface MatrixHost {
  readonly words: CoverageWords;
  current(): { readonly numbered: NumberedTable | null; readonly problem: string | null };
  refresh(): Promise<void>;
  open(place: Place): Promise<void>;
  fix(fix: Fix, view: GuestView): Promise<void>;
  exportAs(format: MatrixFormat): Promise<void>;
  failed(error: unknown): void;
}

/** Answers the matrix panel. A number of another revision is of a table that is gone: it opens nothing. */
export function connectMatrix(channel: Channel, host: MatrixHost): { refresh(): void } {
  let isReady = false;
  const act = (work: () => Promise<void>): void => {
    work().catch((error: unknown) => host.failed(error));
  };
  const refresh = (): void => {
    if (!isReady) return;
    const { numbered, problem } = host.current();
    channel.tell(showMatrix, { words: host.words, table: numbered?.table ?? null, problem });
  };
  const ofRevision = (revision: number): NumberedTable | null => {
    const { numbered } = host.current();
    return numbered?.table.revision === revision ? numbered : null;
  };
  channel.on(matrixReady, () => {
    isReady = true;
    refresh();
  });
  channel.on(refreshMatrix, () => act(() => host.refresh()));
  channel.on(exportMatrix, (format) => act(() => host.exportAs(format)));
  channel.on(openMatrixPlace, ({ revision, place }) => {
    const found = ofRevision(revision)?.places[place];
    if (found) act(() => host.open(found));
  });
  channel.on(fixMatrixCell, ({ revision, order, guest }) => {
    const found = ofRevision(revision)?.fixes.get(fixKey(order, guest));
    if (found) act(() => host.fix(found.fix, found.view));
  });
  return { refresh };
}
