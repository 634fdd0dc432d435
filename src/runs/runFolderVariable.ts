/**
 * Environment of a `cyclelens profile` that the editor starts: the folder of the run under way. The embedded
 * engine leaves its profile there, and who made the folder completes it.
 */
export const runFolderVariable = "CYCLELENS_RUN_FOLDER";
