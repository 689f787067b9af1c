"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // The table of files: sorting by its head, filtering by text and verdict.
  const table = document.querySelector(".files");
  const body = table.tBodies[0];
  const rows = [...body.rows];

  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.v ?? cell.textContent;
  };

  const sort = (head) => {
    const column = head.cellIndex;
    const numeric = head.dataset.sort === "number";
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const order = new Intl.Collator(undefined, { numeric: true });
    const keyed = rows.map((row) => [value(row, column), row]);
    keyed.sort(([one], [other]) => {
      if ((one === "") !== (other === "")) return one === "" ? 1 : -1;  // unknown values come last
      const by = numeric ? one - other : order.compare(one, other);
      return down ? -by : by;
    });
    body.append(...keyed.map(([, row]) => row));
  };

  if (rows.length > 1) {
    for (const head of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(head));
      head.append(button);
    }
  }

  const form = document.querySelector(".controls");
  if (form) {
    const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    const boxes = all("input[type=checkbox]", form);
    const find = form.querySelector("input[type=search]");
    const status = form.querySelector("[role=status]");
    const filter = () => {
      const words = find.value.toLowerCase().split(/\s+/);
      const verdicts = boxes.filter((box) => box.checked).map((box) => box.value);
      let count = 0;
      for (const row of rows) {
        const text = texts.get(row);
        const shown = words.every((word) => text.includes(word)) &&
          (!boxes.length || verdicts.some((verdict) => row.classList.contains(verdict)));
        row.hidden = !shown;
        count += shown;
        const section = row.dataset.section && document.getElementById(row.dataset.section);
        if (section) section.hidden = !shown;
      }
      status.textContent = `${count} of ${rows.length} files`;
    };
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    filter();
  }

  // The charts of a file: one moment of all of them, and its place on the map.
  const clock = (seconds) => {
    const whole = Math.round(Math.abs(seconds));
    const two = (number) => String(number).padStart(2, "0");
    const text = `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
    return seconds < 0 ? `-${text}` : text;
  };

  const explorer = (file) => {
    const charts = file.querySelector(".charts");
    if (!charts) return () => {};  // only a map
    const { kind, low, high } = charts.dataset;
    const range = charts.querySelector("input[type=range]");
    const where = charts.querySelector(".scrub output");
    const columns = Number(range.max) + 1;
    const lines = all("line.cursor", charts);
    const curves = all("[data-values]", charts).map((svg) => {
      const { values, unit } = svg.dataset;
      const figure = svg.closest("figure");
      const name = figure.querySelector("figcaption b").textContent;
      return { name, unit, values: values.split(","), output: figure.querySelector("output") };
    });
    const map = file.querySelector("[data-at]");
    const places = map ? map.dataset.at.split(" ").map((place) => place.split(",")) : [];
    const dot = map && map.querySelector("circle.cursor");
    file.classList.add("exploring");

    return (column) => {
      range.value = column;
      const along = Number(low) + (high - low) * (column + 0.5) / columns;
      const text = kind === "time" ? clock(along)
        : kind === "distance" ? `${(along / 1000).toFixed(2)} km` : String(Math.round(along));
      where.textContent = text;
      const said = [text];
      for (const curve of curves) {
        const known = curve.values[column];
        curve.output.textContent = known ? `${known} ${curve.unit}` : "–";
        if (known) said.push(`${curve.name} ${known} ${curve.unit}`);
      }
      range.setAttribute("aria-valuetext", said.join(", "));
      for (const line of lines) {
        for (const end of ["x1", "x2"]) line.setAttribute(end, `${(column + 0.5) / columns * 100}%`);
      }
      if (dot && places[column] && places[column].length === 2) {
        dot.setAttribute("cx", places[column][0]);
        dot.setAttribute("cy", places[column][1]);
      }
    };
  };

  const explorers = new Map();
  const explore = (element, column) => {
    const file = element.closest("article");
    if (!explorers.has(file)) explorers.set(file, explorer(file));
    explorers.get(file)(column);
  };

  const follow = (event) => {
    const svg = event.target.closest(".chart > svg");
    if (!svg) return;
    const box = svg.getBoundingClientRect();
    const columns = Number(svg.closest(".charts").querySelector("input").max) + 1;
    const column = Math.floor((event.clientX - box.left) / box.width * columns);
    explore(svg, Math.min(columns - 1, Math.max(0, column)));
  };
  const visit = (event) => {
    const mark = event.target.closest("[data-column]");
    if (mark) explore(mark, Number(mark.dataset.column));
    else if (event.target.matches(".scrub input")) explore(event.target, Number(event.target.value));
  };
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerdown", follow);
  document.addEventListener("focusin", visit);
  document.addEventListener("pointerover", visit);
  document.addEventListener("input", visit);
  document.addEventListener("click", (event) => {
    const goto = event.target.closest(".goto");
    if (!goto) return;
    event.preventDefault();
    const charts = goto.closest("article").querySelector(".charts");
    charts.querySelector("input").focus({ preventScroll: true });
    explore(goto, Number(goto.dataset.column));
    charts.scrollIntoView({ block: "nearest" });
  });
  for (const control of all(".scrub")) control.hidden = false;

  // Files that come into view are drawn, which can move the target of a link. So scroll until it stays where it is.
  const reach = (target, tries) => {
    const before = scrollY + target.getBoundingClientRect().top;
    target.scrollIntoView();
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const moved = Math.abs(scrollY + target.getBoundingClientRect().top - before) > 1;
      if (moved && tries > 1) reach(target, tries - 1);
    }));
  };

  // A link to a finding among the infos opens their list.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const closed = target.closest("details:not([open])");
    if (closed) closed.open = true;
    reach(target, 20);
  };
  addEventListener("hashchange", reveal);
  reveal();
})();
