/** How the server is started, and what it is told. */

/** The settings of the extension. */
export interface Settings {
  command: readonly string[];
  fixOnSave: boolean;
  rulePages: string;
}

/** The program and its arguments. Without a command in the settings, the usual one. */
export function server(settings: Settings): { command: string; args: string[] } {
  const [command = "activitylint", ...args] = settings.command;
  return { command, args: settings.command.length ? args : ["lsp"] };
}

/** The initialization options of the server. */
export function initialization(settings: Settings): { fixOnSave: boolean; rulePages: string } {
  return { fixOnSave: settings.fixOnSave, rulePages: settings.rulePages };
}

/** The documents that the server is told about. It decides which of them are activities. */
export const DOCUMENTS = [
  ...["xml", "json", "jsonc", "gpx", "tcx"].flatMap((language) => [
    { scheme: "file", language },
    { scheme: "untitled", language },
  ]),
  { scheme: "file", language: "toml", pattern: "**/{activitylint,pyproject}.toml" },
];

/** What to do if the program cannot be started. */
export function advice(settings: Settings, error: unknown): string {
  const { command } = server(settings);
  const reason = error instanceof Error ? error.message : String(error);
  return (
    `${command} cannot be started (${reason}). Install it with pip install 'activitylint[lsp]', or give its path in the ` +
    "setting activitylint.command. Then reload the window."
  );
}
