"use strict";
(() => {
  const head = document.getElementById("answers");
  const save = document.getElementById("save");
  const counter = document.getElementById("counter");
  const saved = document.getElementById("saved");
  const groups = [...document.querySelectorAll(".group")];
  let unsaved = false;

  const chosen = (group, selector) => [...group.querySelectorAll(`input${selector}:checked`)];
  const touched = new Set();
  const picked = new Set();

  const answerOf = (group) => {
    const decisions = new Map(chosen(group, "[data-decides]").map((one) => [one.dataset.decides, one.value]));
    const taken = chosen(group, "[data-field]").filter((one) => one.value !== "");
    const rows = [...group.querySelectorAll("th.client")].map((client) => {
      const number = client.dataset.number;
      const row = { number, mark: client.dataset.mark };
      if (decisions.get(number)) row.decision = decisions.get(number);
      const fields = taken.filter((one) => one.value === number).map((one) => one.dataset.field);
      if (picked.has(group) && (fields.length > 0 || client.dataset.take)) row.take = fields;
      return row;
    });
    return { group: group.dataset.group, rows };
  };
  const says = (answer) => answer.rows.some((row) => row.decision || row.take);

  const show = () => {
    let count = 0;
    for (const group of groups) {
      const keep = chosen(group, '[data-decides][value="keep"]')[0];
      for (const client of group.querySelectorAll("th.client")) {
        const first = group.querySelector("th.client") === client;
        const stays = keep ? client.dataset.number === keep.dataset.decides : first;
        client.classList.toggle("stays", stays);
        client.querySelector(".part").textContent = stays ? client.dataset.stays : client.dataset.joins;
      }
      const answered = touched.has(group) && says(answerOf(group));
      group.classList.toggle("answered", answered);
      count += answered ? 1 : 0;
    }
    counter.textContent = counter.dataset.text.replace("#1", String(count)).replace("#2", String(groups.length));
    save.disabled = count === 0;
  };

  document.addEventListener("change", (event) => {
    const one = event.target;
    const group = one.closest(".group");
    if (!group) return;
    touched.add(group);
    if (one.dataset.field) picked.add(group);
    if (one.value === "keep") {
      for (const other of chosen(group, '[data-decides][value="keep"]')) {
        if (other === one) continue;
        const merge = [...group.querySelectorAll('input[value="merge"]')];
        merge.find((each) => each.name === other.name).checked = true;
      }
    }
    unsaved = true;
    saved.hidden = true;
    show();
  });

  save.addEventListener("click", () => {
    const { report, version, workbook, made, file, saved: text } = head.dataset;
    const answers = groups.filter((group) => touched.has(group)).map(answerOf).filter(says);
    const whole = { version: Number(version), report, workbook, made_on: made, answers };
    const blob = new Blob([JSON.stringify(whole, null, 2)], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    unsaved = false;
    saved.textContent = text;
    saved.hidden = false;
  });

  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  show();
})();
