import assert from "node:assert/strict";
import { test } from "node:test";

import { advice, DOCUMENTS, initialization, server } from "../options";
import { INSPECT, nameOf, showReport, type View } from "../report";

const PAGE = "<!DOCTYPE html>\n<html></html>";

function view(): View {
  return { options: {}, html: "" };
}

test("the report is the page that the server returns", async () => {
  const asked: unknown[] = [];
  const shown = view();
  await showReport(shown, "file:///a/ride.fit", async (command, args) => {
    asked.push(command, ...args);
    return PAGE;
  });
  assert.deepEqual(asked, [INSPECT, "file:///a/ride.fit"]);
  assert.equal(shown.html, PAGE);
  assert.deepEqual(shown.options, { enableScripts: true, localResourceRoots: [] });
});

test("what is no page is not shown, and an error is shown as text", async () => {
  const shown = view();
  await showReport(shown, "file:///a.fit", async () => "<script>1</script>");
  assert.match(shown.html, /no report/);
  await showReport(shown, "file:///a.fit", async () => {
    throw new Error("<b>broken</b>");
  });
  assert.match(shown.html, /&#60;b&#62;broken/);
  assert.ok(!shown.html.includes("<b>"));
});

test("the server is started as the settings say", () => {
  const settings = { command: ["/venv/bin/activitylint", "lsp"], fixOnSave: true, rulePages: "" };
  assert.deepEqual(server(settings), { command: "/venv/bin/activitylint", args: ["lsp"] });
  assert.deepEqual(server({ ...settings, command: [] }), { command: "activitylint", args: ["lsp"] });
  assert.deepEqual(initialization(settings), { fixOnSave: true, rulePages: "" });
  assert.ok(DOCUMENTS.some((one) => one.scheme === "untitled" && one.language === "xml"));
});

test("without the program, a message says what to do", () => {
  const settings = { command: ["/venv/lint", "lsp"], fixOnSave: false, rulePages: "" };
  const said = advice(settings, new Error("spawn /venv/lint ENOENT"));
  assert.match(said, /^\/venv\/lint cannot be started \(spawn \/venv\/lint ENOENT\)/);
  assert.match(said, /pip install.*activitylint\.command/);
});

test("the title is the name of the file", () => {
  assert.equal(nameOf("file:///a/my%20ride.fit"), "my ride.fit");
});
