// Filters the table of rules by severity, format, fix and text. Without JavaScript, all rules are shown.
document.addEventListener("DOMContentLoaded", () => {
  const list = document.querySelector(".rules");
  if (!list) return;

  const columns = { severity: 1, format: 2, fix: 3 };
  const labels = ["Rule", "Severity", "Formats", "Fix", "What it detects"];
  const rows = [...list.querySelectorAll("tbody tr")].map((row) => {
    const cells = [...row.cells];
    cells.forEach((cell, place) => { cell.dataset.label = labels[place]; });
    const values = {};
    for (const [name, place] of Object.entries(columns)) values[name] = cells[place].textContent.trim();
    return { row, values, text: row.textContent.toLowerCase() };
  });

  // A group is a heading with what follows it, up to the next heading.
  const groups = [...list.querySelectorAll("h2")].map((heading) => {
    const parts = [heading];
    for (let next = heading.nextElementSibling; next && next.tagName !== "H2"; next = next.nextElementSibling) {
      parts.push(next);
    }
    return { parts, rows: rows.filter(({ row }) => parts.some((part) => part.contains(row))) };
  });

  const choices = {
    severity: [["", "all severities"], ["error", "error"], ["warning", "warning"], ["info", "info"]],
    format: [["", "all formats"], ["FIT", "FIT"], ["TCX", "TCX"], ["GPX", "GPX"], ["JSON", "JSON"]],
    fix: [["", "with or without a fix"], ["any", "fixable"], ["safe", "safe fix"], ["unsafe", "unsafe fix"],
      ["none", "no fix"]],
  };
  const form = document.createElement("form");
  form.className = "rules-filter";
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Filter the rules");
  for (const [name, options] of Object.entries(choices)) {
    const select = document.createElement("select");
    select.name = name;
    select.setAttribute("aria-label", name);
    for (const [value, label] of options) select.add(new Option(label, value));
    form.append(select);
  }
  const text = document.createElement("input");
  text.type = "search";
  text.name = "text";
  text.placeholder = "word in the rule";
  text.setAttribute("aria-label", "word in the rule");
  const count = document.createElement("output");
  form.append(text, count);
  list.before(form);

  const matches = (values, name, wanted) => {
    if (!wanted) return true;
    if (name === "format") return values.format.split(" ").includes(wanted);
    if (name === "fix" && wanted === "any") return values.fix !== "none";
    return values[name] === wanted;
  };
  const filter = () => {
    const words = text.value.toLowerCase().trim();
    let shown = 0;
    for (const { row, values, text: content } of rows) {
      const visible = Object.keys(columns).every((name) => matches(values, name, form.elements[name].value))
        && content.includes(words);
      row.hidden = !visible;
      shown += visible;
    }
    for (const group of groups) {
      const empty = group.rows.every(({ row }) => row.hidden);
      for (const part of group.parts) part.hidden = empty;
    }
    count.textContent = shown === rows.length ? `${shown} rules` : `${shown} of ${rows.length} rules`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
});
