import { coverageOf } from "../../protocol/coverage";
import { abortSignal } from "../abort";
import { guarded } from "../failures";
import type { Session } from "../session";
import { CoverageServer } from "./coverageServer";
import type { CoverageResolver } from "./resolver";

/** Connects patch coverage to the documents, files, settings and profile of a session. */
export function registerCoverage(session: Session, makeResolver: () => CoverageResolver): CoverageServer {
  const { connection, documents, store } = session;
  const server = new CoverageServer({
    connection,
    makeResolver,
    folders: () => session.folders,
    activeProfile: () => store.active,
    settings: () => session.settings.coverage,
    abilities: () => session.abilities,
  });
  documents.onDidChangeContent(({ document }) => server.documentChanged(document));
  documents.onDidClose(({ document }) => server.documentClosed(document.uri));
  connection.onDidChangeWatchedFiles(({ changes }) => server.filesChanged(changes.map(({ uri }) => uri)));
  session.onChanged.push(() => server.surroundingsChanged());
  const log = (error: unknown): void => connection.console.error(String(error));
  connection.onRequest(
    coverageOf.method,
    guarded((params, token) => server.answer(params, abortSignal(token)), log),
  );
  return server;
}
