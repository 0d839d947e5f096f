/* What pages do better with scripts, beside htmx: everything works without it. */
(() => {
  // "/" goes to the search box, from wherever nothing is being typed.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = document.getElementById("find");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  // One box ticks all of its table; how many are ticked is said where something can be done with them.
  document.addEventListener("change", (event) => {
    const { target } = event;
    const form = target.closest("form");
    if (!form || target.type !== "checkbox" || !target.matches("[data-tick], [data-tick-all]")) return;
    const boxes = [...form.querySelectorAll("[data-tick]")];
    if (target.matches("[data-tick-all]")) for (const box of boxes) box.checked = target.checked;
    const ticked = boxes.filter((box) => box.checked).length;
    for (const all of form.querySelectorAll("[data-tick-all]")) {
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
    for (const words of form.querySelectorAll("[data-ticked]"))
      words.textContent = ticked === 0 ? words.dataset.ticked : `${ticked} chosen`;
  });

  // What only helps where there are no scripts.
  const hide = () => {
    for (const each of document.querySelectorAll("[data-without-script]")) each.hidden = true;
  };
  hide();
  document.addEventListener("htmx:after:swap", hide);

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
