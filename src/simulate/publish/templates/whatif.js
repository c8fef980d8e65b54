"use strict";
// Brings a what-if panel to life. Every number shown is a cell of the panel's table: nothing is computed here.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const RIGHT = 8, TOP = 24, BOTTOM = 24, HEIGHT = 260;

  const make = (parent, name, attributes, text) => {
    const made = parent.appendChild(document.createElementNS(SVG, name));
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const fill = (pattern, values) => pattern.replace(/\{([\w.]+)\}/g, (place, key) => (key in values ? values[key] : place));

  // [median, range, error], or the median alone where the range holds no other
  const parts = (cell) => [...cell.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data);

  const panel = (root) => {
    const data = JSON.parse(root.querySelector("script").textContent);
    const { say, chart } = data;
    const rows = [...root.querySelectorAll("tbody tr:not(.sim-section)")].map((row) => [...row.querySelectorAll("td")].map(parts));
    const sliders = [...root.querySelectorAll("input")];
    const output = root.querySelector("output");
    const nearest = root.querySelector("[data-nearest]");
    const reset = root.querySelector("button");
    const svg = root.querySelector("svg");
    let wanted = data.points[data.own].slice();
    let offered = [];
    let shown = data.own;

    // The point wanted, or the nearest that there is: on each axis in turn the stop wanted, else the last before it.
    const settle = () => {
      let left = data.points.map((_, place) => place);
      offered = wanted.map((stop, axis) => {
        const stops = [...new Set(left.map((place) => data.points[place][axis]))].sort((one, other) => one - other);
        const before = stops.filter((other) => other <= stop);
        const taken = before.length ? before[before.length - 1] : stops[0];
        left = left.filter((place) => data.points[place][axis] === taken);
        return stops;
      });
      shown = left[0];
    };

    const range = ([, interval, error]) => (interval ? fill(say.range, { range: interval, error }) : "");

    const tell = () => {
      const point = data.points[shown], row = rows[shown], values = {};
      data.axes.forEach((axis, place) => { values[axis] = data.stops[place][point[place]]; });
      data.measures.forEach((measure, place) => {
        values[measure] = row[place][0];
        values[measure + ".range"] = row[place][1] ? ` (${range(row[place])})` : "";
      });
      sliders.forEach((slider, axis) => {
        const stops = offered[axis], box = slider.parentNode, ends = box.querySelectorAll("i");
        slider.max = stops.length - 1;
        slider.value = stops.indexOf(point[axis]);
        slider.disabled = stops.length < 2;
        slider.setAttribute("aria-valuetext", values[data.axes[axis]]);
        box.querySelector("b").textContent = values[data.axes[axis]];
        ends[0].textContent = data.stops[axis][stops[0]];
        ends[1].textContent = stops.length > 1 ? data.stops[axis][stops[stops.length - 1]] : "";
      });
      for (const card of root.querySelectorAll("[data-measure]")) {
        const place = Number(card.dataset.measure), [more, own] = card.querySelectorAll("small");
        card.querySelector("strong").textContent = row[place][0];
        card.querySelector("span").textContent = fill(say.cards[place], values);
        more.textContent = range(row[place]) || say.alone[place];
        own.textContent = shown === data.own ? "\u00a0" : fill(say.own, { number: rows[data.own][place][0] });
      }
      const bound = wanted.some((stop, axis) => stop !== point[axis]) || sliders.some((slider) => slider.disabled);
      nearest.textContent = bound ? say.nearest : "";
      output.textContent = `${fill(say.said, values)} ${nearest.textContent}`;
      reset.disabled = shown === data.own;
    };

    const stretch = (place) => {
      const [line, first, length] = chart.stretches[place];
      const [low, middle, high] = chart.lines[line].map((numbers) => numbers.slice(0, length));
      return { line, first, last: first + length - 1, low, middle, high };
    };

    const draw = () => {
      const width = Math.max(svg.clientWidth, 240), bottom = HEIGHT - BOTTOM;
      const ticks = chart.scales[chart.scale[shown]], top = ticks[ticks.length - 1][0];
      const chosen = stretch(shown), own = stretch(data.own);
      svg.replaceChildren();
      svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
      const labels = ticks.map(([, text]) => make(svg, "text", { class: "sim-muted", "text-anchor": "end" }, text));
      const start = Math.max(...labels.map((label) => label.getComputedTextLength())) + 10;
      const step = (width - RIGHT - start) / chart.calendar.length;
      const x = (month) => start + (month + 0.5) * step;
      const y = (number) => bottom - (number / top) * (bottom - TOP);

      ticks.forEach(([number], place) => {
        make(svg, "line", { class: "sim-rule", x1: start, x2: width - RIGHT, y1: y(number), y2: y(number) });
        labels[place].setAttribute("x", start - 8);
        labels[place].setAttribute("y", y(number) + 4);
      });
      const every = [1, 2, 3, 6, 12, 24].find((months) => months * step >= 68) || 36;
      for (let month = 0; month < chart.calendar.length; month += every) {
        const end = width - x(month) < 34;
        make(svg, "line", { class: "sim-rule", x1: x(month), x2: x(month), y1: bottom, y2: bottom + 4 });
        make(svg, "text", { class: "sim-muted", x: end ? width : x(month), y: HEIGHT - 6, "text-anchor": end ? "end" : "middle" }, chart.calendar[month]);
      }

      const trace = (from, numbers) => numbers.map((number, month) => `${x(from + month).toFixed(1)},${y(number).toFixed(1)}`);
      const path = (name, kind, ...corners) => make(svg, name, { class: kind, points: corners.flat().join(" ") });
      path("polygon", "sim-band", trace(chosen.first, chosen.low), trace(chosen.first, chosen.high).reverse());
      if (shown !== data.own) path("polyline", "sim-own", trace(own.first, own.middle));
      path("polyline", "sim-chosen", trace(chosen.first, chosen.middle));
      make(svg, "circle", { class: "sim-end", cx: x(chosen.last), cy: y(chosen.middle[chosen.middle.length - 1]), r: 3.5 });

      // A line's label stands at its end, where it hides least of both lines: beside it, above or below.
      const hidden = (left, base, size) => [[chosen, chosen.low, chosen.high], [own, own.middle, own.middle]].reduce(
        (sum, [line, low, high]) => sum + low.filter((_, month) => {
          const place = x(line.first + month);
          return place > left - 6 && place < left + size + 6 && y(high[month]) < base + 4 && y(low[month]) > base - 12;
        }).length, 0);
      const label = (kind, text, line, low, high) => {
        const made = make(svg, "text", { class: kind }, text), size = made.getComputedTextLength();
        const end = x(line.last), last = line.middle.length - 1;
        const above = y(high[last]) - 8, below = y(low[last]) + 17;
        const places = [[end + 8, y(line.middle[last]) + 4], [end - size + 3, above], [end - 3, above], [end - 3, below], [end - size + 3, below]]
          .filter(([left, base]) => left >= start && left + size <= width && base < bottom - 3)
          .map(([left, base]) => [hidden(left, base, size), left, base]);
        const [, left, base] = places.reduce((best, other) => (other[0] < best[0] ? other : best), places[0] || [0, start + 4, TOP]);
        made.setAttribute("x", left);
        made.setAttribute("y", base);
      };
      label("sim-chosen-label", rows[shown][chart.drawn][0], chosen, chosen.low, chosen.high);
      if (shown !== data.own) label("sim-own-label", chart.own, own, own.middle, own.middle);
      svg.setAttribute("aria-label", fill(chart.alt, {
        first: chart.begins[chosen.line], from: chart.calendar[chosen.first], last: rows[shown][chart.drawn][0],
        until: chart.calendar[chosen.last], range: range(rows[shown][chart.drawn]) || say.alone[chart.drawn],
      }));
    };

    const update = () => { settle(); tell(); if (chart) draw(); };
    sliders.forEach((slider, axis) => slider.addEventListener("input", () => {
      wanted[axis] = offered[axis][Number(slider.value)];
      update();
    }));
    reset.addEventListener("click", () => {
      wanted = data.points[data.own].slice();
      update();
      sliders[0].focus();
    });
    root.querySelector("[data-still]").hidden = true;
    root.querySelector("[data-live]").hidden = false;
    update();
    if (!chart) return;
    let width = svg.clientWidth;
    window.addEventListener("resize", () => {
      if (svg.clientWidth && svg.clientWidth !== width) { width = svg.clientWidth; draw(); }
    });
  };

  document.querySelectorAll(".sim-whatif").forEach(panel);
})();
