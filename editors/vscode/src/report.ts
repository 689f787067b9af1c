/** The report of a file as a page. It does not use the API of the editor, so that it can be tested without it. */

/** The command of the server that returns the report. */
export const INSPECT = "activitylint.inspect";

/** Runs a command of the server. */
export type Ask = (command: string, args: readonly unknown[]) => Promise<unknown>;

/** What shows a page: the part of a webview that is used. */
export interface View {
  options: { enableScripts?: boolean; localResourceRoots?: readonly unknown[] };
  html: string;
}

/** Show the report of a file. The page brings its own policy, which allows its own script and nothing else. */
export async function showReport(view: View, uri: string, ask: Ask): Promise<void> {
  view.options = { enableScripts: true, localResourceRoots: [] };
  view.html = message("Reading the file...");
  try {
    const page = await ask(INSPECT, [uri]);
    view.html = isPage(page) ? page : message("The server gave no report.");
  } catch (error) {
    view.html = message(`The report cannot be shown: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** True if a value is a page, as the command returns it. */
export function isPage(value: unknown): value is string {
  return typeof value === "string" && value.startsWith("<!DOCTYPE html>");
}

/** The last part of the path of a file, for a title. */
export function nameOf(uri: string): string {
  return decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1));
}

function message(text: string): string {
  const escaped = text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`;
  return `<html><head>${policy}</head><body><p>${escaped}</p></body></html>`;
}
