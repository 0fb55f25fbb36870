"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const tools = $("tools");
  const order = document.querySelector("main").dataset.order; // of the statuses, the most urgent first
  const romans = ["I", "II", "III", "IV"];
  const text = $("text"), year = $("year"), quarter = $("quarter"), status = $("status");
  const compare = new Intl.Collator("id", { numeric: true }).compare;
  const plain = (s) => s.toLocaleLowerCase("id");

  // Each year's table, with what is asked of its rows read once.
  const tables = [...document.querySelectorAll("table")].map((node) => ({
    node,
    year: node.dataset.year,
    last: node.tHead.rows[0].cells.length - 1, // the column of the days
    rows: [...node.tBodies[0].rows].map((tr) => ({
      tr,
      name: tr.cells[0].textContent,
      find: plain(tr.cells[0].textContent),
      cells: [...tr.cells].slice(1, -1).map((td) => ({ kind: td.className, late: +(td.dataset.late || 0) })),
      last: tr.lastElementChild,
      days: parseInt(tr.lastElementChild.textContent, 10) || 0, // shown there
    })),
  }));

  // Of very many rows only those in sight are laid out at once; the others follow while
  // there is nothing else to do, until all can be read aloud.
  const many = 200, batch = 25;
  const idle = window.requestIdleCallback || ((f) => setTimeout(f, 50));
  function layOut(t) {
    if (t.rows.length <= many) return;
    const turn = t.turn = {}; // a later one ends this
    let next = 0;
    for (const row of t.rows) row.tr.className = "far";
    idle(function more() {
      if (t.turn !== turn) return;
      for (const row of t.rows.slice(next, next += batch)) row.tr.className = "";
      if (next < t.rows.length) idle(more);
    });
  }

  const chosen = (row) => (quarter.value ? row.cells.slice(quarter.value - 1, quarter.value) : row.cells);
  const latest = (row) => Math.max(0, ...chosen(row).map((c) => c.late));

  // apply shows what the search and the filters ask for, and tells how many.
  function apply() {
    const words = plain(text.value).split(/\s+/).filter(Boolean);
    let hits = 0, all = 0;
    for (const node of document.querySelectorAll("[data-year]")) node.hidden = node.dataset.year !== year.value;
    for (const t of tables) {
      t.node.className = (t.rows.length > many ? "many " : "") + (quarter.value && "q" + quarter.value);
      layOut(t);
      for (const row of t.rows) {
        const fits = words.every((w) => row.find.includes(w)) &&
          chosen(row).some((c) => !status.value || status.value.includes(c.kind));
        row.tr.hidden = !fits;
        const days = latest(row);
        if (row.days !== days) row.last.textContent = (row.days = days) ? days + " hari" : "–";
        if (t.year === year.value) {
          all++;
          hits += fits;
        }
      }
    }
    tell(hits, all);
  }

  const count = (n) => n.toLocaleString("id-ID");

  // tell says it once typing has come to rest: it is read aloud.
  let resting;
  function tell(hits, all) {
    const by = [text.value.trim() && "“" + text.value.trim() + "”", quarter.value && quarter.selectedOptions[0].text,
      status.value && status.selectedOptions[0].text].filter(Boolean).join("; ");
    const words = hits ? "Menampilkan " + count(hits) + " dari " + count(all) + " perangkat daerah" : "Tidak ada perangkat daerah yang cocok";
    clearTimeout(resting);
    resting = setTimeout(() => { $("hits").textContent = words + (by ? " (" + by + ")" : "") + "."; }, 250);
  }

  // sort orders the rows by a column: names by the alphabet, quarters by urgency, days
  // by their number. What is equal goes by name.
  function sort(t, column, descending) {
    const rank = (row) => { const c = row.cells[column - 1]; return order.indexOf(c.kind) * 1e6 - c.late; };
    const by = column === 0 ? () => 0 : column === t.last ? (a, b) => latest(a) - latest(b) : (a, b) => rank(a) - rank(b);
    const sign = descending ? -1 : 1;
    layOut(t);
    t.rows.sort((a, b) => sign * by(a, b) || (column ? 1 : sign) * compare(a.name, b.name));
    t.node.tBodies[0].append(...t.rows.map((row) => row.tr));
  }

  for (const t of tables) {
    const heads = [...t.node.tHead.rows[0].cells];
    heads.forEach((th, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...th.childNodes);
      th.append(button);
      button.addEventListener("click", () => {
        const now = th.getAttribute("aria-sort");
        const descending = now ? now === "ascending" : column === t.last; // the latest first
        heads.forEach((h) => h.removeAttribute("aria-sort"));
        th.setAttribute("aria-sort", descending ? "descending" : "ascending");
        sort(t, column, descending);
      });
    });
  }

  // A count in a tile shows whom it counts.
  for (const li of document.querySelectorAll("[data-status]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...li.childNodes);
    li.append(button);
    button.addEventListener("click", () => {
      quarter.value = romans.indexOf(li.dataset.quarter) + 1;
      status.value = [...status.options].map((o) => o.value).find((v) => v !== "lx" && v.includes(li.dataset.status)) || "";
      apply();
      tools.scrollIntoView();
    });
  }

  tools.addEventListener("submit", (e) => e.preventDefault());
  tools.addEventListener("input", apply);
  tools.addEventListener("reset", () => setTimeout(apply));
  tools.hidden = tables.length === 0;
  if (tables.length) apply();

  const days = Math.floor((Date.now() - Date.parse($("when").dateTime)) / 864e5);
  if (days >= 2) {
    $("old").hidden = false;
    $("old").textContent = "Perhatian: halaman ini ditulis " + days + " hari yang lalu. Yang terjadi sesudahnya tidak terlihat di sini.";
  }
})();
