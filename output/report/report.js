// SPDX-License-Identifier: BSD-3-Clause
// Draws the charts of a report from the values in it, and lets a reader ask for single values,
// enlarge a part, and save what is shown.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const plots = new Map();  // figure -> uPlot
  const secondsPerDay = 86400;
  const near = 0.012;  // of the width: how close a mark is to be named

  const colour = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();
  const fade = (hex, alpha) => hex + Math.round(alpha * 255).toString(16).padStart(2, "0");

  const digits = new Intl.NumberFormat("en", { maximumSignificantDigits: 5 });
  const shown = (value) => (value === null || value === undefined ? "-" : digits.format(value));
  const dateOf = (seconds) => {
    const text = new Date(seconds * 1000).toISOString();
    return seconds % secondsPerDay === 0 ? text.slice(0, 10) : text.slice(0, 16).replace("T", " ");
  };
  const xText = (axis, x) => (x === null || x === undefined ? "-" : axis.date ? dateOf(x) : shown(x));

  // The values of a series, which stand in the page as steps in units of a power of ten.
  function valuesOf(steps, exponent) {
    let sum = 0;
    return steps.map((step) => {
      if (step === null) return null;
      sum += step;
      return exponent < 0 ? sum / 10 ** -exponent : sum * 10 ** exponent;
    });
  }
  for (const chart of data.charts) {
    for (const line of chart.lines) {
      for (const part of ["mean", "low", "high", "inner_low", "inner_high"]) {
        if (line[part]) line[part] = valuesOf(line[part], chart.exponent);
      }
    }
  }

  const chartOf = (figure) => data.charts[figure.dataset.chart];
  const axisOf = (chart) => data.axes[chart.axis];
  const xOf = (axis) => (axis.date ? axis.x.map((day) => day * secondsPerDay) : axis.x);
  const marksOf = (axis) =>
    axis.date ? data.marks.filter((mark) => mark.chapter === axis.chapter) : [];

  // Columns of a chart in the order of its table, its CSV and its plot.
  function columnsOf(chart) {
    const columns = [];
    chart.lines.forEach((line, k) => {
      const named = (what) => (chart.lines.length > 1 ? `${line.name}, ${what}` : what);
      columns.push({ name: chart.lines.length > 1 ? line.name : "mean", values: line.mean, line: k });
      const add = (part, what, values) =>
        values && columns.push({ name: named(what), values, line: k, part });
      add("inner_low", "25 %", line.inner_low);
      add("inner_high", "75 %", line.inner_high);
      add("low", "5 %", line.low);
      add("high", "95 %", line.high);
    });
    return columns;
  }

  function seriesOf(chart, columns) {
    return columns.map((column) => {
      const stroke = colour("c" + (column.line % 8));
      const isRange = column.part !== undefined;
      const isAside = isRange && (chart.lines.length > 1 || column.part.startsWith("inner"));
      return {
        label: column.name,
        class: isAside ? "aux" : undefined,
        stroke: isRange ? "transparent" : stroke,
        width: isRange ? 0 : 1.75,
        dash: !isRange && column.line >= 8 ? [5, 3] : undefined,
        points: { show: !isRange && column.values.length <= 20 },
        spanGaps: false,
        value: (_, value) => shown(value),
      };
    });
  }

  function bandsOf(columns) {
    const at = (line, part) => columns.findIndex((c) => c.line === line && c.part === part) + 1;
    const bands = [];
    columns.forEach((column) => {
      for (const [low, high, alpha] of [["low", "high", 0.18], ["inner_low", "inner_high", 0.22]]) {
        if (column.part === high) {
          bands.push({
            series: [at(column.line, high), at(column.line, low)],
            fill: fade(colour("c" + (column.line % 8)), alpha),
          });
        }
      }
    });
    return bands;
  }

  function drawMarks(u, marks) {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.lineWidth = devicePixelRatio;
    for (const mark of marks) {
      const x = mark.day * secondsPerDay;
      if (x < u.scales.x.min || x > u.scales.x.max) continue;
      const left = Math.round(u.valToPos(x, "x", true)) + 0.5;
      ctx.strokeStyle = colour(mark.kind);
      ctx.globalAlpha = 0.55;
      ctx.setLineDash(mark.kind === "policy" ? [] : [4 * devicePixelRatio, 4 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(left, bbox.top);
      ctx.lineTo(left, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }

  function nameMarks(u, marks, place) {
    const x = u.cursor.idx === null || u.cursor.idx === undefined ? null : u.data[0][u.cursor.idx];
    const width = u.scales.x.max - u.scales.x.min;
    place.textContent = x === null || u.cursor.left < 0
      ? ""
      : marks
          .filter((mark) => Math.abs(mark.day * secondsPerDay - x) <= near * width)
          .map((mark) => `${dateOf(mark.day * secondsPerDay)} ${mark.text}`)
          .join("; ");
  }

  function draw(figure) {
    plots.get(figure)?.destroy();
    const chart = chartOf(figure);
    const axis = axisOf(chart);
    const marks = marksOf(axis);
    const columns = columnsOf(chart);
    const place = figure.querySelector(".plot");
    const nearby = figure.querySelector(".near");
    const x = xOf(axis);
    const axisStyle = {
      stroke: colour("muted"),
      grid: { stroke: colour("grid"), width: 1 },
      ticks: { stroke: colour("grid"), width: 1 },
      font: "12px system-ui, sans-serif",
    };
    const plot = new uPlot(
      {
        width: Math.max(place.clientWidth, 240),
        height: window.innerWidth < 600 ? 220 : 260,
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
        padding: [8, 12, 0, 0],
        scales: {
          x: { time: axis.date, range: (u, low, high) => (low === high ? [low - 1, high + 1] : [low, high]) },
          y: { range: (u, low, high) => {
            if (low === null) return [0, 1];
            const from = chart.zero ? Math.min(0, low) : low;
            const to = chart.zero ? Math.max(0, high) : high;
            return uPlot.rangeNum(from, to === from ? from + 1 : to, 0.05, chart.zero);
          } },
        },
        cursor: {
          sync: { key: `axis ${chart.axis}`, setSeries: false },
          drag: { x: true, y: false },
          y: false,
        },
        select: { show: true },
        series: [
          { label: axis.date ? "date" : axis.name, value: (_, value) => xText(axis, value) },
          ...seriesOf(chart, columns),
        ],
        bands: bandsOf(columns),
        axes: [
          { ...axisStyle, label: axis.date ? undefined : axis.name, labelSize: 20, labelFont: axisStyle.font },
          { ...axisStyle, size: 62, values: (u, ticks) => ticks.map((tick) => (tick === null ? "" : short(tick))) },
        ],
        hooks: {
          drawClear: [(u) => drawMarks(u, marks)],
          setCursor: [(u) => nameMarks(u, marks, nearby)],
          setScale: [(u, key) => {
            if (key !== "x") return;
            const isAll = u.scales.x.min <= x[0] && u.scales.x.max >= x[x.length - 1];
            figure.querySelector(".all").hidden = isAll;
          }],
        },
      },
      [x, ...columns.map((column) => column.values)],
      place,
    );
    plots.set(figure, plot);
    figure.quellPlot = plot;  // for whoever drives the page, such as a test
  }

  const scales = [[1e9, "G"], [1e6, "M"], [1e4, "k"]];
  function short(value) {
    const [unit, suffix] = scales.find(([from]) => Math.abs(value) >= from) ?? [1, ""];
    return digits.format(value / (suffix === "k" ? 1e3 : unit)) + suffix;
  }

  function showAll(figure) {
    const x = plots.get(figure).data[0];
    plots.get(figure).setScale("x", { min: x[0], max: x[x.length - 1] });
  }

  function zoom(u, factor) {
    const { min, max } = u.scales.x;
    const x = u.data[0];
    const centre = u.cursor.idx === null || u.cursor.idx === undefined ? (min + max) / 2 : x[u.cursor.idx];
    const low = Math.max(x[0], centre - (centre - min) * factor);
    const high = Math.min(x[x.length - 1], centre + (max - centre) * factor);
    if (high > low) u.setScale("x", { min: low, max: high });
  }

  function moveCursor(u, index) {
    const at = Math.min(Math.max(index, 0), u.data[0].length - 1);
    u.setCursor({ left: u.valToPos(u.data[0][at], "x"), top: u.over.clientHeight / 2 });
  }

  function onKey(event, figure) {
    const u = plots.get(figure);
    const step = event.shiftKey ? 30 : 1;
    const here = u.cursor.idx ?? 0;
    const actions = {
      ArrowLeft: () => moveCursor(u, here - step),
      ArrowRight: () => moveCursor(u, here + step),
      Home: () => moveCursor(u, 0),
      End: () => moveCursor(u, u.data[0].length - 1),
      "+": () => zoom(u, 0.5),
      "=": () => zoom(u, 0.5),
      "-": () => zoom(u, 2),
      0: () => showAll(figure),
    };
    if (event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
    const chart = chartOf(figure);
    const axis = axisOf(chart);
    const at = u.cursor.idx;
    if (at === null || at === undefined) return;
    const values = columnsOf(chart)
      .filter((column) => !column.part || chart.lines.length === 1)
      .map((column) => `${column.name} ${shown(column.values[at])}`);
    const place = figure.querySelector(".near");
    place.textContent = [xText(axis, u.data[0][at]) + ": " + values.join(", "), place.textContent]
      .filter(Boolean).join("; ");
  }

  function save(name, text, type) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // A field that begins like a formula must not become one in a spreadsheet.
  function csvField(value) {
    let text = value === null || value === undefined ? "" : String(value);
    if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = "'" + text;
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  function rowsOf(chart) {
    const axis = axisOf(chart);
    const columns = columnsOf(chart);
    const x = xOf(axis);
    return {
      head: [axis.date ? "date" : axis.name, ...columns.map((column) => column.name)],
      body: x.map((each, k) => [axis.date ? dateOf(each) : each, ...columns.map((c) => c.values[k])]),
    };
  }

  function saveCsv(figure) {
    const chart = chartOf(figure);
    const { head, body } = rowsOf(chart);
    const text = [head, ...body].map((row) => row.map(csvField).join(",")).join("\n") + "\n";
    save(chart.title.replace(/[^A-Za-z0-9._-]+/g, "_") + ".csv", text, "text/csv");
  }

  function showNumbers(details) {
    details.querySelector(".scroll")?.remove();
    if (!details.open) return;
    const { head, body } = rowsOf(chartOf(details.closest("figure")));
    const scroll = document.createElement("div");
    scroll.className = "scroll";
    scroll.tabIndex = 0;
    const table = scroll.appendChild(document.createElement("table"));
    const header = table.createTHead().insertRow();
    for (const name of head) {
      const cell = header.appendChild(document.createElement("th"));
      cell.scope = "col";
      cell.textContent = name;
    }
    const rows = table.createTBody();
    for (const values of body) {
      const row = rows.insertRow();
      values.forEach((value, k) => {
        const cell = row.insertCell();
        cell.textContent = k === 0 && typeof value === "string" ? value : shown(value);
        if (k > 0) cell.className = "number";
      });
    }
    details.append(scroll);
  }

  const figures = [...document.querySelectorAll("figure.chart")];
  const drawAll = () => figures.forEach(draw);

  for (const figure of figures) {
    const place = figure.querySelector(".plot");
    place.addEventListener("keydown", (event) => onKey(event, figure));
    place.addEventListener("touchmove", (event) => {
      const u = plots.get(figure);
      const box = u.over.getBoundingClientRect();
      u.setCursor({ left: event.touches[0].clientX - box.left, top: box.height / 2 });
    }, { passive: true });
    figure.querySelector(".all").addEventListener("click", () => showAll(figure));
    figure.querySelector(".csv").addEventListener("click", () => saveCsv(figure));
    const numbers = figure.querySelector(".numbers");
    numbers.addEventListener("toggle", () => showNumbers(numbers));
  }
  for (const list of document.querySelectorAll("select.choice")) {
    const figure = list.closest("section").querySelectorAll("figure.chart");
    list.addEventListener("change", () => {
      const mine = [...figure].find((each) => list.compareDocumentPosition(each) & 4);
      mine.dataset.chart = list.value;
      const chart = chartOf(mine);
      mine.querySelector("figcaption strong").textContent = chart.title;
      mine.querySelector("figcaption").childNodes[1].textContent = chart.unit ? ` [${chart.unit}]` : " ";
      mine.querySelector(".doc").textContent = chart.doc + (chart.ranges ? `; area: ${chart.ranges}` : "");
      mine.querySelector(".plot").setAttribute("aria-label", chart.title);
      draw(mine);
      showNumbers(mine.querySelector(".numbers"));
    });
  }
  for (const button of document.querySelectorAll("button.save")) {
    button.addEventListener("click", () =>
      save(button.dataset.name, button.parentElement.querySelector("pre").textContent, "text/plain"));
  }

  let width = window.innerWidth;
  let pending = 0;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;  // a phone's address bar that comes and goes
    width = window.innerWidth;
    clearTimeout(pending);
    pending = setTimeout(drawAll, 100);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  const print = (isPrinting) => () => {
    root.classList.toggle("printing", isPrinting);
    drawAll();
  };
  window.addEventListener("beforeprint", print(true));
  window.addEventListener("afterprint", print(false));
  drawAll();
})();
