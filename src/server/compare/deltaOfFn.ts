import type { FunctionFigures } from "../../core/analysis/functionFigures";
import type { Session } from "../session";
import { fnDelta, type FnDelta } from "./fnDelta";

/** What changed of a `fn` of an open document; null where nothing is compared or known. */
export async function deltaOfFn(
  session: Session,
  uri: string,
  figures: FunctionFigures,
): Promise<FnDelta | null> {
  const held = session.comparison;
  const view = held && (await held.view(uri, session.documents.get(uri)));
  return held && view ? fnDelta(held, view, figures) : null;
}
