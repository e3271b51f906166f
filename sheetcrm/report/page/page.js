"use strict";
(() => {
  const field = document.getElementById("find");
  const none = document.getElementById("none");
  const rows = [...document.querySelectorAll(".find")].map((row) => ({
    row, text: row.textContent.toLowerCase(), severities: [...row.querySelectorAll("li[data-severity]")],
  }));
  const buttons = [...document.querySelectorAll("button[data-severity]")];
  const opened = new Set();
  let severity = "";
  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { row, text, severities } of rows) {
      for (const one of severities) one.hidden = severity !== "" && one.dataset.severity !== severity;
      const fits = severities.length === 0 || severities.some((one) => !one.hidden);
      row.hidden = !(fits && words.every((word) => text.includes(word)));
      found += row.hidden ? 0 : 1;
    }
    for (const part of document.querySelectorAll(".bunch, .tab, .day-list")) {
      const inside = part.querySelector(".find");
      const fits = !inside || part.querySelector(".find:not([hidden])") !== null;
      part.hidden = !fits;
      if (!part.matches(".bunch")) continue;
      if (words.length > 0 && fits && !part.open) { part.open = true; opened.add(part); }
      if (words.length === 0 && opened.delete(part)) part.open = false;
    }
    none.hidden = found > 0 || words.length === 0;
  };
  field.hidden = false;
  field.addEventListener("input", show);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      severity = button.dataset.severity;
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
      show();
    });
  }
})();
