import type { LineCosts } from "../../protocol/requests";
import type { Session } from "../session";
import { lineCostsWithDeltas } from "./lineDeltas";

/** The figures of a document, with what changed while runs are compared. */
export async function comparedCosts(session: Session, uri: string, costs: LineCosts): Promise<LineCosts> {
  const held = session.comparison;
  if (!held) return costs;
  return lineCostsWithDeltas(costs, held.base, await held.view(uri, session.documents.get(uri)));
}
